#include "bun/verify.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dir_list.h"
#include "base/fs.h"
#include "base/output.h"
#include "base/progress.h"
#include "base/text.h"
#include "bun/entry_name.h"
#include "bun/packument_file.h"

/* A packument that is larger is not one. */
#define PACKUMENT_MAX ((size_t)256 << 20)

/* Packages are at the top, in a scope's folder, or in one that bun itself
 * makes of symlinks to a package's versions. */
#define LEVELS 3

struct verifier {
	const char *root;
	struct string_list *faults;
	size_t packages;
};

/* Lists the folder PATH below the cache.  The caller frees LIST. */
static bool list_folder(struct verifier *v, const char *path, struct dir_list *list)
{
	char *full = xasprintf("%s/%s", v->root, path);
	int dir = open(full, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = dir >= 0 && dir_list_read(list, dir, ".");
	if (!ok)
		string_list_printf(v->faults, "%s: cannot be listed: %s", full, strerror(errno));
	if (dir >= 0)
		close(dir);
	free(full);
	return ok;
}

static void check_packument(struct verifier *v, const char *path)
{
	struct buffer text = {0};
	struct error e = {0};
	char *full = xasprintf("%s/%s", v->root, path);
	v->packages++;
	if (!fs_read_file(AT_FDCWD, full, PACKUMENT_MAX, &text, &e))
		string_list_printf(v->faults, "%s: %s", e.subject, e.message);
	else if (!bun_packument_is(text.data, text.len))
		string_list_printf(v->faults, "%s: is not a bun manifest", full);
	error_clear(&e);
	buffer_free(&text);
	free(full);
}

/* Returns how many files the folder PATH of a package holds. */
static size_t check_tree(struct verifier *v, const char *path)
{
	struct dir_list list = {0};
	size_t files = 0;
	if (!list_folder(v, path, &list))
		files = 1; /* whether it is empty is not known */
	for (size_t i = 0; i < list.count; i++) {
		const struct dir_entry *entry = &list.entries[i];
		char *inner = xasprintf("%s/%s", path, entry->name);
		if (entry->type == DT_DIR)
			files += check_tree(v, inner);
		else if (entry->type != DT_REG)
			string_list_printf(
			    v->faults, "%s/%s: is neither a file nor a folder, and bun does not install it",
			    v->root, inner);
		files += entry->type != DT_DIR;
		free(inner);
	}
	dir_list_free(&list);
	return files;
}

static void check_package(struct verifier *v, const char *path)
{
	v->packages++;
	if (check_tree(v, path) == 0)
		string_list_printf(v->faults, "%s/%s: has no files", v->root, path);
}

/* True for a clone that bun takes packages from. */
static bool is_clone(const struct dir_entry *entry, unsigned levels)
{
	return levels == LEVELS && entry->type == DT_DIR && text_ends(entry->name, ".git");
}

/* True for what store-merge --about adds to every kind of store. */
static bool is_note(const struct dir_entry *entry, unsigned levels)
{
	return levels == LEVELS && entry->type == DT_REG && strcmp(entry->name, OUTPUT_ABOUT) == 0;
}

static bool is_packument(const struct dir_entry *entry, unsigned levels)
{
	return levels == LEVELS && entry->type != DT_DIR && text_ends(entry->name, ".npm");
}

static void check_level(struct verifier *v, const char *path, unsigned levels)
{
	struct dir_list list = {0};
	list_folder(v, path, &list);
	if (levels == LEVELS)
		progress_start("packages", list.count);
	for (size_t i = 0; i < list.count; i++) {
		const struct dir_entry *entry = &list.entries[i];
		if (is_clone(entry, levels) || is_note(entry, levels))
			continue;
		char *inner = xasprintf("%s%s%s", path, *path ? "/" : "", entry->name);
		if (bun_name_is(entry->name))
			check_package(v, inner);
		else if (entry->type == DT_DIR && levels > 1)
			check_level(v, inner, levels - 1);
		else if (is_packument(entry, levels))
			check_packument(v, inner);
		else
			string_list_printf(v->faults, "%s/%s: is not a package of a bun cache", v->root,
					   inner);
		free(inner);
		if (levels == LEVELS)
			progress_step();
	}
	if (levels == LEVELS)
		progress_end();
	dir_list_free(&list);
}

/* Whether the folder DIR has something of a cache, LEVELS deep; closes DIR. */
static bool is_cache(int dir, unsigned levels)
{
	struct dir_list list = {0};
	bool is = false;
	bool listed = dir_list_read(&list, dir, ".");
	bool empty = listed && levels == LEVELS;
	for (size_t i = 0; listed && !is && i < list.count; i++) {
		const struct dir_entry *entry = &list.entries[i];
		if (is_note(entry, levels))
			continue;
		empty = false;
		is = bun_name_is(entry->name) || is_clone(entry, levels) || is_packument(entry, levels);
		if (!is && entry->type == DT_DIR && levels > 1)
			is = is_cache(fs_open_dir(dir, entry->name), levels - 1);
	}
	dir_list_free(&list);
	if (dir >= 0)
		close(dir);
	return is || empty;
}

/* Where the cache in ROOT is: in share/bun-cache, where bun2nix and fetchBunDeps have it, or ROOT itself.  The
 * caller frees it. */
static char *cache_in(const char *root)
{
	char *inner = xasprintf("%s/share/bun-cache", root);
	if (fs_is_dir(inner))
		return inner;
	free(inner);
	return xstrdup(root);
}

bool bun_cache_is_in(const struct store_layout *layout, const char *root)
{
	(void)layout;
	char *cache = cache_in(root);
	bool is = is_cache(open(cache, O_RDONLY | O_DIRECTORY | O_CLOEXEC), LEVELS);
	free(cache);
	return is;
}

void bun_cache_verify(const struct store_layout *layout, const char *root, struct string_list *faults,
		      size_t *packages)
{
	(void)layout;
	char *cache = cache_in(root);
	struct verifier v = {.root = cache, .faults = faults};
	check_level(&v, "", LEVELS);
	*packages += v.packages;
	free(cache);
}
