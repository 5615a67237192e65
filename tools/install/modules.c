#include "install/modules.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dir_list.h"
#include "base/fs.h"
#include "base/text.h"
#include "install/about.h"

#define MODULES "node_modules"

static char *join(const char *folder, const char *name)
{
	return strcmp(folder, ".") == 0 ? xstrdup(name) : xasprintf("%s/%s", folder, name);
}

char *install_path(const char *folder, const char *name)
{
	char *modules = join(folder, MODULES);
	if (!name)
		return modules;
	char *path = xasprintf("%s/%s", modules, name);
	free(modules);
	return path;
}

/* True if PATH, a real one, is PROJECT or in it. */
static bool is_within(const char *path, const char *project)
{
	const char *rest = text_after(path, project);
	return rest && (!*rest || *rest == '/' || strcmp(project, "/") == 0);
}

char *install_folder(const char *project, const char *folder)
{
	char *path = text_leads_out(folder) ? NULL : xasprintf("%s/%s", project, folder);
	char *real = path ? realpath(path, NULL) : NULL, *found = NULL;
	if (real && is_within(real, project) && fs_is_dir(real)) {
		const char *rest = real + strlen(project);
		rest += *rest == '/';
		found = xstrdup(*rest ? rest : ".");
	}
	free(path);
	free(real);
	return found;
}

/* For node_modules in a tree. */
struct search {
	const char *project;
	int tree;
	struct string_list importers; /* as `about` has them */
	struct string_list *folders;
};

static bool find_below(const struct search *s, const char *folder, struct error *e);

static bool is_importer(const struct search *s, const char *folder)
{
	for (size_t i = 0; i < s->importers.count; i++)
		if (strcmp(s->importers.items[i], folder) == 0)
			return true;
	return false;
}

static bool refuse(const char *path, struct error *e)
{
	return error_set(
	    e, path,
	    "a setting of the project places it outside of node_modules; remove that setting, or use --out");
}

/* One entry of the folder FOLDER of a tree. */
static bool find_entry(const struct search *s, const char *folder, const struct dir_entry *entry,
		       struct error *e)
{
	char *path = join(folder, entry->name);
	bool ok = true;
	if (strcmp(entry->name, MODULES) == 0) {
		char *real = install_folder(s->project, folder);
		if (real)
			string_list_add(s->folders, folder);
		else
			ok = is_importer(s, folder) || refuse(path, e);
		free(real);
	} else {
		ok = entry->type == DT_DIR ? find_below(s, path, e) : refuse(path, e);
	}
	free(path);
	return ok;
}

static bool find_below(const struct search *s, const char *folder, struct error *e)
{
	struct dir_list list = {0};
	bool ok = dir_list_read(&list, s->tree, folder) || error_errno(e, folder, "cannot read");
	for (size_t i = 0; ok && i < list.count; i++)
		ok = find_entry(s, folder, &list.entries[i], e);
	dir_list_free(&list);
	return ok;
}

bool install_find_modules(const char *project, const char *deps, int tree, struct string_list *folders,
			  struct error *e)
{
	struct search s = {.project = project, .tree = tree, .folders = folders};
	bool ok = install_about(deps, "importer", &s.importers, e) && find_below(&s, ".", e);
	string_list_free(&s.importers);
	return ok;
}

static void add_real(const char *project, const char *folder, struct string_list *folders)
{
	char *real = install_folder(project, folder);
	if (real)
		string_list_add(folders, real);
	free(real);
}

int install_compare_folders(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	bool own = strcmp(x, ".") == 0, other_own = strcmp(y, ".") == 0;
	return own || other_own ? other_own - own : strcmp(x, y);
}

static void sort_each_once(struct string_list *l)
{
	size_t count = 0;
	if (l->count > 1)
		qsort(l->items, l->count, sizeof(*l->items), install_compare_folders);
	for (size_t i = 0; i < l->count; i++) {
		if (count > 0 && strcmp(l->items[count - 1], l->items[i]) == 0)
			free(l->items[i]);
		else
			l->items[count++] = l->items[i];
	}
	l->count = count;
}

static void add_all_real(const char *project, const struct string_list *from, struct string_list *folders)
{
	for (size_t i = 0; i < from->count; i++)
		add_real(project, from->items[i], folders);
}

bool install_find_importers(const char *project, const char *deps, const struct string_list *more,
			    struct string_list *folders, struct error *e)
{
	struct string_list importers = {0};
	bool ok = install_about(deps, "importer", &importers, e);
	add_real(project, ".", folders);
	add_all_real(project, &importers, folders);
	add_all_real(project, more, folders);
	sort_each_once(folders);
	string_list_free(&importers);
	return ok;
}

/* What the link NAME in the folder .BIN leads to, if that is a file of the project. */
static bool make_target_executable(const char *project, const char *bin, const char *name, struct error *e)
{
	struct stat st;
	char *link = xasprintf("%s/%s", bin, name), *real = realpath(link, NULL);
	bool ok = !real || !is_within(real, project) || stat(real, &st) != 0 || !S_ISREG(st.st_mode) ||
		  (st.st_mode & 0111) || chmod(real, (st.st_mode | 0111) & 07777) == 0 ||
		  error_errno(e, real, "cannot make it executable");
	free(link);
	free(real);
	return ok;
}

bool install_make_executable(const char *project, const char *folder, struct error *e)
{
	struct dir_list list = {0};
	char *below = install_path(folder, ".bin"), *bin = xasprintf("%s/%s", project, below);
	bool ok = dir_list_read(&list, AT_FDCWD, bin) || errno == ENOENT || errno == ENOTDIR ||
		  error_errno(e, bin, "cannot read");
	for (size_t i = 0; ok && i < list.count; i++)
		ok = list.entries[i].type != DT_LNK ||
		     make_target_executable(project, bin, list.entries[i].name, e);
	dir_list_free(&list);
	free(below);
	free(bin);
	return ok;
}
