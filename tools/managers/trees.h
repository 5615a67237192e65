/* All managers whose node_modules can be made of their lockfiles. */
#ifndef MANAGERS_TREES_H
#define MANAGERS_TREES_H

#include "tree/manager.h"

/* Ends with NULL. */
extern const struct tree_manager *const managers_trees[];

#endif
