/* node_modules as a plan has it, from what hoist or isolate found. */
#ifndef BUN_LAYOUT_H
#define BUN_LAYOUT_H

#include "bun/filter.h"
#include "bun/hoist.h"
#include "bun/isolate.h"
#include "bun/settings.h"
#include "tree/manager.h"

struct bun_layout {
	struct tree_plan *plan;
	const struct tree_request *request;
	struct bun_settings settings;
	struct bun_graph graph;
	struct bun_filter filter;
	bool *missing, *absent, *importers, *reached; /* of the filter */
	size_t *planned;                              /* by packages: its index in the plan, or BUN_NONE */
	bool isolated;
	struct bun_hoisting hoist; /* at first of all packages, in any case */
	struct bun_isolation isolate;
	/* The paths of hoist's folders, or of the folders node_modules of isolate's
	 * entries; in the plan's arena. */
	const char **folders;
};

/* What package P is called in the list: NAME@VERSION, tarball:URL_OR_PATH, github:TAG or
 * git:COMMIT, as cache-entry-creator has them; NULL for what is part of the project.  In
 * ARENA. */
const char *bun_layout_key(struct arena *arena, const struct bun_package *p);

/* The path of the patch that LOCK, a bun.lock, has for P, or NULL.  ARENA is for its work. */
const char *bun_layout_patch(struct arena *arena, const json_t *lock, const struct bun_package *p);

/* Adds all packages and links to the plan.  False with E. */
bool bun_layout_hoisted(struct bun_layout *l, struct error *e);
bool bun_layout_isolated(struct bun_layout *l, struct error *e);

/* The package PACKAGE, of kinds that are unpacked, has the place PATH. */
bool bun_layout_place(struct bun_layout *l, size_t package, const char *path, struct error *e);

/* Adds the bins, all packages being in the folder of descriptor TREE. */
void bun_layout_bins(struct bun_layout *l, int tree);

#endif
