#include "managers/trees.h"

#include "bun/tree.h"
#include "npm/tree.h"
#include "pnpm/tree.h"

const struct tree_manager *const managers_trees[] = {&bun_tree, &npm_tree, &pnpm_tree, NULL};
