/* node_modules as a plan has it, from what hoist or isolate found. */
#ifndef BUN_LAYOUT_H
#define BUN_LAYOUT_H

#include "bun/filter.h"
#include "bun/hoist.h"
#include "bun/isolate.h"
#include "bun/settings.h"
#include "tree/manager.h"

struct layout {
	struct tree_plan *plan;
	const struct tree_request *request;
	struct settings settings;
	struct graph graph;
	struct filter filter;
	bool *missing, *importers; /* of the filter */
	size_t *planned;           /* by packages: its index in the plan, or GRAPH_NONE */
	bool isolated;
	struct hoist hoist; /* at first of all packages, in any case */
	struct isolate isolate;
	/* The paths of hoist's folders, or of the folders node_modules of isolate's
	 * entries; in the plan's arena. */
	const char **folders;
};

/* What package P is called in the list: NAME@VERSION, tarball:URL_OR_PATH, github:TAG or
 * git:COMMIT, as cache-entry-creator has them; NULL for what is part of the project.  In
 * the plan's arena. */
const char *layout_key(struct tree_plan *plan, const struct graph_package *p);

/* Adds all packages and links to the plan.  False with E. */
bool layout_hoisted(struct layout *l, struct error *e);
bool layout_isolated(struct layout *l, struct error *e);

/* The package PACKAGE, of kinds that are unpacked, has the place PATH. */
bool layout_place(struct layout *l, size_t package, const char *path, struct error *e);

/* Adds the bins, all packages being in the folder of descriptor TREE. */
void layout_bins(struct layout *l, int tree);

#endif
