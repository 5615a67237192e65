/* The merge goes through the tree level by level.  A job is one directory of
 * the output with all the fragments that have it; its entries are sorted by
 * name and then by fragment, so that who is first does not depend on threads,
 * and no two threads write to one directory. */
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
#include "base/pool.h"
#include "base/progress.h"
#include "bun/entry_name.h"
#include "merge/place.h"
#include "pnpm/index_db.h"

/* The fragments that have a directory, by their index, ascending. */
struct sources {
	uint32_t *index;
	size_t count, capacity;
};

struct job {
	char *path; /* of the directory, relative to the output; "" is the output */
	struct sources sources;
	/* What came of it: */
	struct job *children;
	size_t child_count, child_capacity;
	struct sources index_dbs; /* fragments that have an index.db here */
	struct buffer warnings;   /* whole lines */
	struct merge_counts counts;
	struct error error;
};

struct entry {
	const char *name;
	uint32_t source;
	unsigned char type;
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
	struct job *jobs; /* of the present level */
	struct worker workers[POOL_MAX];
	struct index_rows rows;
	const char *index_dir;    /* where the index.db being merged is */
	struct sources index_dbs; /* and who has it */
	struct error *index_errors;
	struct merge_counts *counts;
};

static void sources_add(struct sources *s, uint32_t index)
{
	array_reserve(s->index, s->capacity, s->count + 1);
	s->index[s->count++] = index;
}

/* DIRECTORY/NAME, where "" stands for the top; the caller frees it. */
static char *join(const char *directory, const char *name)
{
	return xasprintf("%s%s%s", directory, *directory ? "/" : "", name);
}

/* What NAME in the directory PATH is in fragment SOURCE; the caller frees it. */
static char *full_path(const struct state *s, uint32_t source, const char *path, const char *name)
{
	return xasprintf("%s/%s%s%s", s->m->fragments[source], path, *path ? "/" : "", name);
}

static int by_name_then_source(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);
	return order ? order : x->source < y->source ? -1 : x->source > y->source;
}

/* Lists the directory in all fragments that have it. */
static bool gather(const struct state *s, const struct job *j, struct worker *w, struct error *e)
{
	w->count = 0;
	arena_reset(&w->names);
	for (size_t i = 0; i < j->sources.count; i++) {
		uint32_t source = j->sources.index[i];
		char *path = full_path(s, source, j->path, "");
		int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		bool ok = (fd >= 0 && dir_list_read(&w->list, fd)) || error_errno(e, path, "cannot list");
		free(path);
		if (!ok)
			return false;
		array_reserve(w->entries, w->capacity, w->count + w->list.count);
		for (size_t k = 0; k < w->list.count; k++) {
			const struct dir_entry *d = &w->list.entries[k];
			w->entries[w->count++] = (struct entry){
			    arena_strndup(&w->names, d->name, strlen(d->name)), source, d->type};
		}
	}
	if (w->count > 1)
		qsort(w->entries, w->count, sizeof(*w->entries), by_name_then_source);
	return true;
}

static void add_child(struct job *j, const struct entry *group, size_t count)
{
	array_reserve(j->children, j->child_capacity, j->child_count + 1);
	struct job *child = &j->children[j->child_count++];
	*child = (struct job){.path = join(j->path, group->name)};
	for (size_t i = 0; i < count; i++)
		sources_add(&child->sources, group[i].source);
}

/* True for the one file that is merged and not chosen: a v11 store's index. */
static bool is_index_db(const struct job *j, const struct entry *entry)
{
	return entry->type == DT_REG && strcmp(entry->name, "index.db") == 0 && strcmp(j->path, "v11") == 0;
}

static bool conflict(const struct state *s, struct job *j, const char *what, const char *kept,
		     const char *dropped, struct error *e)
{
	if (s->m->strict)
		return error_set(e, what, "differs between '%s' and '%s'", kept, dropped);
	char *line = xasprintf("'%s' differs; kept '%s', left out '%s'\n", what, kept, dropped);
	buffer_add_string(&j->warnings, line);
	free(line);
	return true;
}

/* The first of GROUP is in place; says so when another one differs from it. */
static bool compare_rest(const struct state *s, struct job *j, const struct entry *group, size_t count,
			 const char *first, struct error *e)
{
	bool ok = true, differs = false;
	for (size_t i = 1; ok && i < count; i++) {
		char *other = full_path(s, group[i].source, j->path, group->name);
		bool same;
		ok = same_contents(first, other, &same, e);
		if (ok && !same) {
			differs = true;
			char *what = join(j->path, group->name);
			ok = conflict(s, j, what, s->m->fragments[group[0].source],
				      s->m->fragments[group[i].source], e);
			free(what);
		}
		free(other);
	}
	j->counts.differed += differs;
	return ok;
}

/* A package's folder in a bun cache is one symlink, to the fragment's folder
 * or what another store's symlink says: bun takes a folder of symlinks to
 * files for an empty package. */
static bool is_one_link(const struct state *s, const struct entry *group, size_t count)
{
	if (s->m->mode != MERGE_SYMLINK || !entry_name_is(group->name))
		return false;
	for (size_t i = 0; i < count; i++)
		if (group[i].type != DT_DIR && group[i].type != DT_LNK)
			return false;
	return true;
}

/* All entries of one name: makes what the output has under that name. */
static bool merge_group(const struct state *s, struct job *j, int out, const struct entry *group,
			size_t count, struct error *e)
{
	bool one_link = is_one_link(s, group, count);
	for (size_t i = 1; !one_link && i < count; i++) {
		if ((group[i].type == DT_DIR) == (group[0].type == DT_DIR))
			continue;
		char *a = full_path(s, group[0].source, j->path, group->name);
		bool first = group[0].type == DT_DIR;
		error_set(e, a, "is a %s here, but a %s in '%s'", first ? "directory" : "file",
			  first ? "file" : "directory", s->m->fragments[group[i].source]);
		free(a);
		return false;
	}
	if (group->type == DT_DIR && !one_link) {
		add_child(j, group, count);
		return true;
	}
	if (is_index_db(j, group)) {
		for (size_t i = 0; i < count; i++)
			sources_add(&j->index_dbs, group[i].source);
		return true;
	}
	j->counts.files++;
	j->counts.shared += count > 1;
	char *first = full_path(s, group->source, j->path, group->name);
	bool ok = one_link || group->type == DT_REG || group->type == DT_LNK;
	ok = ok ? place_file(s->m->mode, first, group->type == DT_LNK, out, group->name, e) &&
		      compare_rest(s, j, group, count, first, e)
		: error_set(e, first, "is neither a file, a symlink nor a directory");
	free(first);
	return ok;
}

static bool merge_directory(const struct state *s, struct job *j, struct worker *w, struct error *e)
{
	if (*j->path && mkdirat(s->out, j->path, 0755) != 0)
		return error_errno(e, j->path, "cannot create");
	int out = openat(s->out, *j->path ? j->path : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (out < 0)
		return error_errno(e, j->path, "cannot open");
	bool ok = gather(s, j, w, e);
	for (size_t i = 0, next; ok && i < w->count; i = next) {
		for (next = i + 1; next < w->count && strcmp(w->entries[i].name, w->entries[next].name) == 0;
		     next++)
			;
		ok = merge_group(s, j, out, &w->entries[i], next - i, e);
	}
	close(out);
	return ok;
}

static void run_job(void *context, size_t index, unsigned worker)
{
	struct state *s = context;
	struct job *j = &s->jobs[index];
	merge_directory(s, j, &s->workers[worker], &j->error);
	progress_step();
}

static void job_free(struct job *j)
{
	free(j->path);
	free(j->sources.index);
	free(j->index_dbs.index);
	free(j->children);
	buffer_free(&j->warnings);
	error_clear(&j->error);
}

static void print_warnings(struct buffer *warnings)
{
	char *line = buffer_string(warnings);
	for (char *end; (end = strchr(line, '\n')); line = end + 1)
		warn("%.*s", (int)(end - line), line);
}

static void read_index(void *context, size_t index, unsigned worker)
{
	struct state *s = context;
	(void)worker;
	uint32_t source = s->index_dbs.index[index];
	char *path = full_path(s, source, s->index_dir, "index.db");
	index_db_read(path, &s->rows, source, &s->index_errors[index]);
	free(path);
	progress_step();
}

static bool row_conflict(void *context, const char *key, size_t kept, size_t dropped, struct error *e)
{
	const struct state *s = context;
	char *what = xasprintf("index.db row %s", key);
	bool ok = true;
	if (s->m->strict)
		ok = error_set(e, what, "differs between '%s' and '%s'", s->m->fragments[kept],
			       s->m->fragments[dropped]);
	else
		warn("'%s' differs; kept '%s', left out '%s'", what, s->m->fragments[kept],
		     s->m->fragments[dropped]);
	free(what);
	return ok;
}

/* Makes one index.db of those that J's directory has in its fragments. */
static bool merge_index(struct state *s, const struct job *j, const char *out_path, struct error *e)
{
	size_t count = j->index_dbs.count;
	s->index_dbs = j->index_dbs;
	s->index_dir = j->path;
	s->index_errors = xmalloc(count * sizeof(*s->index_errors));
	memset(s->index_errors, 0, count * sizeof(*s->index_errors));
	bool ok = index_rows_open(&s->rows, s->out, e);
	if (ok) {
		progress_start("indexes", count);
		pool_run(count, pool_cpus(), read_index, s);
		progress_end();
	}
	for (size_t i = 0; i < count; i++) {
		if (ok && s->index_errors[i].message) {
			error_take(e, &s->index_errors[i]);
			ok = false;
		} else {
			error_clear(&s->index_errors[i]);
		}
	}
	free(s->index_errors);
	s->counts->rows += s->rows.count;
	char *path = xasprintf("%s/%s/index.db", out_path, j->path);
	ok = ok && index_rows_write(&s->rows, path, row_conflict, s, e);
	index_rows_free(&s->rows);
	free(path);
	return ok;
}

/* Runs one level's jobs and collects the next level's; their order is that of
 * the names, whatever the threads did. */
static bool run_level(struct state *s, struct job **jobs, size_t *count, const char *out_path,
		      struct error *e)
{
	s->jobs = *jobs;
	progress_start("directories", *count);
	pool_run(*count, pool_cpus(), run_job, s);
	progress_end();
	struct job *next = NULL;
	size_t next_count = 0, capacity = 0;
	bool ok = true;
	for (size_t i = 0; i < *count; i++) {
		struct job *j = &(*jobs)[i];
		if (ok && j->error.message) {
			error_take(e, &j->error);
			ok = false;
		}
		if (ok)
			print_warnings(&j->warnings);
		s->counts->files += j->counts.files;
		s->counts->shared += j->counts.shared;
		s->counts->differed += j->counts.differed;
		if (ok && j->index_dbs.count > 0)
			ok = merge_index(s, j, out_path, e);
		array_reserve(next, capacity, next_count + j->child_count + 1);
		if (j->child_count > 0)
			memcpy(next + next_count, j->children, j->child_count * sizeof(*next));
		next_count += j->child_count;
		job_free(j);
	}
	free(*jobs);
	*jobs = next;
	*count = next_count;
	return ok;
}

bool merge_fragments(const struct merge *m, int out_dir, const char *out_path, struct merge_counts *counts,
		     struct error *e)
{
	struct state s = {.m = m, .out = out_dir, .counts = counts};
	*counts = (struct merge_counts){0};
	size_t count = 1;
	struct job *jobs = xmalloc(sizeof(*jobs));
	*jobs = (struct job){.path = xstrdup("")};
	for (size_t i = 0; i < m->count; i++)
		sources_add(&jobs->sources, (uint32_t)i);
	bool ok = true;
	while (ok && count > 0)
		ok = run_level(&s, &jobs, &count, out_path, e);
	for (size_t i = 0; i < count; i++)
		job_free(&jobs[i]);
	free(jobs);
	for (unsigned i = 0; i < POOL_MAX; i++) {
		dir_list_free(&s.workers[i].list);
		arena_free(&s.workers[i].names);
		free(s.workers[i].entries);
	}
	return ok;
}
