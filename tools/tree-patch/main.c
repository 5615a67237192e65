/* tree-patch: patches the scripts, programs and libraries of whole trees. */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/options.h"
#include "base/interrupt.h"
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
    {"shebangs", NULL, "Patch the first lines of scripts.", NULL, &rules.shebangs},
    {"interpreter-path", "DIRS",
     "Scripts: where to find interpreters, in this order (default: $PATH).  Directories that are\n"
     "not absolute, or have blanks, quotes, \"\\\", \"$\" or \"#\" in their names, are ignored.",
     &rules.interpreter_path, NULL},
    {"map", "NAME=PATH[:NAME=PATH...]",
     "Scripts: a script for NAME gets PATH, even if --interpreter-path has NAME, and even if PATH\n"
     "does not exist.",
     &rules.map, NULL},
    {"update", NULL, "Scripts: also replace interpreters that are in the Nix store already.", NULL,
     &rules.update},
    {"elf", NULL, "Give programs the dynamic linker, and programs and libraries a run path.", NULL,
     &rules.elf},
    {"dynamic-linker", "FILE",
     "ELF: the dynamic linker for programs.  The libc is in the same folder.  Only files for its\n"
     "architecture and libc are patched (default: the path in the file\n"
     "$NIX_BINTOOLS/nix-support/dynamic-linker).",
     &rules.elf_rules.dynamic_linker, NULL},
    {"libs", "PATHS",
     "ELF: libraries, and folders with libraries (without their subfolders).  They are searched\n"
     "after the trees.",
     &rules.elf_rules.libs, NULL},
    {"runtime-dependencies", "DIRS", "ELF: folders to add to the run path of every program.",
     &rules.elf_rules.runtime_dependencies, NULL},
    {"append-rpaths", "DIRS", "ELF: folders to add at the end of every run path.",
     &rules.elf_rules.append_rpaths, NULL},
    {"ignore-missing", "PATTERNS", "ELF: libraries that can be missing, such as \"libcuda.so.*\" or \"*\".",
     &rules.elf_rules.ignore_missing, NULL},
    {"keep-libc", NULL,
     "ELF: also look for libraries that are in the libc's folder.  Without this option, the\n"
     "dynamic linker finds them there.",
     NULL, &rules.elf_rules.keep_libc},
    {"no-recurse", NULL, "ELF: patch and search only the given folders, without their subfolders.", NULL,
     &rules.elf_rules.no_recurse},
    {"no-add-existing", NULL, "ELF: do not look for libraries in the trees.", NULL,
     &rules.elf_rules.no_add_existing},
    {"paths", "PATHS", "More files and folders to patch.", &opt_paths, NULL},
    {"strict", NULL,
     "Scripts and ELF: also fail if an interpreter is not found, or if an ELF file is damaged or has\n"
     "no room for the new paths.",
     NULL, &rules.strict},
    {"set-interpreter", "FILE", "Single files: the new interpreter.", &opt_set_interpreter, NULL},
    {"set-rpath", "DIRS", "Single files: the new run path.", &opt_set_rpath, NULL},
    {"add-rpath", "DIRS",
     "Single files: folders to add at the end of the run path, if it does not have them.", &opt_add_rpath,
     NULL},
    {"force-rpath", NULL, "Single files: make the run path a DT_RPATH, not a DT_RUNPATH.", NULL,
     &opt_force_rpath},
    {"remove-rpath", NULL, "Single files: remove the run path.", NULL, &opt_remove_rpath},
    {"shrink-rpath", NULL,
     "Single files: remove absolute folders without a needed library from the run path.", NULL,
     &opt_shrink_rpath},
    {"allowed-rpath-prefixes", "PREFIXES",
     "Single files: with --shrink-rpath, also remove absolute folders that begin with none of these.",
     &opt_prefixes, NULL},
    {"add-needed", "LIBRARY...", "Single files: add a needed library, before the others.",
     &opt_add_needed.last, NULL},
    {"remove-needed", "LIBRARY...", "Single files: remove a needed library.", &opt_remove_needed.last, NULL},
    {"replace-needed", "LIBRARY NEW...", "Single files: replace the needed library LIBRARY with NEW.",
     &opt_replace_needed.last, NULL},
    {"set-soname", "NAME", "Single files: the new DT_SONAME of a library.", &opt_set_soname, NULL},
    {"output", "FILE", "Single files: write the new file to FILE, and do not change the file that is given.",
     &opt_output, NULL},
    {"print-interpreter", NULL, "Single files: print the interpreter.", NULL, &opt_print_interpreter},
    {"print-rpath", NULL, "Single files: print the run path.", NULL, &opt_print_rpath},
    {"print-needed", NULL, "Single files: print the needed libraries.", NULL, &opt_print_needed},
    {"print-soname", NULL, "Single files: print the DT_SONAME of a library, if it has one.", NULL,
     &opt_print_soname},
    {"verbose", NULL,
     "Print on stderr what was patched, what was not and why, and how many files there were.", NULL,
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
    "Patches scripts and programs of whole trees, so that they run without /usr/bin/env and /lib64.\n"
    "Each PATH is a folder, with everything in it, or a single file.  --shebangs is for scripts,\n"
    "--elf for programs and libraries.  You can use both together.  Without them, the program\n"
    "changes single files, or prints what is in them, with the options of patchelf.  So in most\n"
    "scripts a symlink \"patchelf\" to this program can replace patchelf.  As the value of such an\n"
    "option, @FILE means the contents of FILE.\n"
    "\n"
    "A patched file keeps its owner, mode and times, and so does its folder.  It loses ACLs and\n"
    "other extended attributes.  Read-only files are patched too.  Other hard links to the file do\n"
    "not change.  Symlinks are not followed.  A second run changes nothing.  An option that has the\n"
    "name of an option of auto-patchelf means the same, but lists have colons between their entries.",
    options,
    "Scripts are executable files, and files that a package.json above them in the same PATH names\n"
    "in \"bin\" or \"directories.bin\".  The program looks for the file name of the interpreter, such as\n"
    "perl for /usr/bin/perl.  It removes env if the kernel alone can do the same.  It also\n"
    "removes a carriage return at the end of the line.  Arguments stay:\n"
    "\n"
    "  #!/bin/sh -e                    #!/nix/store/.../bin/sh -e\n"
    "  #!/usr/bin/env node             #!/nix/store/.../bin/node\n"
    "  #!/usr/bin/env -S node -x       #!/nix/store/.../bin/node -x\n"
    "  #!/usr/bin/env -S node -x -y    #!/nix/store/.../bin/env -S /nix/store/.../bin/node -x -y\n"
    "  #!/usr/bin/env -S A=b node      #!/nix/store/.../bin/env -S A=b /nix/store/.../bin/node\n"
    "\n"
    "A script keeps its interpreter if that is in the Nix store ($NIX_STORE, or else /nix/store), or\n"
    "if no other one is found.  Other forms of env (\"env -i node\", \"env A=b node\") are errors.  A new\n"
    "line of more than 256 bytes is an error too, because the kernel does not read more.\n"
    "\n"
    "ELF files need not be executable.  But a file that is not executable is ignored if its name is\n"
    "that of a text, such as x.js.\n"
    "\n"
    "The new run path has the old entries that begin with $ORIGIN, and then the folders\n"
    "of the libraries that the file needs, from the trees and --libs.  It is an error if a library is\n"
    "not found and --ignore-missing does not name it.  These files are not changed: files for another\n"
    "architecture, system or libc, static programs, object files, debug information, and files that\n"
    "are damaged or have no room for the new paths.\n"
    "\n"
    "If tree-patch has made a run path longer, use tree-patch --add-needed afterwards, and not\n"
    "patchelf --add-needed.  If the program is not position-independent, patchelf (seen with 0.14.3)\n"
    "moves the dynamic section into read-only memory, and the program crashes when it starts.\n"
    "\n"
    "The program reads every file before it changes one.  If there are errors, each is a line on\n"
    "stderr, and no file changes.  A later failure, such as a full disk, can leave some files\n"
    "patched and others not.  But each file is either patched or not, because a new file replaces it.\n"
    "\n"
    "The program prints errors, and the names of ELF files that are damaged or have no room.  With\n"
    "--verbose, it prints a line for every file that is patched or skipped, and then these lines:\n"
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

static void end_interrupted(void)
{
	die("interrupted; every file is either patched or unchanged");
}

static bool patch(char *const *paths, size_t count)
{
	struct error e = {0};
	struct string_list report = {0};
	if (!patch_rules_begin(&rules, paths, count, &e))
		error_die(&e);
	bool ok = patch_trees(&rules, paths, count, &report);
	for (size_t i = 0; i < report.count; i++)
		say("%s", report.items[i]);
	string_list_free(&report);
	if (interrupt_came())
		end_interrupted();
	patch_rules_free(&rules);
	return ok;
}

static bool print(const char *path, const struct patch_single *request, struct error *e)
{
	struct buffer lines = {0};
	bool ok = patch_single_read(path, request, &lines, e);
	fputs(buffer_string(&lines), stdout);
	buffer_free(&lines);
	return ok;
}

/* Does to each file what patchelf would; goes on after one that fails. */
static bool each_file(const struct patch_single *request, char *const *paths, size_t count)
{
	bool ok = true, prints = request->print_interpreter || request->print_run_path ||
				 request->print_needed || request->print_soname;
	for (size_t i = 0; i < count; i++) {
		struct error e = {0};
		if (interrupt_came())
			end_interrupted();
		if ((!prints || print(paths[i], request, &e)) && patch_single_edit(paths[i], request, &e))
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

/* What is between the two values of --replace-needed when they are one. */
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
	static struct patch_single request; /* to the end, with what it points to */
	request = make_request();
	struct string_list paths = {0};
	for (; argv[operand]; operand++)
		string_list_add(&paths, argv[operand]);
	const char *more = opt_paths ? opt_paths : "", *path;
	for (size_t len; path_list_next(&more, &path, &len);)
		if (len > 0)
			string_list_add_part(&paths, path, len);
	if (paths.count == 0)
		usage_error("no files or directories to patch");
	if (request.output && paths.count > 1)
		usage_error("option '--output' is for one file");
	interrupt_watch(end_interrupted);
	bool ok = single ? each_file(&request, paths.items, paths.count) : patch(paths.items, paths.count);
	string_list_free(&paths);
	return ok ? 0 : 1;
}
