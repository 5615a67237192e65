/* What pnpm notes of a node_modules, for its later commands. */
#ifndef PNPM_TREE_STATE_H
#define PNPM_TREE_STATE_H

#include "pnpm/graph.h"
#include "pnpm/hoist.h"

/* Adds .modules.yaml, .pnpm/lock.yaml and .pnpm-workspace-state-v1.json to PLAN, as the settings' pnpm writes them.
 * The plan's packages were looked at (pnpm/tree_bins.h). */
void pnpm_tree_state(struct tree_plan *plan, const struct pnpm_graph *g, const struct pnpm_hoisting *h);

#endif
