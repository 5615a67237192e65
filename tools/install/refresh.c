#include "install/refresh.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/dir_list.h"
#include "base/fs.h"
#include "install/entries.h"
#include "install/modules.h"
#include "install/notes.h"

static bool same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static bool has_state(const struct install_renewal *r, const char *folder, const struct install_notes *n)
{
	char *state = install_state(r, folder);
	bool has = strcmp(state, n->state ? n->state : "") == 0;
	free(state);
	return has;
}

/* Whether the node_modules of FOLDER, a folder of the project, needs nothing.  What a package manager has changed since is its own business, unless
 * told. */
static bool is_current_in(const struct install_renewal *r, const char *folder)
{
	struct install_notes n = {0};
	install_notes_read(&n, r->job.dir, folder);
	bool current = same(n.deps, r->job.deps) && (!r->force || has_state(r, folder, &n));
	install_notes_free(&n);
	return current;
}

/* Whether there is nothing to do. */
static bool is_current(const struct install_renewal *r)
{
	struct install_notes own = {0};
	install_notes_read(&own, r->job.dir, ".");
	bool current = same(own.deps, r->job.deps);
	for (size_t i = 0; current && i < own.folders.count; i++) {
		char *folder = install_folder(r->job.project, own.folders.items[i]);
		current = folder && is_current_in(r, folder);
		free(folder);
	}
	install_notes_free(&own);
	return current;
}

/* Whether the folder at PATH has anything but what begins with a dot: tools have caches there, without any package. */
static bool has_packages(int dir, const char *path)
{
	struct dir_list list = {0};
	bool found = false;
	if (dir_list_read_unsorted(&list, dir, path))
		for (size_t i = 0; i < list.count; i++)
			found = found || *list.entries[i].name != '.';
	dir_list_free(&list);
	return found;
}

/* Whether something else than a run of this made the node_modules of FOLDER, or installed into it. */
static bool is_others(const struct install_renewal *r, const char *folder)
{
	struct stat st;
	struct install_notes n = {0};
	char *path = install_path(folder, NULL);
	install_notes_read(&n, r->job.dir, folder);
	bool others = fstatat(r->job.dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		      (!S_ISDIR(st.st_mode) ||
		       (n.there ? n.deps && !has_state(r, folder, &n) : has_packages(r->job.dir, path)));
	install_notes_free(&n);
	free(path);
	return others;
}

/* A node_modules that a package manager or somebody else made must not be lost. */
static bool check_owners(const struct install_renewal *r, struct error *e)
{
	struct install_notes own = {0};
	struct string_list folders = {0};
	install_notes_read(&own, r->job.dir, ".");
	bool ok = install_find_importers(r->job.project, r->job.deps, &own.folders, &folders, e);
	for (size_t i = 0; ok && i < folders.count; i++)
		ok = !is_others(r, folders.items[i]) || install_refuse(folders.items[i], NULL, e);
	install_notes_free(&own);
	string_list_free(&folders);
	return ok;
}

/* True if FD is what PATH is now. */
static bool is_at(int fd, int dir, const char *path)
{
	struct stat opened, named;
	return fstat(fd, &opened) == 0 && fstatat(dir, path, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/* Waits until no other run is at work in the project: an editor and a terminal may enter a shell together.  The lock ends
 * with the process.  Returns its descriptor; -1 with E. */
static int lock(const struct install_renewal *r, struct error *e)
{
	int dir = r->job.dir, fd = -1;
	char *path = install_path(".", INSTALL_NOTES "/");
	size_t len = strlen(path) - 1;
	for (int tries = 0; fd < 0 && tries < 100; tries++) {
		path[len] = '/';
		bool made = fs_make_parents(dir, path);
		path[len] = '\0';
		fd = made ? fs_open_dir(dir, path) : -1;
		if (fd < 0 && errno != ENOENT)
			break;
		/* A file system without locks goes on without. */
		if (fd >= 0 && flock(fd, LOCK_EX) == 0 && !is_at(fd, dir, path)) {
			close(fd);
			fd = -1;
		}
	}
	if (fd < 0)
		error_errno(e, path, "cannot create");
	free(path);
	return fd;
}

/* What lock made, unless there is something in it. */
static void remove_empty(int dir)
{
	struct install_notes own = {0};
	install_notes_read(&own, dir, ".");
	if (!own.there)
		install_notes_remove(dir, ".");
	install_notes_free(&own);
}

static bool make(const struct install_renewal *r, struct error *e)
{
	char *below = install_path(".", INSTALL_NOTES "/new");
	char *target = xasprintf("%s/%s", r->job.project, below);
	struct install_renewal refresh = *r;
	bool ok = install_scratch(&r->job, target, install_entries, &refresh, e);
	free(below);
	free(target);
	return ok;
}

bool install_refresh(const struct install_renewal *r, struct error *e)
{
	struct stat st;
	char *modules = install_path(".", NULL);
	bool current = is_current(r), ok = current || r->force || check_owners(r, e);
	if (ok && !current) {
		/* Nothing is written through a link. */
		if (fstatat(r->job.dir, modules, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(st.st_mode))
			unlinkat(r->job.dir, modules, 0);
		int fd = lock(r, e);
		ok = fd >= 0 && (is_current(r) || make(r, e));
		if (fd >= 0)
			close(fd);
		if (!ok)
			remove_empty(r->job.dir);
	}
	free(modules);
	return ok;
}
