#include "managers/trees.h"

#include "bun/tree.h"
#include "npm/tree.h"
#include "pnpm/tree.h"

const struct tree_manager *const tree_managers[] = {&bun_tree, &npm_tree, &pnpm_tree, NULL};
