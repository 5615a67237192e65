/* What is to be patched, and how: what the options of all programs that patch say. */
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
	bool strict;                /* a file that is left for a reason of its own is an error */
	bool verbose;               /* say on stderr what was patched, and what was left and why */
	struct patch_auto elf_auto; /* of elf_rules */
	char *linker;               /* the dynamic linker, when no option gave it */
};

/* The rows of a program's option table that fill RULES, a static struct. */
/* clang-format off */
#define PATCH_RULES_OPTIONS(rules) \
    {"shebangs", NULL, \
     "Rewrite the interpreter lines of scripts before the package is added: of files that are\n" \
     "executable in it, and of those that a package.json in it names in \"bin\" or\n" \
     "\"directories.bin\" (see tree-patch --help).  --integrity is about the tarball as it came.", \
     NULL, &(rules).shebangs}, \
    {"interpreter-path", "DIRS", \
     "Where interpreters are looked up: absolute directories with colons between them\n" \
     "(default: $PATH).", \
     &(rules).interpreter_path, NULL}, \
    {"map", "NAME=PATH[:NAME=PATH...]", \
     "Interpreters that are elsewhere: a script for NAME gets PATH, whatever --interpreter-path\n" \
     "has.", \
     &(rules).map, NULL}, \
    {"elf", NULL, \
     "Give programs the dynamic linker, and programs and libraries a run path to the libraries\n" \
     "that they need.  What is in the package itself is named by $ORIGIN; entries that begin with\n" \
     "it stay.  Files for another architecture or libc, static programs and debug files are left.", \
     NULL, &(rules).elf}, \
    {"dynamic-linker", "FILE", \
     "What programs get, and in whose folder the libc is (default: what the file\n" \
     "$NIX_BINTOOLS/nix-support/dynamic-linker says).", \
     &(rules).elf_rules.dynamic_linker, NULL}, \
    {"libs", "PATHS", "Folders with libraries, and libraries.", &(rules).elf_rules.libs, NULL}, \
    {"runtime-dependencies", "DIRS", "Folders for the run path of every program.", \
     &(rules).elf_rules.runtime_dependencies, NULL}, \
    {"append-rpaths", "DIRS", "Folders for the end of every run path.", &(rules).elf_rules.append_rpaths, \
     NULL}, \
    {"ignore-missing", "PATTERNS", \
     "Libraries that need not be found, such as \"libcuda.so.*\" or \"*\".", \
     &(rules).elf_rules.ignore_missing, NULL}, \
    {"keep-libc", NULL, "Also look for libraries that the libc has.", NULL, \
     &(rules).elf_rules.keep_libc}, \
    {"strict", NULL, \
     "Fail when an interpreter is not found, or an ELF file is damaged or has no room; else such a\n" \
     "file is left as it is.", \
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
