/* cache-entry-creator: makes a bun install cache of packages, a fragment. */
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
#include "base/text.h"
#include "bun/add_entry.h"
#include "bun/lock.h"
#include "bun/manifest.h"

static const char *opt_out, *opt_name, *opt_package, *opt_registry, *opt_integrity, *opt_key, *opt_list,
    *opt_list_env, *opt_manifests, *opt_bun, *opt_max, *opt_threads;
static struct package_rules opt_patch;

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
    {"key-integrity", "SRI",
     "Instead of --integrity: what the lockfile says of a tarball: whose contents were\n"
     "replaced on purpose; bun's name for it is made of that.",
     &opt_key, NULL},
    {"list", "FILE",
     "Many packages, on all cores: one a line, NAME<TAB>SRI<TAB>PACKAGE[<TAB>REGISTRY]; SRI may be\n"
     "empty.  \"-\" is standard input.  The result is the same as of one process a package, merged.",
     &opt_list, NULL},
    {"list-env", "NAME", "Like --list, with the file that the environment variable NAME names.",
     &opt_list_env, NULL},
    {"manifests", "BUN_LOCK",
     "Instead of packages: what bun asks the registry for when it resolves anew, as it does\n"
     "for some lockfiles even when they are frozen: the manifest of every npm package in\n"
     "BUN_LOCK, with the versions that it has.",
     &opt_manifests, NULL},
    {"bun", "VERSION", "The bun that the manifests are for: 1.2.x, 1.3.x or 1.4.x.", &opt_bun, NULL},
    {"max-unpacked", "SIZE", "What one tarball may unpack to, such as 500M or 16G (default 8G).", &opt_max,
     NULL},
    {"threads", "N", "How many threads work on a list (default: one for each CPU, at most 16).", &opt_threads,
     NULL},
    PACKAGE_RULES_OPTIONS(opt_patch),
    {"verbose", NULL, "Say on stderr what was added, in which folder, and patched.", NULL,
     &opt_patch.verbose},
    {0},
};

static const struct program_def program = {
    "cache-entry-creator",
    "--out DIR --name NAME@VERSION --package TARBALL_OR_DIR [--registry URL] [--integrity SRI]\n"
    "--out DIR --list FILE\n"
    "--out DIR --manifests BUN_LOCK --bun VERSION",
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
	struct package_source *sources;
	struct entry_name *names; /* of the sources, by their ordinals */
	size_t count;
	unsigned threads;
	unsigned long long max_unpacked;
	struct entry_adder adders[POOL_MAX];
};

static void say_added(const struct job *j, const struct package_source *source, const struct contents *c)
{
	const struct entry_name *name = &j->names[source->ordinal];
	if (name->alias.len > 0)
		say("%s: %zu files, in %s, and for bun 1.2 and 1.3 in %s", source->id, c->count,
		    name->folder.data, name->alias.data);
	else
		say("%s: %zu files, in %s", source->id, c->count, name->folder.data);
}

static size_t add_group(void *context, const struct package_source *sources, size_t count, unsigned worker,
			struct error *e)
{
	struct job *j = context;
	struct entry_adder *a = &j->adders[worker];
	size_t done = entries_add(a, sources, count, e);
	for (size_t i = 0; opt_patch.verbose && i < done; i++)
		say_added(j, &sources[i], &a->group.packages[i].contents);
	return done;
}

static bool build(void *context, const struct output *out, struct error *e)
{
	struct job *j = context;
	for (unsigned i = 0; i < j->threads; i++)
		entry_adder_init(&j->adders[i], out->dir, j->names, package_list_memory(j->threads),
				 j->max_unpacked, &opt_patch);
	bool ok = package_list_add(j->sources, j->count, j->threads, add_group, j, e);
	for (unsigned i = 0; i < j->threads; i++)
		entry_adder_free(&j->adders[i]);
	return ok;
}

static void make_room(struct job *j, size_t count)
{
	j->sources = xmalloc((count + 1) * sizeof(*j->sources));
	j->names = xmalloc((count + 1) * sizeof(*j->names));
}

static void add_source(struct job *j, struct package_source source, const char *registry)
{
	struct error e = {0};
	struct entry_name *name = &j->names[j->count];
	*name = (struct entry_name){0};
	if (!entry_name(name, source.id, source.key_integrity, registry, &e))
		error_die(&e);
	source.working_tree = text_begins(source.id, "git:");
	source.ordinal = j->count;
	j->sources[j->count++] = source;
}

/* Puts FOLDER, of the last source, into the map, or notes that it is there.  False
 * when that has contents that are not known to be the same. */
static bool is_only_one(const struct job *j, struct string_map *by_folder, const char *folder, bool *again)
{
	size_t now = j->count - 1;
	struct string_map_slot *seen = string_map_find(by_folder, folder, strlen(folder));
	*again = seen;
	if (!seen) {
		string_map_add(by_folder, folder, (int64_t)now);
		return true;
	}
	const char *a = j->sources[seen->value].key_integrity, *b = j->sources[now].key_integrity;
	return a && b && strcmp(a, b) == 0 &&
	       strcmp(j->names[seen->value].folder.data, j->names[now].folder.data) == 0;
}

/* The integrity that a line gives is what its tarball must have. */
static void sources_from_list(struct job *j, struct lines *list, const char *path)
{
	struct error e = {0};
	struct string_map by_folder = {0};
	if (!lines_read(list, path, &e))
		error_die(&e);
	make_room(j, list->count);
	for (size_t i = 0; i < list->count; i++) {
		char *fields[4] = {NULL};
		size_t n = line_fields(list->lines[i], fields, 4);
		if (n < 3 || n > 4 || !*fields[0] || !*fields[2])
			die("%s: line %zu is not NAME<TAB>SRI<TAB>PACKAGE[<TAB>REGISTRY]", path, i + 1);
		add_source(j,
			   (struct package_source){
			       .id = fields[0],
			       .key_integrity = *fields[1] ? fields[1] : NULL,
			       .check = *fields[1] != '\0',
			       .path = fields[2],
			   },
			   n == 4 && *fields[3] ? fields[3] : NULL);
		struct entry_name *name = &j->names[i];
		if (!is_only_one(j, &by_folder, name->folder.data, &name->folder_again) ||
		    (name->alias.len > 0 &&
		     !is_only_one(j, &by_folder, name->alias.data, &name->alias_again)))
			die("%s: line %zu gives '%s' again, not with the same integrity", path, i + 1,
			    fields[0]);
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
	if (opt_integrity && opt_key)
		usage_error("option '--integrity' and option '--key-integrity' exclude each other");
	make_room(j, 1);
	add_source(j,
		   (struct package_source){
		       .id = opt_name,
		       .key_integrity = opt_integrity ? opt_integrity : opt_key,
		       .check = opt_integrity != NULL,
		       .path = opt_package,
		   },
		   opt_registry);
}

static void check_options(int operands)
{
	if (operands > 0)
		usage_error("there are no operands, only options");
	if (!opt_out || !*opt_out)
		usage_error("option '--out' is missing");
	if ((opt_list || opt_list_env) &&
	    (opt_name || opt_package || opt_registry || opt_integrity || opt_key))
		usage_error("option '--list' excludes --name, --package, --registry, --integrity and "
			    "--key-integrity");
	if (opt_manifests && (opt_list || opt_list_env || opt_name || opt_package))
		usage_error("option '--manifests' excludes --name, --package and --list");
	if (opt_manifests && !opt_bun)
		usage_error("option '--manifests' needs option '--bun'");
	if (opt_bun && !opt_manifests)
		usage_error("option '--bun' is for option '--manifests'");
	package_rules_begin(&opt_patch);
}

static bool build_manifests(void *context, const struct output *out, struct error *e)
{
	return manifests_write(out->dir, context, manifest_format_of(opt_bun), e);
}

static int make_manifests(void)
{
	struct error e = {0};
	struct lock lock = {0};
	if (!manifest_format_of(opt_bun))
		die("bun %s: its manifests are not known, only those of bun 1.2, 1.3 and 1.4", opt_bun);
	if (!lock_read(&lock, opt_manifests, &e) || !output_make(opt_out, build_manifests, &lock, &e))
		error_die(&e);
	if (opt_patch.verbose)
		fprintf(stderr, "cache-entry-creator: %s: %zu versions\n", opt_manifests, lock.count);
	lock_free(&lock);
	return 0;
}

int main(int argc, char **argv)
{
	umask(022);
	int operand = options_parse(&program, argc, argv);
	check_options(argc - operand);
	if (opt_manifests)
		return make_manifests();
	struct job j = {
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
	for (size_t i = 0; i < j.count; i++)
		entry_name_free(&j.names[i]);
	free(j.names);
	package_rules_free(&opt_patch);
	free(j.sources);
	lines_free(&list);
	return 0;
}
