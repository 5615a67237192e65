/* The commands in node_modules/.bin. */
#ifndef NPM_BINS_H
#define NPM_BINS_H

#include "npm/lock.h"

/* Adds to P the commands of L's nodes as npm 10 to 12 link them; all packages are in
 * the folder of descriptor TREE by now. */
void npm_bins(struct tree_plan *p, const struct npm_lock *l, int tree);

#endif
