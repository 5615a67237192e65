/* What pnpm 10 and later know a node_modules by that needs no install. */
#ifndef PNPM_WORKSPACE_STATE_H
#define PNPM_WORKSPACE_STATE_H

#include "pnpm/graph.h"

/* What node_modules/.pnpm-workspace-state-v1.json holds for a tree of G in its project: the packages of the
 * workspace and the settings that the tree was made with, of which every one has to be as `pnpm run` finds it with
 * verifyDepsBeforeRun, or it installs.  Its date is before all others, so that pnpm compares package.json
 * files and lockfiles by what is in them, and the same project gives the same bytes.  The caller owns it. */
json_t *pnpm_workspace_state(const struct pnpm_graph *g);

#endif
