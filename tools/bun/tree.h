/* node_modules as bun 1.2 to 1.4 lay it out, of bun.lock (lockfileVersion 0 to 3).
 *
 * A package's KEY in the list is NAME@VERSION, tarball:URL_OR_PATH, github:OWNER-REPO-SHA or
 * git:COMMIT, as cache-entry-creator has them.  Folders and tarballs of the project need
 * not be in the list. */
#ifndef BUN_TREE_H
#define BUN_TREE_H

#include "tree/manager.h"

extern const struct tree_manager bun_tree;

#endif
