/* Optional peers that packages have only because an importer lists them. */
#ifndef PNPM_LISTED_PEERS_H
#define PNPM_LISTED_PEERS_H

#include "pnpm/graph.h"

/* Marks (LISTED) those edges of G's packages that an install without devDependencies does not follow: an optional
 * peer of a package that is reached only from importers which list the peer themselves, and each that is among the
 * root's devDependencies.  What such an edge leads to is installed if something else needs it.  pnpm 11.28.0 and
 * 12.7.0 and later have it so, 11.27.1 and 12.6.0 do not (seen with pnpm install --prod; pnpm 11.28.11:
 * getPeerSatisfactionEdgesToSkip).
 *
 * Time is that of a walk through the packages for each such peer; false with E when that is more than base/effort.h
 * allows for the lockfile's size. */
bool pnpm_mark_listed_peers(struct pnpm_graph *g, struct error *e);

#endif
