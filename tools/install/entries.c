#include "install/entries.h"

#include <dirent.h>
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
#include "install/modules.h"
#include "install/moves.h"
#include "install/notes.h"

/* A node_modules that is there, or that the new tree has. */
struct module {
	const char *folder, *source; /* SOURCE is what the tree calls it; NULL: it does not have it */
	struct install_notes had;    /* what is noted in it */
	struct string_list made;     /* the tree's entries */
};

struct work {
	const struct install_renewal *refresh;
	const char *new, *old;        /* paths: the tree, and where to what has to go */
	struct string_list made, all; /* the tree's folders, and those of MODULES */
	struct module *modules;
	struct install_moves moves;
};

char *install_state(const struct install_renewal *r, const char *folder)
{
	char *path = r->state ? install_path(folder, r->state) : NULL;
	char *hash = path ? install_hash(r->job.dir, path) : NULL;
	free(path);
	return hash ? hash : xstrdup("");
}

bool install_refuse(const char *folder, const char *name, struct error *e)
{
	char *path = install_path(folder, name);
	error_set(e, path,
		  "something else made it, so it stays as it is; to replace node_modules, remove it, or use "
		  "--force "
		  "(in a shell: nodeModulesForce=1)");
	free(path);
	return false;
}

/* --- what there is --- */

/* Scopes and .bin can have things of others in them. */
static bool is_shared(const struct dir_entry *entry)
{
	return entry->type == DT_DIR && (*entry->name == '@' || strcmp(entry->name, ".bin") == 0);
}

/* Adds what the folder PATH below DIR has, each with BEFORE in front. */
static bool list_entries(int dir, const char *path, const char *before, struct string_list *entries,
			 struct error *e)
{
	struct dir_list list = {0};
	bool ok = dir_list_read(&list, dir, path) || error_errno(e, path, "cannot read");
	for (size_t i = 0; ok && i < list.count; i++) {
		char *name = xasprintf("%s%s", before, list.entries[i].name);
		if (!*before && is_shared(&list.entries[i])) {
			char *below = xasprintf("%s/%s", path, name), *prefix = xasprintf("%s/", name);
			ok = list_entries(dir, below, prefix, entries, e);
			free(below);
			free(prefix);
		} else {
			string_list_add(entries, name);
		}
		free(name);
	}
	dir_list_free(&list);
	return ok;
}

/* The module of the folder that the tree calls NAME. */
static struct module *module_of(struct work *w, const char *name)
{
	char *real = install_folder(w->refresh->job.project, name);
	char **at =
	    real ? bsearch(&real, w->all.items, w->all.count, sizeof(*w->all.items), install_compare_folders)
		 : NULL;
	free(real);
	return at ? &w->modules[at - w->all.items] : NULL;
}

/* Fills W's lists; NEW is the tree's descriptor. */
static bool look(struct work *w, int new, struct error *e)
{
	const struct install_job *j = &w->refresh->job;
	struct install_notes own = {0};
	struct string_list more = {0};
	install_notes_read(&own, j->dir, ".");
	bool ok = install_find_modules(j->project, j->deps, new, &w->made, e);
	for (size_t i = 0; i < w->made.count; i++)
		string_list_add(&more, w->made.items[i]);
	for (size_t i = 0; i < own.folders.count; i++)
		string_list_add(&more, own.folders.items[i]);
	ok = ok && install_find_importers(j->project, j->deps, &more, &w->all, e);
	string_list_free(&more);
	install_notes_free(&own);
	w->modules = xmalloc((w->all.count + 1) * sizeof(*w->modules));
	for (size_t i = 0; i < w->all.count; i++) {
		w->modules[i] = (struct module){.folder = w->all.items[i]};
		install_notes_read(&w->modules[i].had, j->dir, w->all.items[i]);
	}
	for (size_t i = 0; ok && i < w->made.count; i++) {
		struct module *m = module_of(w, w->made.items[i]);
		char *path = install_path(w->made.items[i], NULL);
		if (m && !m->source) {
			m->source = w->made.items[i];
			ok = list_entries(new, path, "", &m->made, e);
		}
		free(path);
	}
	return ok;
}

static bool is_there(const struct work *w, const struct module *m, const char *entry)
{
	struct stat st;
	char *path = install_path(m->folder, entry);
	bool there = fstatat(w->refresh->job.dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
	free(path);
	return there;
}

/* True if M's node_modules is something else than a folder. */
static bool is_link(const struct work *w, const struct module *m)
{
	struct stat st;
	char *path = install_path(m->folder, NULL);
	bool link = fstatat(w->refresh->job.dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(st.st_mode);
	free(path);
	return link;
}

/* Nothing of the new tree may be where something is that no run of this made. */
static bool check_way(const struct work *w, struct module *m, struct error *e)
{
	struct string_list *had = &m->had.entries;
	if (had->count > 1)
		qsort(had->items, had->count, sizeof(*had->items), text_compare);
	for (size_t i = 0; i < m->made.count; i++) {
		char *const *entry = &m->made.items[i];
		bool own =
		    had->count > 0 && bsearch(entry, had->items, had->count, sizeof(*entry), text_compare);
		if (!own && is_there(w, m, *entry))
			return install_refuse(m->folder, *entry, e);
	}
	return true;
}

/* --- what is to be done --- */

/* Has NAME in M's node_modules (NULL: that itself) go. */
static void move_away(struct work *w, const struct module *m, const char *name)
{
	install_moves_add(&w->moves, install_path(m->folder, name),
			  xasprintf("%s/%zu", w->old, w->moves.count));
}

/* Has all but the notes go. */
static void move_all_away(struct work *w, const struct module *m)
{
	struct dir_list list = {0};
	char *path = install_path(m->folder, NULL);
	if (dir_list_read(&list, w->refresh->job.dir, path)) {
		for (size_t i = 0; i < list.count; i++)
			if (strcmp(list.entries[i].name, INSTALL_NOTES) != 0)
				move_away(w, m, list.entries[i].name);
	} else if (is_there(w, m, NULL)) {
		move_away(w, m, NULL);
	}
	free(path);
	dir_list_free(&list);
}

/* True for what list_entries gives: notes may be damaged. */
static bool is_entry(const char *entry)
{
	const char *slash = strchr(entry, '/'), *name = slash ? slash + 1 : entry;
	bool shared = *entry == '@' || text_begins(entry, ".bin/");
	return *name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	       (slash ? shared : !shared);
}

static void move_noted_away(struct work *w, const struct module *m)
{
	const struct string_list *had = &m->had.entries; /* check_way has sorted them */
	for (size_t i = 0; i < had->count; i++) {
		bool again = i > 0 && strcmp(had->items[i - 1], had->items[i]) == 0;
		if (!again && is_entry(had->items[i]) && is_there(w, m, had->items[i]))
			move_away(w, m, had->items[i]);
	}
}

/* Has the tree's entries come, after the scopes that they are in. */
static void move_in(struct work *w, const struct module *m)
{
	const char *last = "";
	install_moves_add(&w->moves, NULL, install_path(m->folder, NULL));
	for (size_t i = 0; i < m->made.count; i++) {
		const char *entry = m->made.items[i], *slash = strchr(entry, '/');
		size_t scope = slash ? (size_t)(slash - entry) : 0;
		if (scope > 0 && strncmp(entry, last, scope + 1) != 0) {
			char *name = xstrndup(entry, scope);
			install_moves_add(&w->moves, NULL, install_path(m->folder, name));
			free(name);
		}
		last = entry;
		char *from = install_path(m->source, entry);
		install_moves_add(&w->moves, xasprintf("%s/%s", w->new, from),
				  install_path(m->folder, entry));
		free(from);
	}
}

static void plan(struct work *w)
{
	for (size_t i = 0; i < w->all.count; i++) {
		struct module *m = &w->modules[i];
		if (w->refresh->force)
			move_all_away(w, m);
		else
			move_noted_away(w, m);
		if (m->source)
			move_in(w, m);
	}
}

/* --- the notes --- */

static void add_all(struct string_list *to, const struct string_list *from)
{
	for (size_t i = 0; i < from->count; i++)
		string_list_add(to, from->items[i]);
}

static bool is_own(const struct module *m)
{
	return strcmp(m->folder, ".") == 0;
}

/* Before anything moves: all that may be there from now on, and no deps, so that the next run repairs what a killed one left. */
static bool note_both(const struct work *w, const struct module *m, struct error *e)
{
	struct install_notes n = {0};
	/* Nothing is written through a link, which will go. */
	if ((!m->source && !m->had.there) || is_link(w, m))
		return true;
	add_all(&n.entries, &m->had.entries);
	add_all(&n.entries, &m->made);
	if (is_own(m))
		add_all(&n.folders, &w->all);
	bool ok = install_notes_write(&n, w->refresh->job.dir, m->folder, e);
	install_notes_free(&n);
	return ok;
}

/* After everything has moved: what is there now. */
static bool note_made(const struct work *w, const struct module *m, struct error *e)
{
	struct install_notes n = {.deps = xstrdup(w->refresh->job.deps),
				  .state = install_state(w->refresh, m->folder)};
	add_all(&n.entries, &m->made);
	for (size_t i = 0; is_own(m) && i < w->all.count; i++)
		if (w->modules[i].source)
			string_list_add(&n.folders, w->all.items[i]);
	bool ok = install_notes_write(&n, w->refresh->job.dir, m->folder, e);
	install_notes_free(&n);
	return ok;
}

/* Removes the scopes, and the .bin, that are empty now. */
static void prune(const struct work *w, const struct module *m)
{
	struct dir_list list = {0};
	char *path = install_path(m->folder, NULL);
	int dir = fs_open_dir(w->refresh->job.dir, path);
	if (dir >= 0 && dir_list_read_unsorted(&list, dir, "."))
		for (size_t i = 0; i < list.count; i++)
			if (is_shared(&list.entries[i]))
				unlinkat(dir, list.entries[i].name, AT_REMOVEDIR);
	if (dir >= 0)
		close(dir);
	dir_list_free(&list);
	free(path);
}

/* Notes what is there now; the project's own notes, which come first in W, are the last to be whole. */
static bool finish(const struct work *w, struct error *e)
{
	bool ok = true;
	for (size_t i = w->all.count; ok && i-- > 0;) {
		const struct module *m = &w->modules[i];
		prune(w, m);
		if (m->source)
			ok = install_make_executable(w->refresh->job.project, m->folder, e);
		if (m->source || is_own(m))
			ok = ok && note_made(w, m, e);
		else if (m->had.there)
			install_notes_remove(w->refresh->job.dir, m->folder);
	}
	return ok;
}

static void free_work(struct work *w)
{
	for (size_t i = 0; i < w->all.count; i++) {
		install_notes_free(&w->modules[i].had);
		string_list_free(&w->modules[i].made);
	}
	free(w->modules);
	string_list_free(&w->made);
	string_list_free(&w->all);
	install_moves_free(&w->moves);
}

bool install_entries(void *context, int new, const char *path, const char *old, struct error *e)
{
	struct work w = {.refresh = context, .new = path, .old = old};
	bool ok = look(&w, new, e);
	for (size_t i = 0; ok && !w.refresh->force && i < w.all.count; i++)
		ok = check_way(&w, &w.modules[i], e);
	if (ok)
		plan(&w);
	for (size_t i = 0; ok && i < w.all.count; i++)
		ok = note_both(&w, &w.modules[i], e);
	ok = ok && install_moves_run(&w.moves, w.refresh->job.dir, e) && finish(&w, e);
	free_work(&w);
	return ok;
}
