/* What pnpm notes of a node_modules, for its later commands. */
#ifndef PNPM_TREE_STATE_H
#define PNPM_TREE_STATE_H

#include "pnpm/graph.h"
#include "pnpm/hoist.h"

/* Adds to PLAN .modules.yaml, .pnpm/lock.yaml and .pnpm-workspace-state-v1.json as the
 * settings' pnpm writes them.  False with E. */
bool pnpm_tree_state(struct tree_plan *plan, const struct pnpm_graph *g, const struct pnpm_hoisting *h,
		     struct error *e);

#endif
