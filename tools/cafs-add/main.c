/* cafs-add: adds npm packages to a new pnpm store, a fragment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/package_list.h"
#include "base/lines.h"
#include "base/options.h"
#include "base/output.h"
#include "base/pool.h"
#include "base/progress.h"
#include "base/string_map.h"
#include "merge/verify.h"
#include "pnpm/add_package.h"

static const char *opt_version, *opt_out, *opt_id, *opt_integrity, *opt_key, *opt_tarball, *opt_list,
    *opt_list_env, *opt_verify, *opt_max, *opt_threads;
static struct package_rules opt_patch;

static const struct option_def options[] = {
    {"store-version", "v3|v10|v11",
     "The store layout: v3 for pnpm 9, v10 for pnpm 10, v11 for pnpm 11 and 12.", &opt_version, NULL},
    {"out", "DIR", "The fragment to make; it must not exist, or be empty.  It appears whole or not at all.",
     &opt_out, NULL},
    {"id", "ID", "pnpm's package id: NAME@VERSION, or for other sources the URL or file: specifier.", &opt_id,
     NULL},
    {"integrity", "SRI",
     "What the lockfile says: sha512, sha384, sha256 or sha1, or several.  The tarball must\n"
     "have it.  Without it (git sources) the package is filed under its id alone.",
     &opt_integrity, NULL},
    {"key-integrity", "SRI",
     "Instead of --integrity: file the package under this integrity without checking that\n"
     "the tarball has it.  For a package whose contents were replaced on purpose.",
     &opt_key, NULL},
    {"tarball", "FILE", "The package: a gzipped tarball, or a folder.", &opt_tarball, NULL},
    {"list", "FILE",
     "Many packages, on all cores: one a line, ID<TAB>SRI<TAB>TARBALL; SRI may be empty.\n"
     "\"-\" is standard input.  The result is the same as of one process a package, merged.",
     &opt_list, NULL},
    {"list-env", "NAME", "Like --list, with the file that the environment variable NAME names.",
     &opt_list_env, NULL},
    {"verify", "DIR",
     "Instead: check the pnpm stores in DIR, or the bun cache that it is.  Each file's contents\n"
     "must be what its name is the hash of, each index entry's files there with their size and\n"
     "mode, and nothing else; of a bun cache, packages must be folders of files.  A line on\n"
     "stderr names each package and file of which this is not so; the exit status is then 1.",
     &opt_verify, NULL},
    {"max-unpacked", "SIZE", "What one tarball may unpack to, such as 500M or 16G (default 8G).", &opt_max,
     NULL},
    {"threads", "N", "How many threads work on a list (default: one for each CPU, at most 16).", &opt_threads,
     NULL},
    PACKAGE_RULES_OPTIONS(opt_patch),
    {"verbose", NULL, "Say on stderr what was added, under which key, and patched.", NULL,
     &opt_patch.verbose},
    {0},
};

static const struct program_def program = {
    "cafs-add",
    "--store-version v3|v10|v11 --out DIR --id NAME@VERSION --integrity SRI --tarball FILE\n"
    "--store-version v3|v10|v11 --out DIR --list FILE\n"
    "--verify DIR",
    "Turns npm packages into a fragment: a directory that is a valid pnpm store by itself,\n"
    "with the index entries that pnpm would have written.  Use it with pnpm's --store-dir DIR,\n"
    "or merge it with others by store-merge.",
    options,
    "A tarball is refused, and nothing is left behind, when its integrity is not what was\n"
    "given, when it is damaged or cut off, unpacks to more than the limit, or has names that\n"
    "are absolute, climb with \"..\", hold a NUL or a newline, or are both file and folder,\n"
    "or files under more than one root folder.\n"
    "\n"
    "example:\n"
    "  cafs-add --store-version v11 --out fragment --id is-odd@3.0.1 \\\n"
    "    --integrity "
    "sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA== \\\n"
    "    --tarball is-odd-3.0.1.tgz\n",
};

/* All workers' common state. */
struct job {
	const struct store_format *format;
	struct package_source *sources;
	size_t count;
	unsigned threads;
	unsigned long long max_unpacked;
	struct store store;
	struct package_adder adders[POOL_MAX];
};

static void say_added(const struct package_source *source, const struct contents *c)
{
	say("%s: %zu files, filed under %s", source->id, c->count,
	    source->key_integrity ? source->key_integrity : "its id alone");
}

static size_t add_group(void *context, const struct package_source *sources, size_t count, unsigned worker,
			struct error *e)
{
	struct job *j = context;
	struct package_adder *a = &j->adders[worker];
	size_t done = packages_add(a, sources, count, e);
	for (size_t i = 0; opt_patch.verbose && i < done; i++)
		say_added(&sources[i], &a->group.packages[i].contents);
	return done;
}

static bool add_all(struct job *j, struct error *e)
{
	for (unsigned i = 0; i < j->threads; i++)
		package_adder_init(&j->adders[i], &j->store, i, package_list_memory(j->threads),
				   j->max_unpacked, &opt_patch);
	bool ok = package_list_add(j->sources, j->count, j->threads, add_group, j, e);
	for (unsigned i = 0; i < j->threads; i++)
		package_adder_free(&j->adders[i]);
	return ok;
}

static bool build(void *context, const struct output *out, struct error *e)
{
	struct job *j = context;
	bool ok = store_create(&j->store, j->format, out->dir, out->temp, e) && add_all(j, e) &&
		  store_finish(&j->store, e);
	store_close(&j->store);
	return ok;
}

/* The integrity that a line gives is what its tarball must have. */
static void sources_from_list(struct job *j, struct lines *list, const char *path)
{
	struct error e = {0};
	struct string_map by_id_alone = {0};
	if (!lines_read(list, path, &e))
		error_die(&e);
	j->count = list->count;
	j->sources = xmalloc((j->count + 1) * sizeof(*j->sources));
	for (size_t i = 0; i < j->count; i++) {
		char *fields[3];
		if (line_fields(list->lines[i], fields, 3) != 3 || !*fields[0] || !*fields[2])
			die("%s: line %zu is not ID<TAB>SRI<TAB>TARBALL", path, i + 1);
		/* With an integrity, two of one id are the same bytes or have two keys. */
		if (!*fields[1] && string_map_find(&by_id_alone, fields[0], strlen(fields[0])))
			die("%s: line %zu gives '%s' again, without an integrity", path, i + 1, fields[0]);
		if (!*fields[1])
			string_map_add(&by_id_alone, fields[0], 0);
		j->sources[i] = (struct package_source){
		    .id = fields[0],
		    .key_integrity = *fields[1] ? fields[1] : NULL,
		    .check = *fields[1] != '\0',
		    .path = fields[2],
		    .working_tree = !*fields[1],
		    .ordinal = i,
		};
	}
	string_map_free(&by_id_alone);
	if (j->count == 0)
		die("%s: the list is empty", path);
}

static void source_from_options(struct job *j)
{
	if (!opt_id || !*opt_id)
		usage_error("option '--id' is missing (or use '--list')");
	if (!opt_tarball)
		usage_error("option '--tarball' is missing");
	if (opt_integrity && opt_key)
		usage_error("option '--integrity' and option '--key-integrity' exclude each other");
	j->count = 1;
	j->sources = xmalloc(sizeof(*j->sources));
	j->sources[0] = (struct package_source){
	    .id = opt_id,
	    .key_integrity = opt_integrity ? opt_integrity : opt_key,
	    .check = opt_integrity != NULL,
	    .path = opt_tarball,
	    .working_tree = !opt_integrity && !opt_key,
	};
}

/* The format to write; NULL when nothing is to be written. */
static const struct store_format *check_options(int operands)
{
	if (operands > 0)
		usage_error("there are no operands, only options");
	if (opt_verify && (opt_version || opt_out || opt_id || opt_tarball || opt_list || opt_list_env))
		usage_error("option '--verify' goes together with '--verbose' alone");
	if (opt_verify)
		return NULL;
	if (!opt_version)
		usage_error("option '--store-version' is missing");
	const struct store_format *format = store_format_find(opt_version);
	if (!format)
		usage_error("option '--store-version' is v3, v10 or v11, not '%s'", opt_version);
	if (!opt_out || !*opt_out)
		usage_error("option '--out' is missing");
	if ((opt_list || opt_list_env) && (opt_id || opt_integrity || opt_key || opt_tarball))
		usage_error("option '--list' excludes --id, --integrity, --key-integrity and --tarball");
	package_rules_begin(&opt_patch);
	return format;
}

int main(int argc, char **argv)
{
	umask(022);
	int operand = options_parse(&program, argc, argv);
	const struct store_format *format = check_options(argc - operand);
	if (opt_verify)
		return verify(opt_verify, opt_patch.verbose) ? 0 : 1;
	struct job j = {
	    .format = format,
	    .max_unpacked = opt_max ? option_size("max-unpacked", opt_max) : ARCHIVE_MAX_UNPACKED,
	    .threads = opt_threads ? option_count("threads", opt_threads, POOL_MAX) : pool_cpus(),
	};
	const char *list_path = list_option(opt_list, opt_list_env);
	struct lines list = {0};
	if (list_path)
		sources_from_list(&j, &list, list_path);
	else
		source_from_options(&j);

	struct error e = {0};
	progress_phase("fragment");
	if (!output_make(opt_out, build, &j, &e))
		error_die(&e);
	package_rules_free(&opt_patch);
	free(j.sources);
	lines_free(&list);
	return 0;
}
