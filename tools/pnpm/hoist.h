/* Which packages pnpm links in the virtual store's node_modules, or in the project's,
 * in addition to where they were asked for. */
#ifndef PNPM_HOIST_H
#define PNPM_HOIST_H

#include "pnpm/graph.h"

struct pnpm_hoisted {
	const char *alias;
	const struct pnpm_package *package; /* NULL: a package of the workspace */
	const char *folder;                 /* that one's */
	bool public;                        /* in the project's own node_modules */
};

/* Zero-initialise. */
struct pnpm_hoisting {
	struct pnpm_hoisted *all;
	size_t count, capacity;
	struct effort effort; /* of matching names with patterns */
};

/* Finds them, one for each name: the importers' own dependencies go first, then what is
 * less deep in the graph, then what comes first by its folder (pnpm 10.33.0, 11.28.11:
 * getHoistedDependencies).  False with E when there are too many patterns and names. */
bool pnpm_hoist(const struct pnpm_graph *g, struct pnpm_hoisting *h, struct error *e);

void pnpm_hoisting_free(struct pnpm_hoisting *h);

#endif
