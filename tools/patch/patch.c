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
#include "patch/elf_file.h"
#include "patch/elf_write.h"
#include "patch/findings.h"
#include "patch/interpreters.h"
#include "patch/replace.h"
#include "patch/shebang.h"
#include "patch/walk.h"

/* What was found in one folder: the findings FIRST to END. */
struct group {
	size_t first, end;
	dev_t device; /* which folder it is */
	ino_t inode;
};

/* The groups FIRST to END, which are of one folder, by whatever paths: for one worker. */
struct job {
	size_t first, end;
};

/* What was found, in numbers. */
struct tally {
	size_t scripts, scripts_left, elf, elf_skipped[ELF_FIT_COUNT];
};

struct state {
	const struct patch_rules *rules;
	struct elf_auto elf;
	struct tally tallies[POOL_MAX]; /* by worker */
	struct walk_root *roots;
	size_t root; /* the one being walked */
	struct interpreters interpreters[POOL_MAX];
	struct findings found[POOL_MAX]; /* by worker; after the walk all are in [0] */
	struct group *groups;
	size_t group_count, group_capacity;
	struct job *jobs; /* at most as many */
	size_t job_count;
};

static const char *find_interpreter(void *context, const char *name, size_t len)
{
	return interpreters_find(context, name, len);
}

/* For struct elf_place; CONTEXT: the folder's descriptor. */
static enum elf_presence is_file_in(void *context, const char *path)
{
	struct stat st;
	return fstatat(*(int *)context, path, &st, 0) == 0 && S_ISREG(st.st_mode) ? ELF_PRESENT : ELF_ABSENT;
}

/* What a file may be. */
enum { SCRIPT = 1, ELF = 2 };

/* What becomes of a file. */
struct judgement {
	unsigned kind; /* SCRIPT, ELF or 0: stays */
	char head[SHEBANG_HEAD];
	struct shebang shebang; /* of a script; points into head */
	struct elf_file elf;    /* elf_file_free is due */
};

/* Looks at the file FD in the folder DIR, which MAY_BE a script, an ELF file or both.  False with errno set. */
static bool judge(struct state *s, unsigned worker, int dir, int fd, const struct stat *st, unsigned may_be,
		  struct judgement *j)
{
	j->kind = 0;
	ssize_t len = fs_read_at(fd, j->head, SHEBANG_HEAD, 0);
	if (len < 0)
		return false;
	if (len >= 4 && memcmp(j->head, "\177ELF", 4) == 0) {
		if (!(may_be & ELF))
			return true;
		j->kind = ELF;
		const struct elf_source source = {.fd = fd, .size = (uint64_t)st->st_size};
		const struct elf_place place = {.has = is_file_in, .context = &dir};
		elf_file_judge(&j->elf, &s->elf, &source, &place);
	} else if (may_be & SCRIPT) {
		j->kind = SCRIPT;
		const struct shebang_rules rules = {s->rules->store, s->rules->update, find_interpreter,
						    &s->interpreters[worker]};
		shebang_read(&j->shebang, j->head, (size_t)len, &rules);
	}
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
static void note_script(struct state *s, const struct walk_file *f, const struct shebang *shebang,
			unsigned worker)
{
	enum finding_kind kind = FOUND_PROBLEM;
	if (shebang->verdict == SHEBANG_KEEP)
		return;
	if (shebang->verdict == SHEBANG_CHANGE) {
		s->tallies[worker].scripts++;
		kind = FOUND_CHANGE;
	} else if (shebang->verdict == SHEBANG_MISSING) {
		s->tallies[worker].scripts_left++;
		kind = s->rules->strict ? FOUND_PROBLEM : FOUND_LEFT;
	}
	findings_add(&s->found[worker], kind, s->root, f->folder, f->name, shebang_text(shebang));
}

/* Notes what becomes of the ELF file F. */
static void note_elf(struct state *s, const struct walk_file *f, const struct elf_file *elf, unsigned worker)
{
	enum finding_kind kind = FOUND_LEFT;
	if (elf->verdict == ELF_CHANGE) {
		s->tallies[worker].elf++;
		kind = FOUND_CHANGE;
	} else if (elf->verdict == ELF_SKIP) {
		s->tallies[worker].elf_skipped[elf->fit]++;
	} else if (elf->verdict == ELF_REFUSE) {
		kind = s->rules->strict ? FOUND_PROBLEM : FOUND_WARNING;
	} else if (elf->verdict == ELF_MISSING) {
		kind = FOUND_PROBLEM;
	}
	char *text = elf_file_text(elf), *ignored = elf_file_ignored(elf);
	if (text)
		findings_add(&s->found[worker], kind, s->root, f->folder, f->name, text);
	if (ignored)
		findings_add(&s->found[worker], FOUND_LEFT, s->root, f->folder, f->name, ignored);
}

/* True when a script in F is one that is run. */
static bool is_script_file(const struct walk_file *f)
{
	return f->st->st_mode & 0111 || f->is_bin;
}

/* True for names that nobody gives an ELF file: most of a node_modules. */
static bool is_text_name(const char *name)
{
	static const char *const endings[] = {".js",  ".ts",  ".json", ".map", ".md",  ".mjs",
					      ".cjs", ".mts", ".cts",  ".jsx", ".tsx", ".css",
					      ".txt", ".yml", ".html", ".flow"};
	const char *dot = strrchr(name, '.');
	for (size_t i = 0; dot && i < sizeof(endings) / sizeof(endings[0]); i++)
		if (strcmp(dot, endings[i]) == 0)
			return true;
	return false;
}

/* What F may be, and so has to be opened for. */
static unsigned may_be(const struct state *s, const struct walk_file *f)
{
	const struct elf_rules *elf = s->rules->elf;
	bool is_run = is_script_file(f);
	if (f->st->st_size < 2)
		return 0;
	return (s->rules->shebangs && is_run ? SCRIPT : 0) |
	       (elf && !(elf->no_recurse && *f->folder) && (is_run || !is_text_name(f->name)) ? ELF : 0);
}

static void look_at(void *context, const struct walk_file *f, unsigned worker)
{
	struct state *s = context;
	unsigned kinds = may_be(s, f);
	if (!kinds)
		return;
	int fd = fs_open_read(f->dir, f->name, O_NOFOLLOW);
	struct judgement j;
	if (fd < 0 || !judge(s, worker, f->dir, fd, f->st, kinds, &j)) {
		failed(s, f->folder, f->name, worker);
	} else if (j.kind == ELF) {
		note_elf(s, f, &j.elf, worker);
		elf_file_free(&j.elf);
	} else if (j.kind == SCRIPT) {
		note_script(s, f, &j.shebang, worker);
	}
	if (fd >= 0)
		close(fd);
}

/* Changes the file NAME; false with errno set. */
static bool patch_file(struct state *s, unsigned worker, struct replace_folder *folder, const char *name)
{
	struct replacement r;
	if (!replace_open(&r, folder, name))
		return false;
	struct judgement j;
	bool ok = judge(s, worker, folder->dir, r.old, &r.st, SCRIPT | ELF, &j), changes = false;
	if (ok && j.kind == ELF) {
		changes = j.elf.verdict == ELF_CHANGE;
		ok = !changes || elf_replace(&r, &j.elf.elf, &j.elf.plan);
		elf_file_free(&j.elf);
	} else if (ok && j.kind == SCRIPT) {
		changes = j.shebang.verdict == SHEBANG_CHANGE;
		ok = !changes ||
		     (replace_create(&r) && fs_write_all(r.new, j.shebang.new_line, j.shebang.new_len) &&
		      replace_copy_rest(&r, (off_t)j.shebang.end));
	}
	if (ok && changes)
		return replace_commit(&r);
	replace_abandon(&r); /* unchanged: it was patched by another name of the same path */
	return ok;
}

static void set_failure(struct finding *f)
{
	f->kind = FOUND_PROBLEM;
	free(f->text);
	f->text = failure("cannot patch");
}

static void patch_group(struct state *s, const struct group *g, unsigned worker)
{
	struct finding *first = s->found[0].items + g->first, *end = s->found[0].items + g->end;
	struct replace_folder folder = {.dir = walk_open_folder(s->roots[first->root].dir, first->folder)};
	if (folder.dir < 0) {
		set_failure(first);
		return;
	}
	for (struct finding *f = first; f < end && !output_interrupted(); f++)
		if (f->kind == FOUND_CHANGE && !patch_file(s, worker, &folder, f->name))
			set_failure(f);
	if (!replace_folder_end(&folder))
		set_failure(first);
	close(folder.dir);
}

static void run_job(void *context, size_t index, unsigned worker)
{
	struct state *s = context;
	for (size_t i = s->jobs[index].first; i < s->jobs[index].end; i++)
		patch_group(s, &s->groups[i], worker);
	progress_step();
}

static bool same_path(const struct finding *a, const struct finding *b)
{
	return a->root == b->root && strcmp(a->folder, b->folder) == 0;
}

/* Adds the group of the findings FIRST to END. */
static void add_group(struct state *s, size_t first, size_t end)
{
	const struct finding *f = &s->found[0].items[first];
	struct group g = {.first = first, .end = end};
	struct stat st;
	int dir = walk_open_folder(s->roots[f->root].dir, f->folder);
	if (dir >= 0 && fstat(dir, &st) == 0) {
		g.device = st.st_dev;
		g.inode = st.st_ino;
	}
	if (dir >= 0)
		close(dir);
	array_reserve(s->groups, s->group_capacity, s->group_count + 1);
	s->groups[s->group_count++] = g;
}

static int compare_folders(const void *left, const void *right)
{
	const struct group *a = left, *b = right;
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	return a->first < b->first ? -1 : 1;
}

/* Makes a group of each folder that has something to change, and the jobs of them. */
static void make_jobs(struct state *s)
{
	const struct findings *f = &s->found[0];
	for (size_t first = 0, end; first < f->count; first = end) {
		bool changes = false;
		for (end = first; end < f->count && same_path(&f->items[first], &f->items[end]); end++)
			changes = changes || f->items[end].kind == FOUND_CHANGE;
		if (changes)
			add_group(s, first, end);
	}
	if (s->group_count == 0)
		return;
	qsort(s->groups, s->group_count, sizeof(*s->groups), compare_folders);
	s->jobs = xmalloc(s->group_count * sizeof(*s->jobs));
	for (size_t i = 0; i < s->group_count; i++) {
		const struct group *g = &s->groups[i], *before = g - 1;
		if (i == 0 || g->device != before->device || g->inode != before->inode)
			s->jobs[s->job_count++].first = i;
		s->jobs[s->job_count - 1].end = i + 1;
	}
}

static void look_at_all(struct state *s, char *const *paths, size_t count)
{
	const struct walk_visitor visitor = {s, look_at, failed};
	struct error e = {0};
	if (s->rules->elf && !elf_auto_begin(&s->elf, s->rules->elf, paths, count, &e))
		error_die(&e);
	for (s->root = 0; s->root < count; s->root++) {
		if (!walk_open(&s->roots[s->root], paths[s->root]))
			failed(s, "", "", 0);
		else if (s->roots[s->root].dir < 0)
			findings_add(&s->found[0], FOUND_WARNING, s->root, "", "",
				     xstrdup("neither a folder nor a file, and symlinks are not followed"));
		else
			walk_tree(&s->roots[s->root], &visitor);
	}
	for (unsigned i = 1; i < POOL_MAX; i++)
		findings_take(&s->found[0], &s->found[i]);
	findings_sort(&s->found[0]);
}

static void patch_all(struct state *s)
{
	make_jobs(s);
	output_watch_signals();
	progress_start("folders", s->job_count);
	pool_run(s->job_count, pool_cpus(), run_job, s);
	progress_end();
}

static void say_numbers(const struct state *s)
{
	struct tally all = {0};
	for (size_t i = 0; i < POOL_MAX; i++) {
		all.scripts += s->tallies[i].scripts;
		all.scripts_left += s->tallies[i].scripts_left;
		all.elf += s->tallies[i].elf;
		for (int fit = 0; fit < ELF_FIT_COUNT; fit++)
			all.elf_skipped[fit] += s->tallies[i].elf_skipped[fit];
	}
	if (s->rules->shebangs)
		say("%zu scripts patched, %zu left because their interpreter is nowhere", all.scripts,
		    all.scripts_left);
	if (s->rules->elf)
		say("%zu ELF files patched", all.elf);
	for (int fit = 0; fit < ELF_FIT_COUNT; fit++)
		if (all.elf_skipped[fit] > 0)
			say("%zu ELF files left: %s", all.elf_skipped[fit], elf_fit_text[fit]);
}

/* Says how it went; false when it failed. */
static bool report(const struct state *s)
{
	const struct findings *f = &s->found[0];
	findings_say(f, FOUND_WARNING, s->roots);
	findings_say(f, FOUND_PROBLEM, s->roots);
	if (output_interrupted())
		say("interrupted; every file is either patched or as it was");
	if (findings_count(f, FOUND_PROBLEM) > 0 || output_interrupted())
		return false;
	if (s->rules->verbose) {
		findings_say(f, FOUND_CHANGE, s->roots);
		findings_say(f, FOUND_LEFT, s->roots);
		say_numbers(s);
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
	if (rules->elf)
		elf_auto_free(&s.elf);
	free(s.groups);
	free(s.jobs);
	free(s.roots);
	return ok;
}
