#include "patch/patch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/output.h"
#include "base/pool.h"
#include "base/progress.h"
#include "patch/findings.h"
#include "patch/interpreters.h"
#include "patch/replace.h"
#include "patch/shebang.h"
#include "patch/walk.h"

/* What was found in one folder, the items FIRST to END: a worker's job. */
struct group {
	size_t first, end;
};

struct state {
	const struct patch_rules *rules;
	struct walk_root *roots;
	size_t root; /* the one being walked */
	struct interpreters interpreters[POOL_MAX];
	struct findings found[POOL_MAX]; /* by worker; after the walk all are in [0] */
	struct group *groups;
	size_t group_count, group_capacity;
};

static const char *find_interpreter(void *context, const char *name, size_t len)
{
	return interpreters_find(context, name, len);
}

/* Reads the first SHEBANG_HEAD bytes to HEAD; -1 with errno set. */
static ssize_t read_head(int fd, char *head)
{
	size_t len = 0;
	while (len < SHEBANG_HEAD) {
		ssize_t got = pread(fd, head + len, SHEBANG_HEAD - len, (off_t)len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		len += (size_t)got;
	}
	return (ssize_t)len;
}

/* What becomes of the file FD; S points into HEAD.  False with errno set. */
static bool judge(struct state *s, unsigned worker, int fd, char *head, struct shebang *shebang)
{
	ssize_t len = read_head(fd, head);
	if (len < 0)
		return false;
	const struct shebang_rules rules = {s->rules->store, s->rules->update, find_interpreter,
					    &s->interpreters[worker]};
	shebang_read(shebang, head, (size_t)len, &rules);
	return true;
}

static char *failure(const char *what)
{
	return xasprintf("%s: %s", what, strerror(errno));
}

static void failed(void *context, const char *folder, const char *name, unsigned worker)
{
	struct state *s = context;
	findings_add(&s->found[worker], FOUND_PROBLEM, s->root, folder, name, failure("cannot look at it"));
}

/* Notes what SHEBANG says of the file F. */
static void note(struct state *s, const struct walk_file *f, const struct shebang *shebang, unsigned worker)
{
	enum finding_kind kind = FOUND_PROBLEM;
	const char *line = shebang->line;
	int len = (int)shebang->len;
	char *text = NULL;
	switch (shebang->verdict) {
	case SHEBANG_KEEP:
		return;
	case SHEBANG_CHANGE:
		kind = FOUND_CHANGE;
		text = xasprintf("\"%.*s\" becomes \"%.*s\"", len, line, (int)shebang->new_len,
				 shebang->new_line);
		break;
	case SHEBANG_MISSING:
		kind = s->rules->strict ? FOUND_PROBLEM : FOUND_LEFT;
		text = xasprintf("\"%.*s\" is left: there is no '%.*s'", len, line, (int)shebang->missing_len,
				 shebang->missing);
		break;
	case SHEBANG_UNSUPPORTED:
		text = xasprintf("\"%.*s\" is a form of env that cannot be patched", len, line);
		break;
	case SHEBANG_TOO_LONG:
		text = xasprintf("\"%.*s\" would become longer than the %d bytes that the kernel reads", len,
				 line, SHEBANG_KERNEL_BYTES);
		break;
	}
	findings_add(&s->found[worker], kind, s->root, f->folder, f->name, text);
}

static void look_at(void *context, const struct walk_file *f, unsigned worker)
{
	struct state *s = context;
	if (f->st->st_size < 2 || (!(f->st->st_mode & 0111) && !f->is_bin))
		return;
	int fd = openat(f->dir, f->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	char head[SHEBANG_HEAD];
	struct shebang shebang;
	if (fd < 0 || !judge(s, worker, fd, head, &shebang))
		failed(s, f->folder, f->name, worker);
	else
		note(s, f, &shebang, worker);
	if (fd >= 0)
		close(fd);
}

/* Replaces the file NAME; false with errno set. */
static bool patch_file(struct state *s, unsigned worker, const struct replace_folder *folder,
		       const char *name)
{
	struct replacement r;
	if (!replace_begin(&r, folder, name))
		return false;
	char head[SHEBANG_HEAD];
	struct shebang shebang;
	bool ok = judge(s, worker, r.old, head, &shebang);
	if (ok && shebang.verdict != SHEBANG_CHANGE) { /* by another name of the same path */
		replace_abandon(&r);
		return true;
	}
	if (ok && fs_write_all(r.new, shebang.new_line, shebang.new_len) &&
	    replace_copy_rest(&r, (off_t)shebang.end))
		return replace_commit(&r);
	replace_abandon(&r);
	return false;
}

static void set_failure(struct finding *f)
{
	f->kind = FOUND_PROBLEM;
	free(f->text);
	f->text = failure("cannot patch");
}

static void patch_group(void *context, size_t index, unsigned worker)
{
	struct state *s = context;
	struct finding *first = s->found[0].items + s->groups[index].first,
		       *end = s->found[0].items + s->groups[index].end;
	int dir = walk_open_folder(s->roots[first->root].dir, first->folder);
	struct replace_folder folder;
	if (dir < 0 || !replace_folder_begin(&folder, dir)) {
		set_failure(first);
		end = first;
	}
	for (struct finding *f = first; f < end && !output_interrupted(); f++)
		if (f->kind == FOUND_CHANGE && !patch_file(s, worker, &folder, f->name))
			set_failure(f);
	if (first < end && !replace_folder_end(&folder))
		set_failure(first);
	if (dir >= 0)
		close(dir);
	progress_step();
}

static bool same_folder(const struct finding *a, const struct finding *b)
{
	return a->root == b->root && strcmp(a->folder, b->folder) == 0;
}

/* Makes a group of each folder that has something to change. */
static void make_groups(struct state *s)
{
	const struct findings *f = &s->found[0];
	for (size_t first = 0, end; first < f->count; first = end) {
		bool changes = false;
		for (end = first; end < f->count && same_folder(&f->items[first], &f->items[end]); end++)
			changes = changes || f->items[end].kind == FOUND_CHANGE;
		if (!changes)
			continue;
		array_reserve((void **)&s->groups, &s->group_capacity, s->group_count + 1,
			      sizeof(*s->groups));
		s->groups[s->group_count++] = (struct group){first, end};
	}
}

static void look_at_all(struct state *s, char *const *paths, size_t count)
{
	const struct walk_visitor visitor = {s, look_at, failed};
	for (s->root = 0; s->root < count; s->root++) {
		if (walk_open(&s->roots[s->root], paths[s->root]))
			walk_tree(&s->roots[s->root], &visitor);
		else
			failed(s, "", "", 0);
	}
	for (unsigned i = 1; i < POOL_MAX; i++)
		findings_take(&s->found[0], &s->found[i]);
	findings_sort(&s->found[0]);
}

static void patch_all(struct state *s)
{
	make_groups(s);
	output_watch_signals();
	progress_start("folders", s->group_count);
	pool_run(s->group_count, pool_cpus(), patch_group, s);
	progress_end();
}

/* Says how it went; false when it failed. */
static bool report(const struct state *s)
{
	const struct findings *f = &s->found[0];
	findings_say(f, FOUND_PROBLEM, s->roots);
	if (output_interrupted())
		say("interrupted; every file is either patched or as it was");
	if (findings_count(f, FOUND_PROBLEM) > 0 || output_interrupted())
		return false;
	if (s->rules->verbose) {
		findings_say(f, FOUND_CHANGE, s->roots);
		findings_say(f, FOUND_LEFT, s->roots);
		say("%zu scripts patched, %zu left because their interpreter is nowhere",
		    findings_count(f, FOUND_CHANGE), findings_count(f, FOUND_LEFT));
	}
	return true;
}

bool patch_trees(const struct patch_rules *rules, char *const *paths, size_t count)
{
	struct state s = {.rules = rules, .roots = xmalloc(count * sizeof(*s.roots))};
	struct error none = {0};
	for (unsigned i = 0; i < POOL_MAX; i++) {
		s.interpreters[i].directories = rules->interpreter_path;
		interpreters_map(&s.interpreters[i], rules->map, "", &none);
	}
	look_at_all(&s, paths, count);
	if (findings_count(&s.found[0], FOUND_PROBLEM) == 0)
		patch_all(&s);
	bool ok = report(&s);
	for (unsigned i = 0; i < POOL_MAX; i++)
		interpreters_free(&s.interpreters[i]);
	for (size_t i = 0; i < count; i++)
		walk_close(&s.roots[i]);
	findings_free(&s.found[0]);
	free(s.groups);
	free(s.roots);
	return ok;
}
