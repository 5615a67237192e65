/* What a package has in it: a table of its regular files, with the paths that pnpm and bun use for
 * them.  The package is an npm tarball or a folder.
 *
 * Bounds: a path has at most CONTENTS_PATH_MAX bytes and CONTENTS_DEPTH_MAX folders, a package at
 * most CONTENTS_PATHS_MAX files and folders.  Memory is the paths' bytes and 400 bytes for each of
 * them; time is in proportion to the bytes of all paths, and of each folder's path once. */
#ifndef ARCHIVE_CONTENTS_H
#define ARCHIVE_CONTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/string_map.h"

/* Linux opens no longer paths (PATH_MAX). */
#define CONTENTS_PATH_MAX ((size_t)4095)
#define CONTENTS_DEPTH_MAX ((size_t)256)
/* Packages of icons have the most files: some 50,000. */
#define CONTENTS_PATHS_MAX ((size_t)1 << 20)

struct contents_file {
	char *path;       /* relative, "/" between its parts; valid UTF-8 unless read as bun does */
	uint32_t mode;    /* as the source gives it: a tar header's whole mode field */
	uint64_t size;    /* bytes */
	const void *data; /* the bytes as they now are, or NULL when they are to come from the source */
	uint64_t entry;   /* for the reader of the source: which of its entries this is */
	/* What package_stream gives in place of the source's first bytes, when DATA is NULL. */
	const void *head;
	size_t head_len;
	uint64_t head_cut; /* how many bytes of the source HEAD replaces */
	/* Of the file as it is now. package_group_hash fills it, or the function that streams the
	 * file. */
	unsigned char sha512[64];
};

/* One package's; used again and again, so that memory is allocated once.
 * Zero-initialise; contents_free ends it. */
struct contents {
	const char *subject; /* the package, for messages; not owned */
	/* In the order in which the paths first appeared.  Where a tarball
	 * repeats a path, the last one's bytes and mode count (pnpm 9 to 12). */
	struct contents_file *files;
	size_t count;

	/* The rest is for contents.c. */
	size_t capacity;
	struct arena names;
	struct string_map paths; /* path to index in files, or PATH_IS_FOLDER */
};

/* Empties C for the package SUBJECT. */
void contents_reset(struct contents *c, const char *subject);

/* Adds the regular file F, whose path is copied (LEN bytes), or lets it take the
 * place of an earlier one.  False with E for a path that is a folder too, and beyond
 * the bounds. */
bool contents_add_file(struct contents *c, const char *path, size_t len, struct contents_file f,
		       struct error *e);

/* Notes that the source has a folder of that path.  False with E when it is a file,
 * and beyond the bounds. */
bool contents_add_folder(struct contents *c, const char *path, size_t len, struct error *e);

/* The file of that path, or NULL. */
const struct contents_file *contents_find(const struct contents *c, const char *path);

/* True when there is a file or a folder of that path, "./" before and "/"
 * after it not counted. */
bool contents_has_path(const struct contents *c, const char *path);

/* Removes all files from C except those whose element in KEPT, which has C->count elements, is
 * true. */
void contents_keep(struct contents *c, const bool *kept);

/* From now on the file F of C begins with the LEN bytes at HEAD, which are copied, in place of its
 * first CUT bytes.  Its size changes with that. */
void contents_replace_head(struct contents *c, struct contents_file *f, uint64_t cut, const void *head,
			   size_t len);

/* From now on the file F of C is the LEN bytes that the caller writes to what
 * is returned. */
unsigned char *contents_replace(struct contents *c, struct contents_file *f, size_t len);

void contents_free(struct contents *c);

/* Takes files one after the other: BEGIN with the index in contents.files, then
 * BLOCK any number of times, then END.  Each returns false with E to stop. */
struct contents_sink {
	void *context;
	bool (*begin)(void *context, size_t index, struct error *e);
	bool (*block)(void *context, const void *data, size_t len, struct error *e);
	bool (*end)(void *context, struct error *e);
};

#endif
