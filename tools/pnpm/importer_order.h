/* In which order pnpm goes through the importers: of two that have a name to hoist, the
 * first one's package is hoisted. */
#ifndef PNPM_IMPORTER_ORDER_H
#define PNPM_IMPORTER_ORDER_H

#include "pnpm/graph.h"

struct pnpm_importer_order {
	const struct pnpm_importer **all;
	size_t count;
};

/* The selected importers of G: by their ids, but pnpm 9 to 11 begin with the
 * importers that a filter names; and pnpm 9 and 10 end with those that have an .npmrc, which
 * they read meanwhile (pnpm 10.33.0, 11.28.11: recursive).  pnpm_importer_order_free is due. */
struct pnpm_importer_order pnpm_order_importers(const struct pnpm_graph *g);

void pnpm_importer_order_free(struct pnpm_importer_order *order);

#endif
