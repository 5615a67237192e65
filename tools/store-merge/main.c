/* store-merge: merges fragments into one store. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/lines.h"
#include "base/options.h"
#include "base/output.h"
#include "base/progress.h"
#include "managers/layouts.h"
#include "merge/merge.h"
#include "merge/verify.h"

static const char *opt_out, *opt_mode, *opt_list, *opt_list_env, *opt_about, *opt_verify;
static bool opt_strict, opt_verbose;
static struct merge_counts counts;

static const struct option_def options[] = {
    {"out", "DIR", "The store to make; it must be empty, or not exist yet.  " OUTPUT_HELP, &opt_out, NULL},
    {"mode", "symlink|copy|reflink|hardlink",
     "How to put a file of a fragment into the store.  symlink (the default): an absolute symlink\n"
     "to it.  copy: a copy, mode 0444 or 0555.  reflink: a copy that shares the blocks, if the\n"
     "file system can do that.  hardlink: the same file.  A symlink always stays a symlink.",
     &opt_mode, NULL},
    {"list", "FILE", "More fragments: one path on each line.  \"-\" is standard input.", &opt_list, NULL},
    OPTION_LIST_ENV(opt_list_env),
    OPTION_ABOUT(opt_about, "store"),
    {"strict", NULL, "Fail if two fragments have files with the same path and different contents.", NULL,
     &opt_strict},
    {"verify", "DIR",
     "Do not merge: check the stores in DIR.  Each fault is a line on stderr, and the exit status is\n"
     "then 1.",
     &opt_verify, NULL},
    {"verbose", NULL, "Print on stderr what was merged, and how many files are in several fragments.", NULL,
     &opt_verbose},
    {0},
};

static struct program_def program = {
    "store-merge",
    "--out DIR [--mode MODE] [--strict] [--list FILE] [FRAGMENT...]\n"
    "--verify DIR",
    "Merges stores of cafs-add, or caches of cache-entry-creator, into one.  Each of them is a\n"
    "fragment.  If two fragments have a file with the same path, the first one is kept.  If their\n"
    "contents differ, the program prints a warning.  You can merge the result again.",
    options,
    NULL,
};

static const char notes[] =
    "Do not move or remove the fragments as long as you use a store of symlinks to them.\n"
    "\n"
    "example:\n"
    "  store-merge --out store fragment-a fragment-b\n"
    "  store-merge --verify store\n";

/* Tells of the layouts in --help. */
static void describe_layouts(void)
{
	static struct buffer text; /* for as long as the program runs */
	store_layout_notes(&text, managers_layouts);
	buffer_add_string(&text, notes);
	program.notes = buffer_string(&text);
}

static enum merge_mode mode_from_option(void)
{
	static const char *const names[] = {
	    [MERGE_SYMLINK] = "symlink",
	    [MERGE_COPY] = "copy",
	    [MERGE_REFLINK] = "reflink",
	    [MERGE_HARDLINK] = "hardlink",
	};
	if (!opt_mode)
		return MERGE_SYMLINK;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(opt_mode, names[i]) == 0)
			return (enum merge_mode)i;
	usage_error("option '--mode' is symlink, copy, reflink or hardlink, not '%s'", opt_mode);
}

/* Ends the program when PATH is what people have in its place: neither a store nor a
 * cache has these. */
static void refuse_project(const char *path)
{
	static const char *const names[] = {"package.json", "node_modules", ".git"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *file = xasprintf("%s/%s", path, names[i]);
		if (access(file, F_OK) == 0)
			die("%s: has a %s, so it is a project or a package and not a store; make a "
			    "fragment of it with cafs-add or cache-entry-creator, and give that",
			    path, names[i]);
		free(file);
	}
}

/* PATH as the symlinks will say it: absolute, free of symlinks. */
static char *fragment_path(const char *path)
{
	char *real = realpath(path, NULL);
	struct stat st;
	if (!real || stat(real, &st) != 0)
		die("%s: %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		die("%s: is not a directory; give a fragment, a directory that cafs-add or "
		    "cache-entry-creator made",
		    path);
	refuse_project(real);
	char *refusal = merge_refusal(managers_layouts, real);
	if (refusal)
		die("%s: %s", path, refusal);
	return real;
}

/* Operands first, then the list; the caller frees the result and its paths. */
static char **fragments(char **operands, size_t count, size_t *total)
{
	struct lines list = {0};
	struct error e = {0};
	const char *path = option_list(opt_list, opt_list_env);
	if (path && !lines_read(&list, path, &e))
		error_die(&e);
	*total = count + list.count;
	if (*total > UINT32_MAX)
		die("more than %u fragments", UINT32_MAX);
	char **all = xmalloc((*total + 1) * sizeof(*all));
	for (size_t i = 0; i < *total; i++)
		all[i] = fragment_path(i < count ? operands[i] : list.lines[i - count]);
	lines_free(&list);
	return all;
}

/* A store below one of its fragments would be merged into itself without end. */
static bool is_outside(const struct output *out, const struct merge *m, struct error *e)
{
	char *real = realpath(out->temp, NULL);
	bool ok = real || error_errno(e, out->target, "cannot be found");
	for (size_t i = 0; ok && i < m->count; i++) {
		size_t len = strlen(m->fragments[i]);
		if (strncmp(real, m->fragments[i], len) == 0 && real[len] == '/')
			ok = error_set(e, out->target, "is inside the fragment '%s'", m->fragments[i]);
	}
	free(real);
	return ok;
}

static bool build(void *context, const struct output *out, struct error *e)
{
	const struct merge *m = context;
	return is_outside(out, m, e) && merge_fragments(m, out->dir, out->temp, &counts, e) &&
	       (!opt_about || output_add_about(out, opt_about, &(struct buffer){0}, e));
}

static bool verify(void)
{
	struct string_list faults = {0};
	size_t packages;
	merge_verify(managers_layouts, opt_verify, &faults, &packages);
	for (size_t i = 0; i < faults.count; i++)
		say("%s", faults.items[i]);
	if (opt_verbose)
		say("%s: %zu packages, %zu faults", opt_verify, packages, faults.count);
	bool ok = faults.count == 0;
	string_list_free(&faults);
	return ok;
}

/* Merges the COUNT fragments OPERANDS and those of the list; false with E. */
static bool merge(char **operands, size_t count, struct error *e)
{
	struct string_list warnings = {0};
	struct merge m = {
	    .layouts = managers_layouts,
	    .mode = mode_from_option(),
	    .strict = opt_strict,
	    .warnings = &warnings,
	};
	char **paths = fragments(operands, count, &m.count);
	m.fragments = (const char *const *)paths;
	progress_phase("merge");
	bool ok = output_make(opt_out, build, &m, e);
	for (size_t i = 0; i < warnings.count; i++)
		warn("%s", warnings.items[i]);
	if (ok && opt_verbose)
		say("%zu fragments merged into %s: %zu files, %zu of them in several fragments and %zu of "
		    "these not the same; %zu rows of index.db",
		    m.count, opt_out, counts.files, counts.shared, counts.differed, counts.rows);
	string_list_free(&warnings);
	for (size_t i = 0; i < m.count; i++)
		free(paths[i]);
	free(paths);
	return ok;
}

int main(int argc, char **argv)
{
	umask(022);
	describe_layouts();
	int operand = options_parse(&program, argc, argv);
	if (opt_verify &&
	    (opt_out || opt_mode || opt_list || opt_list_env || opt_about || opt_strict || operand < argc))
		usage_error("option '--verify' can be used with '--verbose' only");
	if (opt_verify)
		return verify() ? 0 : 1;
	if (!opt_out || !*opt_out)
		usage_error("option '--out' is missing");
	if (operand == argc && !opt_list && !opt_list_env)
		usage_error("no fragments: give some, or use '--list'");
	struct error e = {0};
	if (!merge(argv + operand, (size_t)(argc - operand), &e))
		error_die(&e);
	return 0;
}
