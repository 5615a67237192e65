/* Goes through a tree and shows every regular file in it, on all cores. */
#ifndef PATCH_WALK_H
#define PATCH_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

/* A tree, or a single file.  Zero-initialise; patch_walk_close ends it. */
struct patch_walk_root {
	const char *path; /* as it was given, for messages; not owned */
	int dir;          /* paths are relative to it: the tree, or the file's folder; -1: none */
	char *file;       /* the single file, or NULL */
};

struct patch_walk_file {
	int dir; /* the descriptor of its folder */
	const char *name;
	const char *folder; /* path of the folder, relative to the root; "" is the root */
	const struct stat *st;
	bool is_bin; /* a package.json above it names it in "bin" */
};

/* Told on any thread, in any order; WORKER is below POOL_MAX. */
struct patch_walk_visitor {
	void *context;
	void (*file)(void *context, const struct patch_walk_file *f, unsigned worker);
	/* FOLDER, or NAME in it, could not be looked at: errno says why. */
	void (*failed)(void *context, const char *folder, const char *name, unsigned worker);
};

/* Opens PATH.  A symlink or a device is a tree of nothing, as for find.  False
 * with errno set. */
bool patch_walk_open(struct patch_walk_root *r, const char *path);

/* Shows V all regular files; symlinks are not followed. */
void patch_walk_tree(const struct patch_walk_root *r, const struct patch_walk_visitor *v);

/* Opens the folder PATH below DIR ("": itself), however long PATH is, going
 * through no symlink.  -1 with errno set. */
int patch_walk_open_folder(int dir, const char *path);

void patch_walk_close(struct patch_walk_root *r);

#endif
