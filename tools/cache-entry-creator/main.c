/* cache-entry-creator: makes a bun install cache of packages, a fragment. */
#include <sys/stat.h>

#include "base/options.h"
#include "managers/layouts.h"
#include "store/fragment.h"

static const char *opt_manifests, *opt_bun;
static struct store_fragment_options opt;

static const struct option_def options[] = {
    STORE_FRAGMENT_OUT_OPTION(opt, "cache"),
    {"name", "NAME",
     "The package as bun.lock names it: NAME@VERSION (an alias by its real name), tarball:URL,\n"
     "github:OWNER-REPO-SHA or git:COMMIT.",
     &opt.id, NULL},
    {"package", "PATH", "The package: a gzipped tarball, or a folder.", &opt.package, NULL},
    {"registry", "URL",
     "Where the package comes from, if not from the default registry: the URL as in\n"
     "bunfig.toml or .npmrc, or only the host for https://HOST/.",
     &opt.registry, NULL},
    {"integrity", "SRI",
     "The lockfile's integrity: sha512, sha384, sha256 or sha1, or several.  The tarball must\n"
     "have it.",
     &opt.integrity, NULL},
    {"key-integrity", "SRI",
     "Instead of --integrity: the lockfile's integrity of a tarball whose contents you replaced\n"
     "on purpose.  The program does not check it, but makes bun's name for the tarball from it.",
     &opt.key_integrity, NULL},
    {"list", "FILE",
     "Many packages, on all cores: NAME<TAB>SRI<TAB>PACKAGE[<TAB>REGISTRY] on each line.  SRI can\n"
     "be empty.  \"-\" is standard input.  The result is the same as if you run the program once for\n"
     "each package, and merge the results.",
     &opt.list, NULL},
    OPTION_LIST_ENV(opt.list_env),
    {"manifests", "BUN_LOCK",
     "Instead of packages: make the manifest of every npm package in BUN_LOCK, with the versions\n"
     "in BUN_LOCK.  For some lockfiles, bun asks the registry for manifests, even with\n"
     "--frozen-lockfile.",
     &opt_manifests, NULL},
    {"bun", "VERSION", "The version of bun for the manifests: 1.2.x, 1.3.x or 1.4.x.", &opt_bun, NULL},
    STORE_FRAGMENT_OPTIONS(opt),
    {"verbose", NULL, "Print on stderr what was added, in which folder, and what was patched.", NULL,
     &opt.patch.verbose},
    {0},
};

static const struct program_def program = {
    "cache-entry-creator",
    "--out DIR --name NAME@VERSION --package TARBALL_OR_DIR [--registry URL] [--integrity SRI]\n"
    "--out DIR --list FILE\n"
    "--out DIR --manifests BUN_LOCK --bun VERSION",
    "Makes an install cache for bun: set BUN_INSTALL_CACHE_DIR to DIR.  Merge several with\n"
    "store-merge.",
    options,
    STORE_FRAGMENT_NOTES
    "\n"
    "example:\n"
    "  cache-entry-creator --out cache --name is-odd@3.0.1 --package is-odd-3.0.1.tgz \\\n"
    "    --integrity "
    "sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==\n",
};

static const struct store_fragment_words words = {
    .id = "name",
    .package = "package",
    .line = "NAME<TAB>SRI<TAB>PACKAGE[<TAB>REGISTRY]",
    .fields = 4,
    .excluded = "--name, --package, --registry, --integrity and --key-integrity",
};

static void check_options(int operands)
{
	opt.no_packages = opt_manifests;
	char *fault = store_fragment_fault(&opt, &words, operands);
	if (fault)
		usage_error("%s", fault);
	if (opt_manifests && (opt.list || opt.list_env || opt.id || opt.package))
		usage_error("option '--manifests' excludes --name, --package and --list");
	if (opt_manifests && !opt_bun)
		usage_error("option '--manifests' needs option '--bun'");
	if (opt_bun && !opt_manifests)
		usage_error("option '--bun' is for option '--manifests'");
}

static bool make_packuments(const struct store_layout *layout, struct error *e)
{
	size_t versions;
	if (!layout->make_packuments(opt.out, opt_manifests, opt_bun, &versions, e))
		return false;
	if (opt.patch.verbose)
		say("%s: %zu versions", opt_manifests, versions);
	return true;
}

int main(int argc, char **argv)
{
	umask(022);
	int operand = options_parse(&program, argc, argv);
	check_options(argc - operand);
	const struct store_layout *layout = store_layout_find(managers_layouts, program.name, NULL);
	struct error e = {0};
	if (!(opt_manifests ? make_packuments(layout, &e) : store_fragment_make(layout, &opt, &words, &e)))
		error_die(&e);
	return 0;
}
