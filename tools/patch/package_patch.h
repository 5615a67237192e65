/* Patching packages before they are hashed or placed, so that what is said of
 * them is true of what is stored.
 *
 * Of a package that is streamed, ELF files are in memory all the same: all of
 * one package's at a time, and those that were patched until it is written. */
#ifndef PATCH_PACKAGE_PATCH_H
#define PATCH_PACKAGE_PATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/package_group.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "base/string_map.h"
#include "patch/elf_file.h"
#include "patch/interpreters.h"
#include "patch/shebang.h"

/* What is to be patched, and how: tree-patch's options of these names. */
struct package_rules {
	bool shebangs, elf, strict;
	const char *interpreter_path, *map;
	struct elf_rules elf_rules;
	bool verbose;             /* say on stderr what was patched, and what was left and why */
	struct elf_auto elf_auto; /* of elf_rules */
};

/* The rows of a program's option table that fill RULES, a static struct. */
/* clang-format off */
#define PACKAGE_RULES_OPTIONS(rules) \
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
    {"libs", "PATHS", "Folders and files that are looked for libraries.", &(rules).elf_rules.libs, NULL}, \
    {"runtime-dependencies", "DIRS", "Folders for the run path of every program.", \
     &(rules).elf_rules.runtime_dependencies, NULL}, \
    {"append-rpaths", "DIRS", "Folders for the end of every run path.", &(rules).elf_rules.append_rpaths, \
     NULL}, \
    {"ignore-missing", "PATTERNS", \
     "Libraries that need not be found, such as \"libcuda.so.*\" or \"*\".", \
     &(rules).elf_rules.ignore_missing, NULL}, \
    {"keep-libc", NULL, "Look for libraries that the libc has as well, too.", NULL, \
     &(rules).elf_rules.keep_libc}, \
    {"strict", NULL, \
     "Fail when an interpreter is nowhere, or an ELF file is damaged or has no room; else such a\n" \
     "file is left as it is.", \
     NULL, &(rules).strict}
/* clang-format on */

/* Gives RULES, as the options left them, their defaults, and reads what they
 * name; ends the program when they make no sense.  package_rules_free is due. */
void package_rules_begin(struct package_rules *rules);
void package_rules_free(struct package_rules *rules);

/* What a worker keeps from package to package. */
struct package_patcher {
	const struct package_rules *rules;
	struct interpreters interpreters;
	struct shebang_rules shebang_rules;
	struct package_group *group;
	/* Of the package that is being looked at. */
	struct package *package;
	struct contents *contents; /* its */
	struct arena texts;
	struct string_map bins;       /* paths that a package.json names in "bin" */
	struct string_map libraries;  /* that can be linked with: names to indexes in candidates */
	struct candidate *candidates; /* files that may have to be patched */
	size_t count, capacity;
	/* Of the file that is being streamed. */
	size_t current;
	struct buffer start; /* what it begins with */
	unsigned char *elf;  /* all of it, when it is an ELF file; else NULL */
	size_t elf_len;
};

/* RULES must last as long as P; package_patcher_free is due. */
void package_patcher_init(struct package_patcher *p, const struct package_rules *rules);

/* Patches the first COUNT packages of the group G, which was read.  Returns
 * COUNT, or the index of the first that cannot be patched, E then being about
 * its id and naming all files in it that are why. */
size_t packages_patch(struct package_patcher *p, struct package_group *g, size_t count, struct error *e);

void package_patcher_free(struct package_patcher *p);

#endif
