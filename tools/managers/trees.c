#include "managers/trees.h"

#include "bun/tree.h"
#include "pnpm/tree.h"

const struct tree_manager *const tree_managers[] = {&bun_tree, &pnpm_tree, NULL};
