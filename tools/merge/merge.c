/* A job is one directory of the output with all the fragments that have it; its
 * entries are sorted by name and then by fragment, so that who is first does not
 * depend on threads, and no two threads write to one directory. */
#include "merge/merge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/dir_list.h"
#include "base/fs.h"
#include "base/levels.h"
#include "base/pool.h"
#include "base/text.h"
#include "merge/place.h"

/* The fragments that have a directory, by their index, ascending. */
struct sources {
	uint32_t *index;
	size_t count, capacity;
};

struct job {
	char *path; /* of the directory, relative to the output; "" is the output */
	struct sources sources;
	/* What came of it: */
	const struct store_layout *combined; /* whose file is to be combined here, or NULL */
	struct sources combination;          /* the fragments that have it */
	struct string_list warnings;
	struct merge_counts counts;
	struct error error;
};

struct entry {
	const char *name;
	uint32_t source;
	unsigned char type;
};

/* All entries of one name in a directory: at least one. */
struct group {
	const struct entry *entries;
	size_t count;
};

/* What a worker keeps from directory to directory. */
struct worker {
	struct dir_list list;
	struct arena names;
	struct entry *entries;
	size_t count, capacity;
};

struct state {
	const struct merge *m;
	int out;
	const char *out_path;
	struct worker workers[POOL_MAX];
	struct merge_counts *counts;
	struct error *error; /* of the whole merge */
};

/* A directory that is being merged. */
struct turn {
	const struct state *s;
	struct job *j;
	struct level *below;
	int out; /* descriptor of the directory in the output */
};

static void sources_add(struct sources *s, uint32_t index)
{
	array_reserve(s->index, s->capacity, s->count + 1);
	s->index[s->count++] = index;
}

/* DIRECTORY/NAME, where "" is the top; the caller frees it. */
static char *join(const char *directory, const char *name)
{
	return xasprintf("%s%s%s", directory, *directory ? "/" : "", name);
}

/* What NAME in the directory PATH is in fragment SOURCE; the caller frees it. */
static char *full_path(const struct state *s, uint32_t source, const char *path, const char *name)
{
	return xasprintf("%s/%s%s%s", s->m->fragments[source], path, *path ? "/" : "", name);
}

/* Where ENTRY of the directory is; the caller frees it. */
static char *entry_path(const struct turn *t, const struct entry *entry)
{
	return full_path(t->s, entry->source, t->j->path, entry->name);
}

static int by_name_then_source(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);
	return order ? order : x->source < y->source ? -1 : x->source > y->source;
}

/* Which type NAME in the directory PATH has where it is a file that a layout combines
 * (DT_REG), or on the way to one (DT_DIR); DT_UNKNOWN elsewhere. */
static unsigned char combined_type(const struct state *s, const char *path, const char *name)
{
	char *joined = join(path, name);
	size_t len = strlen(joined);
	unsigned char type = DT_UNKNOWN;
	for (const struct store_layout *const *l = s->m->layouts; *l && type == DT_UNKNOWN; l++) {
		const char *combined = (*l)->combined;
		if (combined && strncmp(combined, joined, len) == 0)
			type = !combined[len] ? DT_REG : combined[len] == '/' ? DT_DIR : DT_UNKNOWN;
	}
	free(joined);
	return type;
}

/* The type of what an entry is to the merge.  A symlink in the place of a file that is
 * combined counts as what it leads to, because the rows there must not be lost; a FIFO
 * there is refused. */
static unsigned char type_of(const struct state *s, const struct job *j, int dir, const struct dir_entry *d)
{
	struct stat st;
	unsigned char combined = d->type == DT_LNK ? combined_type(s, j->path, d->name) : DT_UNKNOWN;
	if (combined == DT_UNKNOWN || fstatat(dir, d->name, &st, 0) != 0)
		return d->type;
	unsigned char type = (unsigned char)IFTODT(st.st_mode);
	return type == combined || (type != DT_REG && type != DT_DIR) ? type : d->type;
}

/* Lists the directory in all fragments that have it. */
static bool gather(const struct state *s, struct job *j, struct worker *w)
{
	w->count = 0;
	arena_reset(&w->names);
	for (size_t i = 0; i < j->sources.count; i++) {
		uint32_t source = j->sources.index[i];
		char *path = full_path(s, source, j->path, "");
		int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		bool ok = (fd >= 0 && dir_list_read(&w->list, fd, ".")) ||
			  error_errno(&j->error, path, "cannot list");
		free(path);
		array_reserve(w->entries, w->capacity, w->count + w->list.count);
		for (size_t k = 0; ok && k < w->list.count; k++) {
			const struct dir_entry *d = &w->list.entries[k];
			w->entries[w->count++] = (struct entry){
			    arena_strndup(&w->names, d->name, strlen(d->name)), source, type_of(s, j, fd, d)};
		}
		if (fd >= 0)
			close(fd);
		if (!ok)
			return false;
	}
	if (w->count > 1)
		qsort(w->entries, w->count, sizeof(*w->entries), by_name_then_source);
	return true;
}

/* Has the directory of that name merged, too. */
static void add_child(const struct turn *t, const struct group *g)
{
	struct job *child = levels_add(t->below);
	child->path = join(t->j->path, g->entries->name);
	for (size_t i = 0; i < g->count; i++)
		sources_add(&child->sources, g->entries[i].source);
}

/* The layout that combines the files of that name, or NULL. */
static const struct store_layout *combined_by(const struct turn *t, const struct entry *entry)
{
	size_t len = strlen(t->j->path);
	for (const struct store_layout *const *l = t->s->m->layouts; *l; l++) {
		const char *path = (*l)->combined;
		if (path && entry->type == DT_REG && strncmp(path, t->j->path, len) == 0 &&
		    path[len] == '/' && strcmp(path + len + 1, entry->name) == 0)
			return *l;
	}
	return NULL;
}

static bool conflict(const struct merge *m, struct string_list *warnings, const char *what, const char *kept,
		     const char *dropped, struct error *e)
{
	if (m->strict)
		return error_set(e, what, "differs between '%s' and '%s'", kept, dropped);
	string_list_printf(warnings, "'%s' differs; kept '%s', left out '%s'", what, kept, dropped);
	return true;
}

static bool is_executable(const struct merge *m, const char *name)
{
	for (const struct store_layout *const *l = m->layouts; *l; l++)
		if ((*l)->executable_suffix && text_ends(name, (*l)->executable_suffix))
			return true;
	return false;
}

/* The first of G is in place, at FIRST; says so when another one differs from it. */
static bool compare_rest(const struct turn *t, const struct group *g, const char *first)
{
	const struct merge *m = t->s->m;
	struct job *j = t->j;
	bool ok = true, differs = false, executable = is_executable(m, g->entries->name);
	for (size_t i = 1; ok && i < g->count; i++) {
		char *other = entry_path(t, &g->entries[i]);
		bool same;
		ok = merge_same_contents(first, other, executable, &same, &j->error);
		if (ok && !same) {
			differs = true;
			char *what = join(j->path, g->entries->name);
			ok = conflict(m, &j->warnings, what, m->fragments[g->entries[0].source],
				      m->fragments[g->entries[i].source], &j->error);
			free(what);
		}
		free(other);
	}
	j->counts.differed += differs;
	return ok;
}

static bool is_package(const struct merge *m, const char *name)
{
	for (const struct store_layout *const *l = m->layouts; *l; l++)
		if ((*l)->is_package && (*l)->is_package(name))
			return true;
	return false;
}

/* Whether packages are one symlink each where their layout wants that: to the fragment's
 * folder, or what another store's symlink says. */
static bool is_one_link(const struct state *s, const struct entry *entry)
{
	return s->m->mode == MERGE_SYMLINK && is_package(s->m, entry->name);
}

/* A symlink in place of a package's folder counts as a folder, but not one to a file. */
static bool is_folder(const struct turn *t, const struct entry *entry, bool one_link)
{
	struct stat st;
	if (!one_link || entry->type != DT_LNK)
		return entry->type == DT_DIR;
	char *path = entry_path(t, entry);
	bool leads_elsewhere = stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
	free(path);
	return !leads_elsewhere;
}

/* Whether all of G are folders, or none is. */
static bool are_of_one_kind(const struct turn *t, const struct group *g, bool one_link)
{
	const struct entry *first = g->entries;
	bool is_first = g->count > 1 && is_folder(t, first, one_link);
	for (size_t i = 1; i < g->count; i++) {
		if (is_folder(t, &g->entries[i], one_link) == is_first)
			continue;
		char *path = entry_path(t, first);
		error_set(&t->j->error, path, "is a %s here, but a %s in '%s'",
			  is_first ? "directory" : "file", is_first ? "file" : "directory",
			  t->s->m->fragments[g->entries[i].source]);
		free(path);
		return false;
	}
	return true;
}

/* A FIFO would be waited for, and a device read without end. */
static bool are_plain(const struct turn *t, const struct group *g)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct entry *entry = &g->entries[i];
		if (entry->type == DT_REG || entry->type == DT_LNK || entry->type == DT_DIR)
			continue;
		char *path = entry_path(t, entry);
		error_set(&t->j->error, path, "is neither a file, a symlink nor a directory");
		free(path);
		return false;
	}
	return true;
}

/* Puts the first of G in place. */
static bool place_first(const struct turn *t, const struct group *g)
{
	const struct merge *m = t->s->m;
	const struct entry *first = g->entries;
	struct job *j = t->j;
	j->counts.files++;
	j->counts.shared += g->count > 1;
	char *path = entry_path(t, first);
	const struct merge_file file = {path, first->type == DT_LNK, is_executable(m, first->name)};
	bool ok =
	    merge_place_file(m->mode, &file, t->out, first->name, &j->error) && compare_rest(t, g, path);
	free(path);
	return ok;
}

/* Makes what the output has under the name of G. */
static bool merge_group(const struct turn *t, const struct group *g)
{
	const struct entry *first = g->entries;
	bool one_link = is_one_link(t->s, first);
	if (!are_plain(t, g) || !are_of_one_kind(t, g, one_link))
		return false;
	if (first->type == DT_DIR && !one_link) {
		add_child(t, g);
		return true;
	}
	const struct store_layout *combined = combined_by(t, first);
	if (!combined)
		return place_first(t, g);
	t->j->combined = combined;
	for (size_t i = 0; i < g->count; i++)
		sources_add(&t->j->combination, g->entries[i].source);
	return true;
}

/* The entries of the name that the one at INDEX has. */
static struct group group_at(const struct worker *w, size_t index)
{
	struct group g = {&w->entries[index], 1};
	while (index + g.count < w->count && strcmp(g.entries[g.count].name, g.entries->name) == 0)
		g.count++;
	return g;
}

static bool merge_directory(struct turn *t, struct worker *w)
{
	const struct state *s = t->s;
	struct job *j = t->j;
	if (*j->path && mkdirat(s->out, j->path, 0755) != 0)
		return error_errno(&j->error, j->path, "cannot create");
	t->out = fs_open_dir(s->out, *j->path ? j->path : ".");
	if (t->out < 0)
		return error_errno(&j->error, j->path, "cannot open");
	bool ok = gather(s, j, w);
	struct group g;
	for (size_t i = 0; ok && i < w->count; i += g.count) {
		g = group_at(w, i);
		ok = merge_group(t, &g);
	}
	close(t->out);
	return ok;
}

static void work(void *context, void *job, struct level *below, unsigned worker)
{
	struct state *s = context;
	merge_directory(&(struct turn){.s = s, .j = job, .below = below}, &s->workers[worker]);
}

static void job_free(void *job)
{
	struct job *j = job;
	free(j->path);
	free(j->sources.index);
	free(j->combination.index);
	string_list_free(&j->warnings);
	error_clear(&j->error);
}

/* A combination under way. */
struct combining {
	const struct state *s;
	const struct sources *sources;
};

static bool combined_conflict(void *context, const char *what, size_t kept, size_t dropped, struct error *e)
{
	const struct combining *c = context;
	const struct merge *m = c->s->m;
	return conflict(m, m->warnings, what, m->fragments[c->sources->index[kept]],
			m->fragments[c->sources->index[dropped]], e);
}

/* Makes one file of those that J's directory has in its fragments. */
static bool combine(struct state *s, const struct job *j, struct error *e)
{
	const char *name = text_base_name(j->combined->combined);
	size_t count = j->combination.count;
	struct combining combining = {s, &j->combination};
	char **paths = xmalloc(count * sizeof(*paths)),
	     *out = xasprintf("%s/%s", s->out_path, j->combined->combined);
	for (size_t i = 0; i < count; i++)
		paths[i] = full_path(s, j->combination.index[i], j->path, name);
	struct store_combination c = {
	    .paths = (const char *const *)paths,
	    .count = count,
	    .out = out,
	    .dir = s->out,
	    .conflict = combined_conflict,
	    .context = &combining,
	};
	bool ok = j->combined->combine(&c, e);
	s->counts->rows += c.rows;
	for (size_t i = 0; i < count; i++)
		free(paths[i]);
	free(paths);
	free(out);
	return ok;
}

/* Collects what came of a job; in the order of the names, whatever the threads did. */
static bool done(void *context, void *job)
{
	struct state *s = context;
	struct job *j = job;
	if (j->error.message) {
		error_take(s->error, &j->error);
		return false;
	}
	string_list_take(s->m->warnings, &j->warnings);
	s->counts->files += j->counts.files;
	s->counts->shared += j->counts.shared;
	s->counts->differed += j->counts.differed;
	return !j->combined || combine(s, j, s->error);
}

bool merge_fragments(const struct merge *m, int out_dir, const char *out_path, struct merge_counts *counts,
		     struct error *e)
{
	struct state s = {.m = m, .out = out_dir, .out_path = out_path, .counts = counts, .error = e};
	const struct levels levels = {&s, sizeof(struct job), work, done, job_free};
	struct job top = {.path = xstrdup("")};
	*counts = (struct merge_counts){0};
	for (size_t i = 0; i < m->count; i++)
		sources_add(&top.sources, (uint32_t)i);
	bool ok = levels_run(&levels, &top);
	for (unsigned i = 0; i < POOL_MAX; i++) {
		dir_list_free(&s.workers[i].list);
		arena_free(&s.workers[i].names);
		free(s.workers[i].entries);
	}
	return ok;
}
