/* tree-patch: patches the scripts, programs and libraries of whole trees. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/options.h"
#include "base/output.h"
#include "base/path_list.h"
#include "patch/single.h"
#include "patch/trees.h"

static struct patch_rules rules;
static const char *opt_paths, *opt_set_interpreter, *opt_set_rpath, *opt_add_rpath;
static bool opt_force_rpath, opt_print_interpreter, opt_print_rpath, opt_print_needed;

static const struct option_def options[] = {
    {"shebangs", NULL, "Rewrite the interpreter lines of scripts.", NULL, &rules.shebangs},
    {"interpreter-path", "DIRS",
     "Scripts: where interpreters are looked up, in this order (default: $PATH).  Only absolute\n"
     "directories without blanks, quotes, \"\\\", \"$\" and \"#\" in their names count.",
     &rules.interpreter_path, NULL},
    {"map", "NAME=PATH[:NAME=PATH...]",
     "Scripts: a script for NAME gets PATH, whatever --interpreter-path has, and whether PATH is\n"
     "there or not.",
     &rules.map, NULL},
    {"update", NULL, "Scripts: look up interpreters that are in the Nix store already, too.", NULL,
     &rules.update},
    {"elf", NULL, "Give programs the dynamic linker, and programs and libraries a run path.", NULL,
     &rules.elf},
    {"dynamic-linker", "FILE",
     "ELF: what programs get, in whose folder the libc is, and for whose architecture and libc\n"
     "files must be to be patched (default: what the file\n"
     "$NIX_BINTOOLS/nix-support/dynamic-linker says).",
     &rules.elf_rules.dynamic_linker, NULL},
    {"libs", "PATHS",
     "ELF: folders, not searched below, and files that are looked for libraries, after those in\n"
     "the trees.",
     &rules.elf_rules.libs, NULL},
    {"runtime-dependencies", "DIRS", "ELF: folders for the run path of every program.",
     &rules.elf_rules.runtime_dependencies, NULL},
    {"append-rpaths", "DIRS", "ELF: folders for the end of every run path.", &rules.elf_rules.append_rpaths,
     NULL},
    {"ignore-missing", "PATTERNS",
     "ELF: libraries that need not be found, such as \"libcuda.so.*\" or \"*\".",
     &rules.elf_rules.ignore_missing, NULL},
    {"keep-libc", NULL,
     "ELF: look for libraries that the libc's folder has, too; else the dynamic linker finds them\n"
     "there.",
     NULL, &rules.elf_rules.keep_libc},
    {"no-recurse", NULL, "ELF: patch and search what is in the given folders, and nothing below.", NULL,
     &rules.elf_rules.no_recurse},
    {"no-add-existing", NULL, "ELF: do not look for libraries in the trees.", NULL,
     &rules.elf_rules.no_add_existing},
    {"paths", "PATHS", "More files and folders to patch.", &opt_paths, NULL},
    {"strict", NULL,
     "Scripts and ELF: an interpreter that is nowhere, and an ELF file that is damaged or has no\n"
     "room, are errors too.",
     NULL, &rules.strict},
    {"set-interpreter", "FILE", "Single files: the new interpreter.", &opt_set_interpreter, NULL},
    {"set-rpath", "DIRS", "Single files: the new run path.", &opt_set_rpath, NULL},
    {"add-rpath", "DIRS", "Single files: what the run path has at its end, if it has it not already.",
     &opt_add_rpath, NULL},
    {"force-rpath", NULL, "Single files: the run path is a DT_RPATH, not a DT_RUNPATH.", NULL,
     &opt_force_rpath},
    {"print-interpreter", NULL, "Single files: print the interpreter.", NULL, &opt_print_interpreter},
    {"print-rpath", NULL, "Single files: print the run path.", NULL, &opt_print_rpath},
    {"print-needed", NULL, "Single files: print the libraries that it needs.", NULL, &opt_print_needed},
    {"verbose", NULL, "Say on stderr what was patched, what was left and why, and how many there were.", NULL,
     &rules.verbose},
    {0},
};

static const struct program_def program = {
    "tree-patch",
    "--shebangs [--interpreter-path DIRS] [--map NAME=PATH] [--update] [--strict] PATH...\n"
    "--elf [--dynamic-linker FILE] [--libs PATHS] [--ignore-missing PATTERNS] [--strict] PATH...\n"
    "[--set-interpreter FILE] [--set-rpath DIRS] [--add-rpath DIRS] [--force-rpath] FILE...\n"
    "[--print-interpreter] [--print-rpath] [--print-needed] FILE...",
    "Makes the scripts and programs of whole trees run where there is no /usr/bin/env and no /lib64.\n"
    "Each PATH is a folder, all of which is gone through, or a single file.  --shebangs is about\n"
    "scripts, --elf about programs and libraries; both together take one pass.  Without them,\n"
    "single files are changed or printed as patchelf does it, by the same options.\n"
    "\n"
    "What was patched keeps its owner, mode and times, but no ACL and no other extended attributes,\n"
    "and so does its folder; read-only ones are patched, too.  Other hard links of a file stay what\n"
    "they were, and symlinks are not followed.  What is right is not touched: the second time\n"
    "nothing changes.  Options that auto-patchelf has, too, mean the same; but lists have colons\n"
    "between their entries.",
    options,
    "Scripts are files with an x bit, and files that a package.json above them in the same PATH\n"
    "names in \"bin\", or that are below the folder which it names in \"directories.bin\".  Their\n"
    "interpreter is looked up by the last part of its path.  env goes away where the kernel alone\n"
    "does the same; a carriage return at the line's end goes, too, and arguments stay:\n"
    "\n"
    "  #!/bin/sh -e                    #!/nix/store/.../bin/sh -e\n"
    "  #!/usr/bin/env node             #!/nix/store/.../bin/node\n"
    "  #!/usr/bin/env -S node -x       #!/nix/store/.../bin/node -x\n"
    "  #!/usr/bin/env -S node -x -y    #!/nix/store/.../bin/env -S /nix/store/.../bin/node -x -y\n"
    "  #!/usr/bin/env -S A=b node      #!/nix/store/.../bin/env -S A=b /nix/store/.../bin/node\n"
    "\n"
    "An interpreter in the Nix store ($NIX_STORE, else /nix/store) is left alone, and so is one\n"
    "that is nowhere.  Other forms of env (\"env -i node\", \"env A=b node\") are errors, as is a new\n"
    "line of more than the 256 bytes that the kernel reads.\n"
    "\n"
    "ELF files are looked at with an x bit or without; without one not under a name such as x.js\n"
    "that says they are text.  Of a run path, entries that begin with $ORIGIN stay; behind them come the\n"
    "folders that have the libraries which the file needs, found in the trees and in --libs; one\n"
    "that is nowhere, and that --ignore-missing does not name, is an error.\n"
    "Files for another architecture, system or libc, static programs, object files and debug\n"
    "information are left, and so is a file that is damaged or where there is no room.\n"
    "\n"
    "All is looked at before anything is changed: when there are errors, each has its line on\n"
    "stderr, and no file changes.  Only what fails later, as on a full disk, leaves other files\n"
    "patched; a file is either patched or as it was, because it is replaced by a new one.\n"
    "\n"
    "What is not an error is silent, but for ELF files that are damaged or have no room.  With\n"
    "--verbose every file that is patched or left has a line, and the last ones are\n"
    "\n"
    "  tree-patch: 12 scripts patched, 1 left because their interpreter is nowhere\n"
    "  tree-patch: 3 ELF files patched\n"
    "  tree-patch: 1 ELF files left: for another libc\n"
    "\n"
    "examples:\n"
    "  tree-patch --shebangs --map node=\"$(type -P bun)\" node_modules\n"
    "  tree-patch --elf --libs \"$zlib/lib:$openssl/lib\" --ignore-missing 'libcuda.so.*' node_modules\n"
    "  tree-patch --set-rpath '$ORIGIN/../lib' bin/program\n",
};

/* What is to be patched. */
struct paths {
	char **items;
	size_t count, capacity;
};

static void add_path(struct paths *p, const char *path, size_t len)
{
	array_reserve(p->items, p->capacity, p->count + 1);
	p->items[p->count++] = xstrndup(path, len);
}

static bool patch(char *const *paths, size_t count)
{
	struct error e = {0};
	if (!patch_rules_begin(&rules, paths, count, &e))
		error_die(&e);
	bool ok = patch_trees(&rules, paths, count);
	patch_rules_free(&rules);
	return ok;
}

/* Does to each file what patchelf would; goes on after one that fails. */
static bool each_file(const struct elf_request *request, char *const *paths, size_t count)
{
	bool ok = true,
	     prints = request->print_interpreter || request->print_run_path || request->print_needed;
	output_watch_signals();
	for (size_t i = 0; i < count; i++) {
		struct error e = {0};
		if (output_interrupted())
			die("interrupted; every file is either patched or as it was");
		if ((!prints || elf_print(paths[i], request, &e)) && elf_edit(paths[i], request, &e))
			continue;
		say("%s: %s", e.subject, e.message);
		error_clear(&e);
		ok = false;
	}
	return ok;
}

/* Ends the program when options do not go together; SINGLE: some are for single files. */
static void check_options(bool single)
{
	if (!rules.shebangs && !rules.elf && !single)
		usage_error("nothing to do: give option '--shebangs' or '--elf', or one for single files");
	if ((rules.shebangs || rules.elf) && single)
		usage_error(
		    "options '--shebangs' and '--elf' do not go together with those for single files");
	char *fault = patch_rules_fault(&rules);
	if (fault)
		usage_error("%s", fault);
	if (opt_set_interpreter && (!*opt_set_interpreter || strlen(opt_set_interpreter) >= PATH_MAX))
		usage_error("option '--set-interpreter' is a path of 1 to %d bytes", PATH_MAX - 1);
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
	check_options(single);
	struct paths paths = {0};
	for (int i = operand; i < argc; i++)
		add_path(&paths, argv[i], strlen(argv[i]));
	const char *more = opt_paths ? opt_paths : "", *path;
	for (size_t len; path_list_next(&more, &path, &len);)
		if (len > 0)
			add_path(&paths, path, len);
	if (paths.count == 0)
		usage_error("no files or directories to patch");
	bool ok = single ? each_file(&request, paths.items, paths.count) : patch(paths.items, paths.count);
	for (size_t i = 0; i < paths.count; i++)
		free(paths.items[i]);
	free(paths.items);
	return ok ? 0 : 1;
}
