/* Whether the package.json files of a project ask for what its bun.lock has. */
#ifndef BUN_AGREE_H
#define BUN_AGREE_H

#include "bun/graph.h"
#include "tree/manager.h"

/* Compares those of R's project with the lockfile G, as a frozen install does (bun 1.2 to 1.4).  False with E. */
bool bun_agrees(const struct tree_request *r, const struct bun_graph *g, struct error *e);

#endif
