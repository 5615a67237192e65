#include "patch/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

#include "base/dir_list.h"
#include "base/error.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/levels.h"
#include "base/pool.h"
#include "base/string_list.h"
#include "base/text.h"
#include "patch/bins.h"
#include "patch/replace.h"

struct job {
	char *path;              /* of the directory, relative to the root */
	struct string_list bins; /* paths that a package.json names, relative to the folder at hand, sorted */
};

struct state {
	const struct patch_walk_root *root;
	const struct patch_walk_visitor *visitor;
	struct dir_list lists[POOL_MAX];
	struct buffer manifests[POOL_MAX];
};

static void bins_add(void *context, const char *path)
{
	string_list_add(context, path);
}

/* The first of the bins B that does not sort before KEY. */
static size_t bins_from(const struct string_list *b, const char *key)
{
	size_t low = 0, high = b->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(b->items[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* True when all of the folder at hand is meant: then what is left of its path is "". */
static bool bins_have_all(const struct string_list *b)
{
	return b->count > 0 && !*b->items[0];
}

static bool bins_have(const struct string_list *b, const char *name)
{
	if (bins_have_all(b))
		return true;
	size_t i = bins_from(b, name);
	return i < b->count && strcmp(b->items[i], name) == 0;
}

/* Adds the bins of the package.json in DIR, if it is one that can be read. */
static void read_manifest(struct job *j, int dir, struct buffer *text)
{
	if (fs_read_file(dir, "package.json", JSON_MANIFEST_BYTES, text, NULL))
		patch_bins_read(text->data, text->len, bins_add, &j->bins);
	if (j->bins.count > 1)
		qsort(j->bins.items, j->bins.count, sizeof(*j->bins.items), text_compare);
}

static void add_child(const struct job *j, struct level *below, const char *name)
{
	struct job *child = levels_add(below);
	child->path = xasprintf("%s%s%s", j->path, *j->path ? "/" : "", name);
	if (j->bins.count == 0)
		return;
	if (bins_have_all(&j->bins)) {
		bins_add(&child->bins, "");
		return;
	}
	char *prefix = xasprintf("%s/", name);
	size_t len = strlen(prefix);
	for (size_t i = bins_from(&j->bins, prefix);
	     i < j->bins.count && strncmp(j->bins.items[i], prefix, len) == 0; i++)
		bins_add(&child->bins, j->bins.items[i] + len);
	free(prefix);
}

static void show_file(const struct state *s, const struct job *j, int dir, const char *name, unsigned worker)
{
	struct stat st;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		s->visitor->failed(s->visitor->context, j->path, name, worker);
	else if (S_ISREG(st.st_mode) && text_begins(name, PATCH_REPLACE_PREFIX))
		patch_replace_remove_if_stale(dir, name);
	else if (S_ISREG(st.st_mode))
		s->visitor->file(
		    s->visitor->context,
		    &(struct patch_walk_file){dir, name, j->path, &st, bins_have(&j->bins, name)}, worker);
}

static bool has_manifest(const struct dir_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->entries[i].name, "package.json") == 0)
			return l->entries[i].type == DT_REG;
	return false;
}

static void work(void *context, void *job, struct level *below, unsigned worker)
{
	struct state *s = context;
	struct job *j = job;
	struct dir_list *l = &s->lists[worker];
	int dir = patch_walk_open_folder(s->root->dir, j->path);
	if (dir < 0 || !dir_list_read_unsorted(l, dir, ".")) {
		s->visitor->failed(s->visitor->context, j->path, "", worker);
		l->count = 0;
	}
	if (has_manifest(l))
		read_manifest(j, dir, &s->manifests[worker]);
	for (size_t i = 0; i < l->count; i++) {
		if (l->entries[i].type == DT_DIR)
			add_child(j, below, l->entries[i].name);
		else if (l->entries[i].type == DT_REG)
			show_file(s, j, dir, l->entries[i].name, worker);
	}
	if (dir >= 0)
		close(dir);
}

static void job_free(void *job)
{
	struct job *j = job;
	free(j->path);
	string_list_free(&j->bins);
}

void patch_walk_tree(const struct patch_walk_root *r, const struct patch_walk_visitor *v)
{
	struct state s = {.root = r, .visitor = v};
	if (r->dir < 0)
		return;
	if (r->file) {
		patch_replace_remove_stale(r->dir);
		show_file(&s, &(struct job){.path = ""}, r->dir, r->file, 0);
		return;
	}
	const struct levels levels = {&s, sizeof(struct job), work, NULL, job_free};
	levels_run(&levels, &(struct job){.path = xstrdup("")});
	for (unsigned i = 0; i < POOL_MAX; i++) {
		dir_list_free(&s.lists[i]);
		buffer_free(&s.manifests[i]);
	}
}

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* Opens the folder PATH below DIR by its folders, one after the other. */
static int open_by_parts(int dir, const char *path)
{
	int at = dir;
	for (;;) {
		size_t len = strcspn(path, "/");
		char *part = xstrndup(path, len);
		int next = openat(at, part, FOLDER_FLAGS);
		int error = errno;
		free(part);
		if (at != dir)
			close(at);
		errno = error;
		if (next < 0 || !path[len])
			return next;
		at = next;
		path += len + 1;
	}
}

#ifdef __linux__

/* The same number on all machines but Alpha. */
#ifndef SYS_openat2
#define SYS_openat2 437
#endif

/* The same in one step, by openat2(2), where the kernel has it (Linux 5.6) and a
 * sandbox does not forbid it: a walk then takes two thirds of the time. */
static int open_below(int dir, const char *path)
{
	/* struct open_how from linux/openat2.h, which musl does not come with. */
	struct {
		uint64_t flags, mode, resolve;
	} how = {.flags = FOLDER_FLAGS, .resolve = 0x04}; /* RESOLVE_NO_SYMLINKS */
	int fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
	return fd < 0 && (errno == ENOSYS || errno == EPERM) ? open_by_parts(dir, path) : fd;
}

#else

static int open_below(int dir, const char *path)
{
	return open_by_parts(dir, path);
}

#endif

int patch_walk_open_folder(int dir, const char *path)
{
	int at = openat(dir, ".", FOLDER_FLAGS);
	/* The kernel takes no path of PATH_MAX bytes: such a one goes in parts. */
	while (at >= 0 && *path) {
		char part[PATH_MAX];
		size_t len = strlen(path);
		if (len >= sizeof(part))
			for (len = sizeof(part) - 1; len > 0 && path[len] != '/'; len--)
				;
		memcpy(part, path, len);
		part[len] = '\0';
		path += len + (path[len] == '/');
		int next = open_below(at, part);
		int error = errno;
		close(at);
		errno = error;
		at = next;
	}
	return at;
}

/* The folder of the file that R names, and its name there. */
static bool open_file(struct patch_walk_root *r)
{
	const char *slash = strrchr(r->path, '/');
	char *folder = slash ? xstrndup(r->path, (size_t)(slash - r->path) + 1) : xstrdup(".");
	r->dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	r->file = xstrdup(slash ? slash + 1 : r->path);
	return r->dir >= 0;
}

bool patch_walk_open(struct patch_walk_root *r, const char *path)
{
	*r = (struct patch_walk_root){.path = path, .dir = -1};
	struct stat st;
	if (fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	if (S_ISREG(st.st_mode))
		return open_file(r);
	if (!S_ISDIR(st.st_mode))
		return true;
	r->dir = fs_open_dir(AT_FDCWD, path);
	return r->dir >= 0;
}

void patch_walk_close(struct patch_walk_root *r)
{
	if (r->dir >= 0)
		close(r->dir);
	free(r->file);
}
