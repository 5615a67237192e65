/* What to patch, and how: the options that all programs which patch have. */
#ifndef PATCH_RULES_H
#define PATCH_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "patch/auto.h"

/* Filled by options, then by patch_rules_begin. */
struct patch_rules {
	bool shebangs, elf;           /* scripts are patched; programs and libraries are */
	const char *interpreter_path; /* directories, colon-separated */
	const char *map;              /* as patch_interpreters_map takes it */
	const char *store;            /* "/nix/store" */
	bool update;                  /* interpreters in the store are looked up, too */
	struct patch_elf_rules elf_rules;
	bool strict;                /* a file that cannot be patched is an error */
	bool verbose;               /* say on stderr what was patched, and what was not and why */
	struct patch_auto elf_auto; /* of elf_rules */
	char *linker;               /* the dynamic linker, when no option gave it */
};

/* The rows of a program's option table that fill RULES, a static struct. */
/* clang-format off */
#define PATCH_RULES_OPTIONS(rules) \
    {"shebangs", NULL, \
     "Patch the first lines of scripts before the package is added (see tree-patch --help).\n" \
     "Scripts are executable files, and files that a package.json in the package names in \"bin\"\n" \
     "or \"directories.bin\".  An integrity is always that of the tarball without patches.", \
     NULL, &(rules).shebangs}, \
    {"interpreter-path", "DIRS", \
     "Where to find interpreters: absolute directories, with colons between them\n" \
     "(default: $PATH).", \
     &(rules).interpreter_path, NULL}, \
    {"map", "NAME=PATH[:NAME=PATH...]", \
     "Other interpreters: a script for NAME gets PATH, even if --interpreter-path has NAME.", \
     &(rules).map, NULL}, \
    {"elf", NULL, \
     "Give programs the dynamic linker, and programs and libraries a run path to the libraries\n" \
     "that they need.  Run path entries for folders of the package begin with $ORIGIN.  Old entries\n" \
     "that begin with $ORIGIN are kept.  Files for another architecture or libc, static programs\n" \
     "and debug files are not changed.", \
     NULL, &(rules).elf}, \
    {"dynamic-linker", "FILE", \
     "The dynamic linker for programs.  The libc is in the same folder (default: the path in the\n" \
     "file $NIX_BINTOOLS/nix-support/dynamic-linker).", \
     &(rules).elf_rules.dynamic_linker, NULL}, \
    {"libs", "PATHS", "Libraries, and folders with libraries.", &(rules).elf_rules.libs, NULL}, \
    {"runtime-dependencies", "DIRS", "Folders to add to the run path of every program.", \
     &(rules).elf_rules.runtime_dependencies, NULL}, \
    {"append-rpaths", "DIRS", "Folders to add at the end of every run path.", &(rules).elf_rules.append_rpaths, \
     NULL}, \
    {"ignore-missing", "PATTERNS", \
     "Libraries that can be missing, such as \"libcuda.so.*\" or \"*\".", \
     &(rules).elf_rules.ignore_missing, NULL}, \
    {"keep-libc", NULL, "Also look for libraries that come with the libc.", NULL, \
     &(rules).elf_rules.keep_libc}, \
    {"strict", NULL, \
     "Fail if an interpreter is not found, or if an ELF file is damaged or has no room for the new\n" \
     "paths.  Without this option, such a file is not changed.", \
     NULL, &(rules).strict}
/* clang-format on */

/* What is wrong with the options that filled RULES, from malloc; NULL: nothing. */
char *patch_rules_fault(const struct patch_rules *rules);

/* Gives RULES, which have no fault, their defaults, reads the dynamic linker and
 * finds the libraries: those in the COUNT trees PATHS first.  False with E;
 * patch_rules_free is due in either case. */
bool patch_rules_begin(struct patch_rules *rules, char *const *paths, size_t count, struct error *e);
void patch_rules_free(struct patch_rules *rules);

#endif
