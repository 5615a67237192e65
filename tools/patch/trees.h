/* Patches trees.  All files are read first.  When anything is wrong, all faults are
 * reported and no file changes.  A failure after that (a full disk) leaves that file as
 * it was, and others patched. */
#ifndef PATCH_TREES_H
#define PATCH_TREES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/string_list.h"
#include "patch/rules.h"

/* Patches the files among PATHS, files and trees, by RULES, which have begun with
 * them: scripts that are executable or that a package.json names in "bin", and ELF
 * files, executable or not, but not under a name that says it is text.  Adds to REPORT
 * a line for each file that has to be told of, in the order of their names.  False when
 * it failed, and after a signal: each file is either patched or unchanged then. */
bool patch_trees(const struct patch_rules *rules, char *const *paths, size_t count,
		 struct string_list *report);

#endif
