/* cache-entry-creator: makes a bun install cache of packages, a fragment. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/lines.h"
#include "base/options.h"
#include "base/output.h"
#include "base/pool.h"
#include "base/progress.h"
#include "base/string_map.h"
#include "bun/add_entry.h"
#include "bun/entry_name.h"

static const char *opt_out, *opt_name, *opt_package, *opt_registry, *opt_integrity, *opt_list, *opt_list_env,
    *opt_max, *opt_threads;
static bool opt_verbose;

static const struct option_def options[] = {
    {"out", "DIR", "The cache to make; it must not exist, or be empty.  It appears whole or not at all.",
     &opt_out, NULL},
    {"name", "NAME",
     "The package as bun.lock names it: NAME@VERSION (an alias by its real name), tarball:URL,\n"
     "github:OWNER-REPO-SHA or git:COMMIT.",
     &opt_name, NULL},
    {"package", "PATH", "The package: a gzipped tarball, or a folder.", &opt_package, NULL},
    {"registry", "URL",
     "Where the package comes from, when that is not the default registry: its URL as\n"
     "bunfig.toml or .npmrc has it, or the host alone for https://HOST/.",
     &opt_registry, NULL},
    {"integrity", "SRI",
     "What the lockfile says: sha512, sha384, sha256 or sha1, or several.  The tarball must\n"
     "have it.",
     &opt_integrity, NULL},
    {"list", "FILE",
     "Many packages, on all cores: one a line, NAME<TAB>SRI<TAB>PACKAGE[<TAB>REGISTRY]; SRI may be\n"
     "empty.  \"-\" is standard input.  The result is the same as of one process a package, merged.",
     &opt_list, NULL},
    {"list-env", "NAME", "Like --list, with the file that the environment variable NAME names.",
     &opt_list_env, NULL},
    {"max-unpacked", "SIZE", "What one tarball may unpack to, such as 500M or 16G (default 8G).", &opt_max,
     NULL},
    {"threads", "N", "How many threads work on a list (default: one for each CPU, at most 16).", &opt_threads,
     NULL},
    {"verbose", NULL, "Say on stderr what was added.", NULL, &opt_verbose},
    {0},
};

static const struct program_def program = {
    "cache-entry-creator",
    "--out DIR --name NAME@VERSION --package TARBALL_OR_DIR [--registry URL] [--integrity SRI]\n"
    "--out DIR --list FILE",
    "Puts packages where bun looks for them: DIR is then an install cache for bun's\n"
    "BUN_INSTALL_CACHE_DIR.  Merge several by store-merge.",
    options,
    "A tarball is refused, and nothing is left behind, when its integrity is not what was\n"
    "given, when it is damaged or cut off, unpacks to more than the limit, or has names that\n"
    "are absolute, climb with \"..\", hold a NUL or a newline, or are both file and folder,\n"
    "or files under more than one root folder.\n"
    "\n"
    "example:\n"
    "  cache-entry-creator --out cache --name is-odd@3.0.1 --package is-odd-3.0.1.tgz \\\n"
    "    --integrity "
    "sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==\n",
};

/* All workers' common state. */
struct job {
	int cache;
	struct entry_source *sources;
	size_t count;
	unsigned long long max_unpacked;
	struct entry_adder adders[POOL_MAX];
	struct error *errors; /* one a source */
	atomic_size_t first_failed;
};

static void add_one(void *context, size_t index, unsigned worker)
{
	struct job *j = context;
	size_t seen = atomic_load(&j->first_failed);
	if (index > seen)
		return;
	if (entry_add(&j->adders[worker], j->cache, &j->sources[index], j->max_unpacked, &j->errors[index])) {
		if (opt_verbose)
			fprintf(stderr, "cache-entry-creator: %s: %zu files\n", j->sources[index].name,
				j->adders[worker].contents.count);
		progress_step();
		return;
	}
	while (index < seen && !atomic_compare_exchange_weak(&j->first_failed, &seen, index))
		;
}

static bool add_all(struct job *j, unsigned threads, struct error *e)
{
	j->errors = xmalloc(j->count * sizeof(*j->errors));
	memset(j->errors, 0, j->count * sizeof(*j->errors));
	atomic_store(&j->first_failed, j->count);
	progress_start("packages", j->count);
	pool_run(j->count, threads, add_one, j);
	progress_end();
	size_t failed = atomic_load(&j->first_failed);
	for (size_t i = 0; i < j->count; i++) {
		if (i == failed)
			*e = j->errors[i];
		else
			error_clear(&j->errors[i]);
	}
	free(j->errors);
	return failed == j->count;
}

static struct entry_source make_source(const char *name, const char *integrity, const char *path,
				       const char *registry)
{
	struct entry_name names = {0};
	struct error e = {0};
	if (!entry_name(&names, name, integrity, registry, &e))
		die("%s", e.text);
	return (struct entry_source){
	    .name = name,
	    .integrity = integrity,
	    .path = path,
	    .folder = buffer_string(&names.folder),
	    .alias = buffer_string(&names.alias),
	};
}

/* Puts FOLDER, of source INDEX, into the map.  False when it is there with
 * contents that are not known to be the same. */
static bool is_only_one(const struct job *j, struct string_map *by_folder, const char *folder, size_t index)
{
	struct string_map_slot *seen = string_map_find(by_folder, folder, strlen(folder));
	if (!seen) {
		string_map_add(by_folder, folder, (int64_t)index);
		return true;
	}
	const struct entry_source *before = &j->sources[seen->value], *now = &j->sources[index];
	return before->integrity && now->integrity && strcmp(before->integrity, now->integrity) == 0 &&
	       strcmp(before->folder, now->folder) == 0;
}

static void sources_from_list(struct job *j, struct lines *list, const char *path)
{
	struct error e = {0};
	struct string_map by_folder = {0};
	if (!lines_read(list, path, &e))
		die("%s", e.text);
	j->sources = xmalloc((list->count + 1) * sizeof(*j->sources));
	for (; j->count < list->count; j->count++) {
		char *fields[4] = {NULL};
		size_t n = line_fields(list->lines[j->count], fields, 4);
		if (n < 3 || n > 4 || !*fields[0] || !*fields[2])
			die("%s: line %zu is not NAME<TAB>SRI<TAB>PACKAGE[<TAB>REGISTRY]", path,
			    j->count + 1);
		struct entry_source *s = &j->sources[j->count];
		*s = make_source(fields[0], *fields[1] ? fields[1] : NULL, fields[2],
				 n == 4 && *fields[3] ? fields[3] : NULL);
		if (!is_only_one(j, &by_folder, s->folder, j->count) ||
		    (*s->alias && !is_only_one(j, &by_folder, s->alias, j->count)))
			die("%s: line %zu gives '%s' again, not with the same integrity", path, j->count + 1,
			    s->name);
	}
	string_map_free(&by_folder);
	if (j->count == 0)
		die("%s: the list is empty", path);
}

static void source_from_options(struct job *j)
{
	if (!opt_name || !*opt_name)
		usage_error("option '--name' is missing (or use '--list')");
	if (!opt_package)
		usage_error("option '--package' is missing");
	j->count = 1;
	j->sources = xmalloc(sizeof(*j->sources));
	*j->sources = make_source(opt_name, opt_integrity, opt_package, opt_registry);
}

static void check_options(int operands)
{
	if (operands > 0)
		usage_error("there are no operands, only options");
	if (!opt_out || !*opt_out)
		usage_error("option '--out' is missing");
	if ((opt_list || opt_list_env) && (opt_name || opt_package || opt_registry || opt_integrity))
		usage_error("option '--list' excludes --name, --package, --registry and --integrity");
}

int main(int argc, char **argv)
{
	umask(022);
	int operand = options_parse(&program, argc, argv);
	check_options(argc - operand);
	struct job j = {.max_unpacked =
			    opt_max ? option_size("max-unpacked", opt_max) : CONTENTS_MAX_UNPACKED};
	unsigned threads = opt_threads ? option_count("threads", opt_threads, POOL_MAX) : pool_cpus();
	const char *list_path = list_option(opt_list, opt_list_env);
	struct lines list = {0};
	if (list_path)
		sources_from_list(&j, &list, list_path);
	else
		source_from_options(&j);

	struct error e = {0};
	struct output out;
	if (!output_begin(&out, opt_out, &e))
		die("%s", e.text);
	j.cache = out.dir;
	bool ok = add_all(&j, threads, &e);
	for (unsigned i = 0; i < POOL_MAX; i++)
		entry_adder_free(&j.adders[i]);
	if (!ok)
		output_abandon(&out);
	if (!ok || !output_commit(&out, &e))
		die("%s", e.text);
	for (size_t i = 0; i < j.count; i++) {
		free(j.sources[i].folder);
		free(j.sources[i].alias);
	}
	free(j.sources);
	lines_free(&list);
	return 0;
}
