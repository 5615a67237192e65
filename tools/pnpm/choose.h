/* Which packages of a lockfile a tree has. */
#ifndef PNPM_CHOOSE_H
#define PNPM_CHOOSE_H

#include "pnpm/graph.h"

/* Notes in G's importers and packages which are selected, reached and installed.  False with E about an importer of
 * the request that the lockfile does not have. */
bool pnpm_choose(struct pnpm_graph *g, struct error *e);

#endif
