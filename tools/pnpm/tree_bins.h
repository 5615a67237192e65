/* The .bin folders of a tree. */
#ifndef PNPM_TREE_BINS_H
#define PNPM_TREE_BINS_H

#include "pnpm/graph.h"
#include "pnpm/hoist.h"

/* The manager's look: notes the commands of a package and whether it has install scripts. */
void pnpm_package_look(struct tree_package *package, const char *manifest, size_t len,
		       const struct contents *c, struct arena *arena);

/* True when the package has install scripts, or an addon to compile, and did not come as a
 * folder, which is what scripts have made of one. */
bool pnpm_package_builds(const struct tree_package *package);

/* Adds the links of all .bin folders to PLAN.  TREE is the descriptor of the tree, which
 * has all packages.  False with E. */
bool pnpm_tree_bins(struct tree_plan *plan, const struct pnpm_graph *g, const struct pnpm_hoisting *h,
		    int tree, struct error *e);

#endif
