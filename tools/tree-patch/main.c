/* tree-patch: patches the scripts of whole trees. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/options.h"
#include "patch/interpreters.h"
#include "patch/patch.h"

static const char *opt_path, *opt_map;
static bool opt_shebangs, opt_update, opt_strict, opt_verbose;

static const struct option_def options[] = {
    {"shebangs", NULL,
     "Rewrite the interpreter lines of scripts: of executable files, and of files that a\n"
     "package.json names in \"bin\".",
     NULL, &opt_shebangs},
    {"interpreter-path", "DIRS",
     "Where interpreters are looked up: absolute directories with colons between them\n"
     "(default: $PATH).",
     &opt_path, NULL},
    {"map", "NAME=PATH[:NAME=PATH...]",
     "Interpreters that are elsewhere: a script for NAME gets PATH, whatever --interpreter-path\n"
     "has.",
     &opt_map, NULL},
    {"update", NULL, "Look up interpreters that are in the Nix store already, too.", NULL, &opt_update},
    {"strict", NULL, "Fail when an interpreter is nowhere; else such a script is left as it is.", NULL,
     &opt_strict},
    {"verbose", NULL, "Say on stderr what was patched, and what was left and why.", NULL, &opt_verbose},
    {0},
};

static const struct program_def program = {
    "tree-patch",
    "--shebangs [--interpreter-path DIRS] [--map NAME=PATH] [--update] [--strict] PATH...",
    "Makes the scripts below each PATH, a directory or a file, run where there is no\n"
    "/usr/bin/env: \"#!/usr/bin/env node\" becomes \"#!\" and the path of node.  Interpreters in\n"
    "the Nix store ($NIX_STORE, else /nix/store) are left alone.  Symlinks are not followed.\n"
    "A patched file is a new one of the same owner, mode and times; its other hard links stay\n"
    "what they were.",
    options,
    "When a script cannot be patched, because it uses a form of env that has no equivalent or\n"
    "its new line would be longer than the kernel reads, all such scripts are named and no\n"
    "file is changed.\n"
    "\n"
    "example:\n"
    "  tree-patch --shebangs --map node=\"$(type -P bun)\" node_modules\n",
};

int main(int argc, char **argv)
{
	umask(022);
	int operand = options_parse(&program, argc, argv);
	if (!opt_shebangs)
		usage_error("nothing to do: give option '--shebangs'");
	if (operand == argc)
		usage_error("no files or directories to patch");
	const char *path = opt_path ? opt_path : getenv("PATH"), *store = getenv("NIX_STORE");
	const struct patch_rules rules = {
	    .interpreter_path = path ? path : "",
	    .map = opt_map ? opt_map : "",
	    .store = store && *store ? store : "/nix/store",
	    .update = opt_update,
	    .strict = opt_strict,
	    .verbose = opt_verbose,
	};
	struct interpreters in = {0};
	struct error e = {0};
	if (!interpreters_map(&in, rules.map, "option '--map'", &e))
		usage_error("%s", e.text);
	interpreters_free(&in);
	return patch_trees(&rules, argv + operand, (size_t)(argc - operand)) ? 0 : 1;
}
