/* Whether the package.json files of a project ask for what its pnpm-lock.yaml has. */
#ifndef PNPM_AGREE_H
#define PNPM_AGREE_H

#include "pnpm/graph.h"

/* Compares those of G's selected importers with its lockfile, as a frozen install does (pnpm 9 to 12); not where a
 * pnpmfile may have changed what they say.  False with E. */
bool pnpm_agrees(const struct pnpm_graph *g, struct error *e);

#endif
