/* Patches trees in place.  Everything is looked at first, and when anything is
 * wrong all of it is said and no file changes.  What fails only later (a full
 * disk) leaves that file as it was, and others patched. */
#ifndef PATCH_PATCH_H
#define PATCH_PATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "patch/elf_auto.h"

struct patch_rules {
	bool shebangs;                /* scripts are patched */
	const struct elf_rules *elf;  /* programs and libraries are patched like this; NULL: they are not */
	const char *interpreter_path; /* directories, colon-separated */
	const char *map;              /* as interpreters_map takes it, and must have taken it already */
	const char *store;            /* "/nix/store" */
	bool update;                  /* interpreters in the store are looked up too */
	bool strict;                  /* a file that is left for a reason of its own is an error */
	bool verbose;                 /* say what was changed and what was left */
};

/* Patches the files among PATHS, files and trees: scripts that are executable or
 * that a package.json names in "bin", and ELF files, executable or not, but not
 * under a name that says it is text.  False when it failed, which is then said
 * on stderr: a line for each file, in the order of their names. */
bool patch_trees(const struct patch_rules *rules, char *const *paths, size_t count);

#endif
