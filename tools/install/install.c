#include "install/install.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "install/copy.h"
#include "install/modules.h"
#include "install/moves.h"

/* --- a tree on the way to its project --- */

static char *linked_path(const char *deps)
{
	return xasprintf("%s/project", deps);
}

bool install_is_linked(const char *deps)
{
	char *path = linked_path(deps);
	bool linked = fs_is_dir(path);
	free(path);
	return linked;
}

static bool copy_linked(const struct install_job *j, int to, struct error *e)
{
	char *path = linked_path(j->deps);
	int from = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = from >= 0 ? install_copy(from, path, to, e) : error_errno(e, path, "cannot open");
	if (from >= 0)
		close(from);
	free(path);
	return ok;
}

struct scratch {
	const struct install_job *job;
	install_placer *place;
	void *context;
};

static bool fill(void *context, const struct output *out, struct error *e)
{
	const struct scratch *s = context;
	char *new = xasprintf("%s/new", out->temp), *old = xasprintf("%s/old", out->temp);
	struct output tree = {.target = out->target, .temp = new, .dir = -1};
	if (mkdirat(out->dir, "new", 0755) == 0 && mkdirat(out->dir, "old", 0755) == 0)
		tree.dir = fs_open_dir(out->dir, "new");
	bool ok = tree.dir >= 0 || error_errno(e, new, "cannot create");
	ok = ok && (install_is_linked(s->job->deps) ? copy_linked(s->job, tree.dir, e)
						    : s->job->make(s->job->context, &tree, e));
	ok = ok && s->place(s->context, tree.dir, new, old, e);
	if (tree.dir >= 0)
		close(tree.dir);
	free(new);
	free(old);
	return ok;
}

bool install_scratch(const struct install_job *j, const char *target, install_placer *place, void *context,
		     struct error *e)
{
	struct scratch s = {j, place, context};
	return output_scratch(target, fill, &s, e);
}

/* --- a build's project --- */

/* Adds to M that what FOLDERS have as node_modules goes to OLD. */
static void move_away(const struct install_job *j, const struct string_list *folders, const char *old,
		      struct install_moves *m)
{
	for (size_t i = 0; i < folders->count; i++) {
		struct stat st;
		char *modules = install_path(folders->items[i], NULL);
		if (fstatat(j->dir, modules, &st, AT_SYMLINK_NOFOLLOW) == 0)
			install_moves_add(m, modules, xasprintf("%s/%zu", old, i));
		else
			free(modules);
	}
}

/* Adds to M that what FOLDERS have as node_modules in the tree at NEW goes to the project. */
static void move_in(const struct string_list *folders, const char *new, struct install_moves *m)
{
	for (size_t i = 0; i < folders->count; i++) {
		char *modules = install_path(folders->items[i], NULL);
		install_moves_add(m, xasprintf("%s/%s", new, modules), modules);
	}
}

/* Makes the commands of workspaces executable. */
static bool mend_commands(const struct install_job *j, const struct string_list *folders, struct error *e)
{
	bool ok = true;
	for (size_t i = 0; ok && i < folders->count; i++)
		ok = install_make_executable(j->project, folders->items[i], e);
	return ok;
}

static bool replace_all(void *context, int new, const char *path, const char *old, struct error *e)
{
	const struct install_job *j = context;
	struct string_list made = {0}, had = {0};
	struct install_moves moves = {0};
	bool ok = install_find_modules(j->project, j->deps, new, &made, e) &&
		  install_find_importers(j->project, j->deps, &made, &had, e);
	if (ok) {
		move_away(j, &had, old, &moves);
		move_in(&made, path, &moves);
		ok = install_moves_run(&moves, j->dir, e) && mend_commands(j, &made, e);
	}
	install_moves_free(&moves);
	string_list_free(&made);
	string_list_free(&had);
	return ok;
}

bool install_all(const struct install_job *j, struct error *e)
{
	char *target = xasprintf("%s/node_modules.new", j->project);
	struct install_job job = *j;
	bool ok = install_scratch(j, target, replace_all, &job, e);
	free(target);
	return ok;
}
