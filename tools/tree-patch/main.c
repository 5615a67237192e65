/* tree-patch: patches the scripts, programs and libraries of whole trees. */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/options.h"
#include "base/output.h"
#include "base/path_list.h"
#include "base/string_list.h"
#include "patch/single.h"
#include "patch/trees.h"

static struct patch_rules rules;
static const char *opt_paths, *opt_set_interpreter, *opt_set_rpath, *opt_add_rpath;
static const char *opt_prefixes, *opt_set_soname, *opt_output;
static struct option_values opt_add_needed, opt_remove_needed, opt_replace_needed;
static bool opt_force_rpath, opt_remove_rpath, opt_shrink_rpath;
static bool opt_print_interpreter, opt_print_rpath, opt_print_needed, opt_print_soname;

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
     "ELF: folders with libraries (not their subfolders), and libraries, searched after\n"
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
     "ELF: also look for libraries that the libc's folder has.  Without this option the dynamic\n"
     "linker finds them there.",
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
    {"remove-rpath", NULL, "Single files: no run path at all.", NULL, &opt_remove_rpath},
    {"shrink-rpath", NULL, "Single files: of the run path, absolute folders that have no needed library go.",
     NULL, &opt_shrink_rpath},
    {"allowed-rpath-prefixes", "PREFIXES",
     "Single files: with --shrink-rpath, absolute folders that begin with none of these go, too.",
     &opt_prefixes, NULL},
    {"add-needed", "LIBRARY...", "Single files: one more library that is needed, before the others.",
     &opt_add_needed.last, NULL},
    {"remove-needed", "LIBRARY...", "Single files: a library that is no longer needed.",
     &opt_remove_needed.last, NULL},
    {"replace-needed", "LIBRARY NEW...", "Single files: NEW is needed instead of LIBRARY.",
     &opt_replace_needed.last, NULL},
    {"set-soname", "NAME", "Single files: a library's new DT_SONAME.", &opt_set_soname, NULL},
    {"output", "FILE", "Single files: where the new file goes; the one file that is given stays.",
     &opt_output, NULL},
    {"print-interpreter", NULL, "Single files: print the interpreter.", NULL, &opt_print_interpreter},
    {"print-rpath", NULL, "Single files: print the run path.", NULL, &opt_print_rpath},
    {"print-needed", NULL, "Single files: print the libraries that it needs.", NULL, &opt_print_needed},
    {"print-soname", NULL, "Single files: print the library's DT_SONAME, if it has one.", NULL,
     &opt_print_soname},
    {"verbose", NULL, "Say on stderr what was patched, what was left and why, and how many there were.", NULL,
     &rules.verbose},
    {0},
};

static const struct program_def program = {
    "tree-patch",
    "--shebangs [--interpreter-path DIRS] [--map NAME=PATH] [--update] [--strict] PATH...\n"
    "--elf [--dynamic-linker FILE] [--libs PATHS] [--ignore-missing PATTERNS] [--strict] PATH...\n"
    "[--set-interpreter FILE] [--set-rpath DIRS] [--add-rpath DIRS] [--force-rpath] FILE...\n"
    "[--remove-rpath | --shrink-rpath] [--add-needed LIBRARY] [--remove-needed LIBRARY]\n"
    "[--replace-needed LIBRARY NEW] [--set-soname NAME] [--output FILE] FILE...\n"
    "[--print-interpreter] [--print-rpath] [--print-needed] [--print-soname] FILE...",
    "Makes the scripts and programs of whole trees run where there is no /usr/bin/env and no /lib64.\n"
    "Each PATH is a folder, all of which is gone through, or a single file.  --shebangs is about\n"
    "scripts, --elf about programs and libraries; both together take one pass.  Without them,\n"
    "single files are changed or printed as patchelf does it, by the same options, so that a link\n"
    "with the name patchelf serves most scripts.  @FILE stands for what that file has.\n"
    "\n"
    "A patched file keeps its owner, mode and times, but no ACL and no other extended attributes,\n"
    "and so does its folder.  Read-only files are patched too.  Other hard links of a file stay as\n"
    "they were, and symlinks are not followed.  A file that is right is not touched: the second time\n"
    "nothing changes.  Options that auto-patchelf also has mean the same, but lists have colons\n"
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
    "Do not run patchelf on a program that is not position-independent after tree-patch has made\n"
    "its run path longer: patchelf --add-needed (seen with 0.14.3) then moves the dynamic section\n"
    "into read-only memory, and the program crashes when it starts.  Use tree-patch --add-needed.\n"
    "\n"
    "Every file is read before one is changed: when there are errors, each has its line on\n"
    "stderr, and no file changes.  Only what fails later, as on a full disk, leaves other files\n"
    "patched; a file is either patched or as it was, because it is replaced by a new one.\n"
    "\n"
    "Only errors, and ELF files that are damaged or have no room, are printed.  With\n"
    "--verbose every file that is patched or left has a line, and the last ones are\n"
    "\n"
    "  tree-patch: 12 scripts patched, 1 not patched because their interpreter was not found\n"
    "  tree-patch: 3 ELF files patched\n"
    "  tree-patch: 1 ELF files not patched: for another libc\n"
    "\n"
    "examples:\n"
    "  tree-patch --shebangs --map node=\"$(type -P bun)\" node_modules\n"
    "  tree-patch --elf --libs \"$zlib/lib:$openssl/lib\" --ignore-missing 'libcuda.so.*' node_modules\n"
    "  tree-patch --set-rpath '$ORIGIN/../lib' bin/program\n",
};

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
static bool each_file(const struct patch_single *request, char *const *paths, size_t count)
{
	bool ok = true, prints = request->print_interpreter || request->print_run_path ||
				 request->print_needed || request->print_soname;
	output_watch_signals(patch_end_interrupted);
	for (size_t i = 0; i < count; i++) {
		struct error e = {0};
		if (output_interrupted())
			patch_end_interrupted();
		if ((!prints || patch_single_print(paths[i], request, &e)) &&
		    patch_single_edit(paths[i], request, &e))
			continue;
		say("%s: %s", e.subject, e.message);
		error_clear(&e);
		ok = false;
	}
	stdout_end();
	return ok;
}

/* True when some option is for single files. */
static bool is_single(void)
{
	return opt_set_interpreter || opt_set_rpath || opt_add_rpath || opt_remove_rpath ||
	       opt_shrink_rpath || opt_set_soname || opt_add_needed.count || opt_remove_needed.count ||
	       opt_replace_needed.count || opt_output || opt_print_interpreter || opt_print_rpath ||
	       opt_print_needed || opt_print_soname;
}

/* Ends the program when options do not go together. */
static void check_options(bool single)
{
	if (!rules.shebangs && !rules.elf && !single)
		usage_error("nothing to do: give option '--shebangs' or '--elf', or one for single files");
	if ((rules.shebangs || rules.elf) && single)
		usage_error("options '--shebangs' and '--elf' cannot be used with those for single files");
	char *fault = patch_rules_fault(&rules);
	if (fault)
		usage_error("%s", fault);
}

/* --- values ------------------------------------------------------------------- */

/* The value of an option: of @FILE, what the file has. */
static const char *value_of(const char *value)
{
	struct buffer text = {0};
	struct error e = {0};
	if (!value || value[0] != '@')
		return value;
	if (!fs_read_file(AT_FDCWD, value + 1, ELF_STRING_MAX, &text, &e))
		error_die(&e);
	if (memchr(buffer_string(&text), '\0', text.len))
		die("%s: it has a NUL", value + 1);
	return text.data; /* for as long as the program runs */
}

static void values_of(struct option_values *values)
{
	for (size_t i = 0; i < values->count; i++)
		values->all[i] = value_of(values->all[i]);
}

/* What stands between the two values of --replace-needed when they are one. */
#define BETWEEN '\n'

/* Makes one word of the two that follow each --replace-needed; returns the new ARGC. */
static int join_pairs(int argc, char **argv)
{
	int to = 0;
	for (int i = 0; i < argc; i++) {
		argv[to++] = argv[i];
		if (strcmp(argv[i], "--") == 0) {
			while (++i < argc)
				argv[to++] = argv[i];
		} else if (strcmp(argv[i], "--replace-needed") == 0 && i + 2 < argc) {
			argv[to++] = xasprintf("%s%c%s", argv[i + 1], BETWEEN, argv[i + 2]);
			i += 2;
		}
	}
	argv[to] = NULL;
	return to;
}

/* The pairs again, from malloc. */
static struct elf_rename *split_pairs(const struct option_values *values)
{
	struct elf_rename *renames = xmalloc((values->count + 1) * sizeof(*renames));
	for (size_t i = 0; i < values->count; i++) {
		const char *between = strchr(values->all[i], BETWEEN);
		if (!between)
			usage_error("option '--replace-needed' takes two values, the old name and the new");
		renames[i].from = xstrndup(values->all[i], (size_t)(between - values->all[i]));
		renames[i].to = between + 1;
	}
	return renames;
}

static struct patch_single make_request(void)
{
	values_of(&opt_add_needed);
	values_of(&opt_remove_needed);
	/* As patchelf has it, shrinking goes before removing, and that before setting and adding. */
	bool removes = opt_remove_rpath && !opt_shrink_rpath, sets = !opt_remove_rpath && !opt_shrink_rpath;
	const struct patch_single request = {
	    .change =
		{
		    .interpreter = value_of(opt_set_interpreter),
		    .run_path = sets ? value_of(opt_set_rpath) : NULL,
		    .force_rpath = opt_force_rpath,
		    .remove_run_path = removes,
		    .soname = value_of(opt_set_soname),
		    .add_needed = opt_add_needed.all,
		    .add_count = opt_add_needed.count,
		    .remove_needed = opt_remove_needed.all,
		    .remove_count = opt_remove_needed.count,
		    .replace_needed = split_pairs(&opt_replace_needed),
		    .replace_count = opt_replace_needed.count,
		},
	    .add_run_path = sets ? value_of(opt_add_rpath) : NULL,
	    .shrink_run_path = opt_shrink_rpath,
	    .allowed_prefixes = opt_prefixes,
	    .output = value_of(opt_output),
	    .print_interpreter = opt_print_interpreter,
	    .print_run_path = opt_print_rpath,
	    .print_needed = opt_print_needed,
	    .print_soname = opt_print_soname,
	};
	const char *interpreter = request.change.interpreter;
	if (interpreter && (!*interpreter || strlen(interpreter) >= PATH_MAX))
		usage_error("option '--set-interpreter' is a path of 1 to %d bytes", PATH_MAX - 1);
	return request;
}

int main(int argc, char **argv)
{
	umask(022);
	int operand = options_parse(&program, join_pairs(argc, argv), argv);
	bool single = is_single();
	check_options(single);
	const struct patch_single request = make_request();
	struct string_list paths = {0};
	for (; argv[operand]; operand++)
		string_list_add(&paths, argv[operand], strlen(argv[operand]));
	const char *more = opt_paths ? opt_paths : "", *path;
	for (size_t len; path_list_next(&more, &path, &len);)
		if (len > 0)
			string_list_add(&paths, path, len);
	if (paths.count == 0)
		usage_error("no files or directories to patch");
	if (request.output && paths.count > 1)
		usage_error("option '--output' is for one file");
	bool ok = single ? each_file(&request, paths.items, paths.count) : patch(paths.items, paths.count);
	string_list_free(&paths);
	return ok ? 0 : 1;
}
