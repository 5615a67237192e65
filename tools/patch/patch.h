/* Patches trees in place.  Everything is looked at first, and when anything is
 * wrong all of it is said and no file changes.  What fails only later (a full
 * disk) leaves that file as it was, and others patched. */
#ifndef PATCH_PATCH_H
#define PATCH_PATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct patch_rules {
	const char *interpreter_path; /* directories, colon-separated */
	const char *map;              /* as interpreters_map takes it, and must have taken it already */
	const char *store;            /* "/nix/store" */
	bool update;                  /* interpreters in the store are looked up too */
	bool strict;                  /* an interpreter that is nowhere is an error */
	bool verbose;                 /* say what was changed and what was left */
};

/* Patches the scripts among PATHS, files and trees: executable ones, and those
 * that a package.json names in "bin".  False when it failed, which is then said
 * on stderr: a line for each file, in the order of their names. */
bool patch_trees(const struct patch_rules *rules, char *const *paths, size_t count);

#endif
