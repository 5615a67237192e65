/* node_modules as npm 10 to 12 make it from package-lock.json. */
#ifndef NPM_TREE_H
#define NPM_TREE_H

#include "tree/manager.h"

extern const struct tree_manager npm_tree;

#endif
