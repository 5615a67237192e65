/* tree-patch: patches the scripts, programs and libraries of whole trees. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/options.h"
#include "patch/elf_single.h"
#include "patch/interpreters.h"
#include "patch/patch.h"
#include "patch/path_list.h"

static const char *opt_path, *opt_map, *opt_paths, *opt_linker, *opt_libs, *opt_runtime, *opt_append,
    *opt_ignore;
static const char *opt_set_interpreter, *opt_set_rpath, *opt_add_rpath;
static bool opt_shebangs, opt_update, opt_strict, opt_verbose;
static bool opt_elf, opt_keep_libc, opt_no_recurse, opt_no_add_existing;
static bool opt_force_rpath, opt_print_interpreter, opt_print_rpath, opt_print_needed;

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
    {"elf", NULL,
     "Give programs the dynamic linker, and programs and libraries a run path to the libraries\n"
     "that they need.  Entries that begin with $ORIGIN stay.  Files for another architecture or\n"
     "libc, static programs and debug files are left.",
     NULL, &opt_elf},
    {"dynamic-linker", "FILE",
     "What programs get, and in whose folder the libc is (default: what the file\n"
     "$NIX_BINTOOLS/nix-support/dynamic-linker says).",
     &opt_linker, NULL},
    {"libs", "PATHS",
     "Folders, not searched below, and files that are looked for libraries, after those in the\n"
     "trees.",
     &opt_libs, NULL},
    {"runtime-dependencies", "DIRS", "Folders for the run path of every program.", &opt_runtime, NULL},
    {"append-rpaths", "DIRS", "Folders for the end of every run path.", &opt_append, NULL},
    {"ignore-missing", "PATTERNS", "Libraries that need not be found, such as \"libcuda.so.*\" or \"*\".",
     &opt_ignore, NULL},
    {"keep-libc", NULL, "Look for libraries that the libc has as well, too.", NULL, &opt_keep_libc},
    {"no-recurse", NULL, "Patch what is in the given folders, and nothing below.", NULL, &opt_no_recurse},
    {"no-add-existing", NULL, "Do not look for libraries in the trees.", NULL, &opt_no_add_existing},
    {"paths", "PATHS", "More files and folders to patch.", &opt_paths, NULL},
    {"strict", NULL,
     "Fail when an interpreter is nowhere, or an ELF file is damaged or has no room; else such a\n"
     "file is left as it is.",
     NULL, &opt_strict},
    {"set-interpreter", "FILE", "Single files: the new interpreter.", &opt_set_interpreter, NULL},
    {"set-rpath", "DIRS", "Single files: the new run path.", &opt_set_rpath, NULL},
    {"add-rpath", "DIRS", "Single files: what the run path has at its end, if it has it not already.",
     &opt_add_rpath, NULL},
    {"force-rpath", NULL, "Single files: the run path is a DT_RPATH, not a DT_RUNPATH.", NULL,
     &opt_force_rpath},
    {"print-interpreter", NULL, "Single files: print the interpreter.", NULL, &opt_print_interpreter},
    {"print-rpath", NULL, "Single files: print the run path.", NULL, &opt_print_rpath},
    {"print-needed", NULL, "Single files: print the libraries that it needs.", NULL, &opt_print_needed},
    {"verbose", NULL, "Say on stderr what was patched, and what was left and why.", NULL, &opt_verbose},
    {0},
};

static const struct program_def program = {
    "tree-patch",
    "--shebangs [--interpreter-path DIRS] [--map NAME=PATH] [--update] [--strict] PATH...\n"
    "--elf [--dynamic-linker FILE] [--libs PATHS] [--ignore-missing PATTERNS] [--strict] PATH...\n"
    "[--set-interpreter FILE] [--set-rpath DIRS] [--add-rpath DIRS] [--force-rpath] FILE...\n"
    "[--print-interpreter] [--print-rpath] [--print-needed] FILE...",
    "Makes the scripts and programs below each PATH, a directory or a file, run where there is\n"
    "no /usr/bin/env and no /lib64: \"#!/usr/bin/env node\" becomes \"#!\" and the path of node,\n"
    "an ELF file gets the interpreter and run path that find its libraries.  Interpreters of\n"
    "scripts that are in the Nix store ($NIX_STORE, else /nix/store) are left alone.  Symlinks\n"
    "are not followed.  A patched file is a new one of the same owner, mode and times; its\n"
    "other hard links stay what they were.  Lists have colons between their entries.",
    options,
    "When a script cannot be patched, because it uses a form of env that has no equivalent or\n"
    "its new line would be longer than the kernel reads, or when a library is found nowhere,\n"
    "all such files are named and no file is changed.\n"
    "\n"
    "examples:\n"
    "  tree-patch --shebangs --map node=\"$(type -P bun)\" node_modules\n"
    "  tree-patch --elf --libs \"$zlib/lib:$openssl/lib\" --ignore-missing 'libcuda.so.*' node_modules\n"
    "  tree-patch --set-rpath '$ORIGIN/../lib' bin/program\n",
};

static const char *list(const char *option)
{
	return option ? option : "";
}

/* What is to be patched. */
struct paths {
	char **items;
	size_t count, capacity;
};

static void add_path(void *context, const char *path, size_t len)
{
	struct paths *p = context;
	array_reserve((void **)&p->items, &p->capacity, p->count + 1, sizeof(*p->items));
	p->items[p->count++] = xstrndup(path, len);
}

static bool patch(char *const *paths, size_t count)
{
	const char *path = opt_path ? opt_path : getenv("PATH"), *store = getenv("NIX_STORE");
	char *linker = opt_linker || !opt_elf ? NULL : elf_default_linker();
	const struct elf_rules elf = {
	    .dynamic_linker = linker ? linker : opt_linker,
	    .libs = list(opt_libs),
	    .runtime_dependencies = list(opt_runtime),
	    .append_rpaths = list(opt_append),
	    .ignore_missing = list(opt_ignore),
	    .keep_libc = opt_keep_libc,
	    .no_recurse = opt_no_recurse,
	    .no_add_existing = opt_no_add_existing,
	};
	const struct patch_rules rules = {
	    .shebangs = opt_shebangs,
	    .elf = opt_elf ? &elf : NULL,
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
	bool ok = patch_trees(&rules, paths, count);
	free(linker);
	return ok;
}

/* Does to each file what patchelf would; goes on after one that fails. */
static bool each_file(const struct elf_request *request, char *const *paths, size_t count)
{
	bool ok = true,
	     prints = request->print_interpreter || request->print_run_path || request->print_needed;
	for (size_t i = 0; i < count; i++) {
		struct error e = {0};
		if ((!prints || elf_print(paths[i], request, &e)) && elf_edit(paths[i], request, &e))
			continue;
		say("%s", e.text);
		error_clear(&e);
		ok = false;
	}
	return ok;
}

int main(int argc, char **argv)
{
	umask(022);
	int operand = options_parse(&program, argc, argv);
	const struct elf_request request = {
	    .change = {opt_set_interpreter, opt_set_rpath, opt_force_rpath},
	    .add_run_path = opt_add_rpath,
	    .print_interpreter = opt_print_interpreter,
	    .print_run_path = opt_print_rpath,
	    .print_needed = opt_print_needed,
	};
	bool single = opt_set_interpreter || opt_set_rpath || opt_add_rpath || opt_print_interpreter ||
		      opt_print_rpath || opt_print_needed;
	if (!opt_shebangs && !opt_elf && !single)
		usage_error("nothing to do: give option '--shebangs' or '--elf', or one for single files");
	if ((opt_shebangs || opt_elf) && single)
		usage_error(
		    "options '--shebangs' and '--elf' do not go together with those for single files");
	if (opt_set_interpreter && (!*opt_set_interpreter || strlen(opt_set_interpreter) >= PATH_MAX))
		usage_error("option '--set-interpreter' is a path of 1 to %d bytes", PATH_MAX - 1);
	struct paths paths = {0};
	for (int i = operand; i < argc; i++)
		add_path(&paths, argv[i], strlen(argv[i]));
	path_list_each(list(opt_paths), add_path, &paths);
	if (paths.count == 0)
		usage_error("no files or directories to patch");
	bool ok = single ? each_file(&request, paths.items, paths.count) : patch(paths.items, paths.count);
	for (size_t i = 0; i < paths.count; i++)
		free(paths.items[i]);
	free(paths.items);
	return ok ? 0 : 1;
}
