#include "patch/trees.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/interrupt.h"
#include "base/pool.h"
#include "base/progress.h"
#include "elf/write.h"
#include "patch/findings.h"
#include "patch/judge.h"
#include "patch/replace.h"
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
	struct patch_judge judges[POOL_MAX]; /* by worker */
	struct tally tallies[POOL_MAX];      /* by worker */
	struct patch_walk_root *roots;
	size_t root;                           /* the one being walked */
	struct patch_findings found[POOL_MAX]; /* by worker; after the walk all are in [0] */
	struct group *groups;
	size_t group_count, group_capacity;
	struct job *jobs; /* at most as many */
	size_t job_count;
};

/* For struct patch_place; CONTEXT: the folder's descriptor. */
static enum patch_presence is_file_in(void *context, const char *path)
{
	struct stat st;
	return fstatat(*(int *)context, path, &st, 0) == 0 && S_ISREG(st.st_mode) ? PATCH_PRESENT
										  : PATCH_ABSENT;
}

/* What a file may be. */
enum { SCRIPT = 1, ELF = 2 };

/* A file that is looked at. */
struct opened {
	int fd, dir; /* the descriptors of the file and of its folder */
	const struct stat *st;
	char head[PATCH_SHEBANG_HEAD]; /* what it begins with */
};

/* Looks at F, which MAY_BE a script, an ELF file or both.  False with errno set;
 * patch_judgement_free is due in either case. */
static bool judge(struct patch_judge *judge, struct opened *f, unsigned may_be, struct patch_judgement *j)
{
	*j = (struct patch_judgement){.severity = PATCH_SILENT};
	ssize_t len = fs_read_at(f->fd, f->head, sizeof(f->head), 0);
	if (len < 0)
		return false;
	if (elf_has_magic(f->head, (size_t)len)) {
		const struct elf_source source = {.fd = f->fd, .size = (uint64_t)f->st->st_size};
		const struct patch_place place = {.has = is_file_in, .context = &f->dir};
		if (may_be & ELF)
			patch_judge_elf(judge, &source, &place, j);
	} else if (may_be & SCRIPT) {
		patch_judge_script(judge, f->head, (size_t)len, j);
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
	patch_findings_add(&s->found[worker], PATCH_PROBLEM, s->root, folder, name,
			   failure("cannot look at it"));
}

/* Counts what becomes of a file. */
static void count(struct tally *t, const struct patch_judgement *j)
{
	if (j->kind == PATCH_SCRIPT && j->severity == PATCH_CHANGE)
		t->scripts++;
	else if (j->kind == PATCH_SCRIPT && j->severity == PATCH_LEFT)
		t->scripts_left++;
	else if (j->kind == PATCH_ELF && j->severity == PATCH_CHANGE)
		t->elf++;
	else if (j->kind == PATCH_ELF && j->fit != ELF_FITS)
		t->elf_skipped[j->fit]++;
}

/* Notes what becomes of the file F. */
static void note(struct state *s, const struct patch_walk_file *f, struct patch_judgement *j, unsigned worker)
{
	count(&s->tallies[worker], j);
	if (j->text)
		patch_findings_add(&s->found[worker], j->severity, s->root, f->folder, f->name, j->text);
	if (j->ignored)
		patch_findings_add(&s->found[worker], PATCH_LEFT, s->root, f->folder, f->name, j->ignored);
	j->text = j->ignored = NULL; /* they are the list's now */
}

/* True when a script in F is one that is run. */
static bool is_script_file(const struct patch_walk_file *f)
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
static unsigned may_be(const struct state *s, const struct patch_walk_file *f)
{
	const struct patch_rules *rules = s->rules;
	bool is_run = is_script_file(f), is_below = rules->elf_rules.no_recurse && *f->folder;
	if (f->st->st_size < 2)
		return 0;
	return (rules->shebangs && is_run ? SCRIPT : 0) |
	       (rules->elf && !is_below && (is_run || !is_text_name(f->name)) ? ELF : 0);
}

static void look_at(void *context, const struct patch_walk_file *f, unsigned worker)
{
	struct state *s = context;
	unsigned kinds = may_be(s, f);
	if (!kinds)
		return;
	struct opened file = {.fd = fs_open_read(f->dir, f->name, O_NOFOLLOW), .dir = f->dir, .st = f->st};
	struct patch_judgement j = {0};
	if (file.fd < 0 || !judge(&s->judges[worker], &file, kinds, &j))
		failed(s, f->folder, f->name, worker);
	else
		note(s, f, &j, worker);
	patch_judgement_free(&j);
	if (file.fd >= 0)
		close(file.fd);
}

/* Writes the new file of R, as J says. */
static bool write_new(struct patch_replacement *r, const struct patch_judgement *j)
{
	if (!patch_replace_create(r))
		return false;
	if (j->kind == PATCH_ELF)
		return elf_write(&j->elf, &j->plan, r->new);
	return fs_write_all(r->new, j->shebang.new_line, j->shebang.new_len) &&
	       patch_replace_copy_rest(r, (off_t)j->shebang.end);
}

/* Changes the file NAME; false with errno set. */
static bool patch_file(struct patch_judge *by, struct patch_folder *folder, const char *name)
{
	struct patch_replacement r;
	if (!patch_replace_open(&r, folder, name))
		return false;
	struct opened file = {.fd = r.old, .dir = folder->dir, .st = &r.st};
	struct patch_judgement j;
	bool ok = judge(by, &file, SCRIPT | ELF, &j);
	errno = j.failure ? j.failure : errno;
	ok = ok && !j.failure;
	bool changes = ok && j.severity == PATCH_CHANGE;
	ok = ok && (!changes || write_new(&r, &j));
	patch_judgement_free(&j);
	if (ok && changes)
		return patch_replace_commit(&r);
	patch_replace_abandon(&r); /* unchanged: it was patched by another name of the same path */
	return ok;
}

static void set_failure(struct patch_finding *f)
{
	f->severity = PATCH_PROBLEM;
	free(f->text);
	f->text = failure("cannot patch");
}

static void patch_group(struct state *s, const struct group *g, struct patch_judge *by)
{
	struct patch_finding *first = s->found[0].items + g->first, *end = s->found[0].items + g->end;
	struct patch_folder folder = {.dir =
					  patch_walk_open_folder(s->roots[first->root].dir, first->folder)};
	if (folder.dir < 0) {
		set_failure(first);
		return;
	}
	for (struct patch_finding *f = first; f < end && !interrupt_came(); f++)
		if (f->severity == PATCH_CHANGE && !patch_file(by, &folder, f->name))
			set_failure(f);
	if (!patch_folder_end(&folder))
		set_failure(first);
	close(folder.dir);
}

static void run_job(void *context, size_t index, unsigned worker)
{
	struct state *s = context;
	for (size_t i = s->jobs[index].first; i < s->jobs[index].end; i++)
		patch_group(s, &s->groups[i], &s->judges[worker]);
	progress_step();
}

static bool same_path(const struct patch_finding *a, const struct patch_finding *b)
{
	return a->root == b->root && strcmp(a->folder, b->folder) == 0;
}

/* Adds the group of the findings FIRST to END. */
static void add_group(struct state *s, size_t first, size_t end)
{
	const struct patch_finding *f = &s->found[0].items[first];
	struct group g = {.first = first, .end = end};
	struct stat st;
	int dir = patch_walk_open_folder(s->roots[f->root].dir, f->folder);
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
	const struct patch_findings *f = &s->found[0];
	for (size_t first = 0, end; first < f->count; first = end) {
		bool changes = false;
		for (end = first; end < f->count && same_path(&f->items[first], &f->items[end]); end++)
			changes = changes || f->items[end].severity == PATCH_CHANGE;
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
	const struct patch_walk_visitor visitor = {s, look_at, failed};
	for (s->root = 0; s->root < count; s->root++) {
		if (!patch_walk_open(&s->roots[s->root], paths[s->root]))
			failed(s, "", "", 0);
		else if (s->roots[s->root].dir < 0)
			patch_findings_add(
			    &s->found[0], PATCH_WARNING, s->root, "", "",
			    xstrdup("neither a folder nor a file, and symlinks are not followed"));
		else
			patch_walk_tree(&s->roots[s->root], &visitor);
	}
	for (unsigned i = 1; i < POOL_MAX; i++)
		patch_findings_take(&s->found[0], &s->found[i]);
	patch_findings_sort(&s->found[0]);
}

static void patch_all(struct state *s)
{
	make_jobs(s);
	progress_start("folders", s->job_count);
	pool_run(s->job_count, pool_cpus(), run_job, s);
	progress_end();
}

static void report_numbers(const struct state *s, struct string_list *report)
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
		string_list_printf(
		    report, "%zu scripts patched, %zu not patched because their interpreter was not found",
		    all.scripts, all.scripts_left);
	if (s->rules->elf)
		string_list_printf(report, "%zu ELF files patched", all.elf);
	for (int fit = 0; fit < ELF_FIT_COUNT; fit++)
		if (all.elf_skipped[fit] > 0)
			string_list_printf(report, "%zu ELF files not patched: %s", all.elf_skipped[fit],
					   elf_fit_text[fit]);
}

/* Reports how it went; false when it failed. */
static bool report_all(const struct state *s, struct string_list *report)
{
	const struct patch_findings *f = &s->found[0];
	patch_findings_report(f, PATCH_WARNING, s->roots, report);
	patch_findings_report(f, PATCH_PROBLEM, s->roots, report);
	if (interrupt_came() || patch_findings_have_problem(f))
		return false;
	if (s->rules->verbose) {
		patch_findings_report(f, PATCH_CHANGE, s->roots, report);
		patch_findings_report(f, PATCH_LEFT, s->roots, report);
		report_numbers(s, report);
	}
	return true;
}

bool patch_trees(const struct patch_rules *rules, char *const *paths, size_t count,
		 struct string_list *report)
{
	struct state s = {.rules = rules, .roots = xmalloc(count * sizeof(*s.roots))};
	for (unsigned i = 0; i < POOL_MAX; i++)
		patch_judge_init(&s.judges[i], rules);
	look_at_all(&s, paths, count);
	if (!patch_findings_have_problem(&s.found[0]))
		patch_all(&s);
	bool ok = report_all(&s, report);
	for (unsigned i = 0; i < POOL_MAX; i++)
		patch_judge_free(&s.judges[i]);
	for (size_t i = 0; i < count; i++)
		patch_walk_close(&s.roots[i]);
	patch_findings_free(&s.found[0]);
	free(s.groups);
	free(s.jobs);
	free(s.roots);
	return ok;
}
