/* node_modules as pnpm 9 to 12 lay it out, of pnpm-lock.yaml (lockfileVersion 9.0).
 *
 * A package's KEY in the list is its key in the lockfile's "packages"; a key of "snapshots" goes before it. */
#ifndef PNPM_TREE_H
#define PNPM_TREE_H

#include "tree/manager.h"

extern const struct tree_manager pnpm_tree;

#endif
