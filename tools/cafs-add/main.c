/* cafs-add: adds npm packages to a new pnpm store, a fragment. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/options.h"
#include "managers/layouts.h"
#include "store/fragment.h"

static const char *opt_version;
static struct store_fragment_options opt;

static struct option_def options[] = {
    {"store-version", NULL, NULL, &opt_version, NULL},
    STORE_FRAGMENT_OUT_OPTION(opt, "fragment"),
    {"id", "ID", "pnpm's package id: NAME@VERSION, or the URL or file: specifier of another source.", &opt.id,
     NULL},
    {"integrity", "SRI",
     "The lockfile's integrity: sha512, sha384, sha256 or sha1, or several.  The tarball must\n"
     "have it.  Without this option (for git sources), the package's key in the store is only its\n"
     "id.",
     &opt.integrity, NULL},
    {"key-integrity", "SRI",
     "Instead of --integrity: use this integrity as the key, but do not check it.  This is for\n"
     "a package whose contents you replaced on purpose.",
     &opt.key_integrity, NULL},
    {"tarball", "FILE", "The package: a gzipped tarball, or a folder.", &opt.package, NULL},
    {"list", "FILE",
     "Many packages, on all cores: ID<TAB>SRI<TAB>TARBALL on each line.  SRI can be empty.\n"
     "\"-\" is standard input.  The result is the same as if you run the program once for each\n"
     "package, and merge the results.",
     &opt.list, NULL},
    OPTION_LIST_ENV(opt.list_env),
    STORE_FRAGMENT_OPTIONS(opt),
    {"verbose", NULL, "Print on stderr what was added, under which key, and what was patched.", NULL,
     &opt.patch.verbose},
    {0},
};

static struct program_def program = {
    "cafs-add",
    NULL,
    "Makes a fragment of npm packages: a directory that is a valid pnpm store by itself,\n"
    "with the index entries that pnpm would have written.  Use it with pnpm's --store-dir DIR,\n"
    "or merge it with others with store-merge.",
    options,
    STORE_FRAGMENT_NOTES
    "\n"
    "example:\n"
    "  cafs-add --store-version v11 --out fragment --id is-odd@3.0.1 \\\n"
    "    --integrity "
    "sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA== \\\n"
    "    --tarball is-odd-3.0.1.tgz\n",
};

static const struct store_fragment_words words = {
    .id = "id",
    .package = "tarball",
    .line = "ID<TAB>SRI<TAB>TARBALL",
    .fields = 3,
    .excluded = "--id, --integrity, --key-integrity and --tarball",
};

/* Tells of the layouts in --help.  The texts are there as long as the program runs. */
static void describe_layouts(void)
{
	char *names = store_layout_names(managers_layouts, program.name, false, "|", "|");
	char *usage = store_layout_names(managers_layouts, program.name, true, ", ", ", ");
	options[0].arg = names;
	static struct buffer help, synopsis;
	buffer_printf(&help, "The store layout: %s.", usage);
	buffer_printf(&synopsis,
		      "--store-version %s --out DIR --id NAME@VERSION --integrity SRI --tarball FILE\n"
		      "--store-version %s --out DIR --list FILE",
		      names, names);
	options[0].help = buffer_string(&help);
	program.synopsis = buffer_string(&synopsis);
	free(usage);
}

static const struct store_layout *layout_of_option(void)
{
	if (!opt_version)
		usage_error("option '--store-version' is missing");
	const struct store_layout *layout = store_layout_find(managers_layouts, program.name, opt_version);
	if (!layout) {
		static char *names; /* to the end */
		names = store_layout_names(managers_layouts, program.name, false, ", ", " or ");
		usage_error("option '--store-version' is %s, not '%s'", names, opt_version);
	}
	return layout;
}

int main(int argc, char **argv)
{
	umask(022);
	describe_layouts();
	int operand = options_parse(&program, argc, argv);
	const struct store_layout *layout = layout_of_option();
	char *fault = store_fragment_fault(&opt, &words, argc - operand);
	if (fault)
		usage_error("%s", fault);
	struct error e = {0};
	if (!store_fragment_make(layout, &opt, &words, &e))
		error_die(&e);
	return 0;
}
