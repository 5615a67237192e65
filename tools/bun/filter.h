/* Which dependencies of a lockfile a tree has. */
#ifndef BUN_FILTER_H
#define BUN_FILTER_H

#include "bun/graph.h"
#include "tree/manager.h"

struct bun_filter {
	const struct bun_graph *graph;
	struct tree_platform platform;
	/* An optional peer that is a dependency of another kind, too, is that alone (since 1.4.4). */
	bool one_group;
	bool by_libc;                      /* whether a package's "libc" counts (since bun 1.4.4) */
	bool no_dev, no_optional, no_peer; /* these groups are left out */
	/* By packages: what bun_filter_reach found, or NULL.  With one_group and no_dev, an optional peer
	 * that is a devDependency, too, is what others bring along (1.4.4). */
	const bool *reached;
	/* By packages: is left out though the platform is right. */
	const bool *missing;
	/* By packages: a workspace that the lockfile has, and the project does not. */
	const bool *absent;
	/* By packages: a workspace (or the root) that was asked for.  NULL: all. */
	const bool *importers;
};

/* True when INFO, of a package, names this platform or none ("none" is what bun writes for names that it does not
 * know). */
bool bun_filter_platform(const struct bun_filter *f, const json_t *info);

/* True when the tree has the dependency DEPENDENCY of the package OWNER, or it is an
 * optional peer that has no package (isFilteredDependencyOrWorkspace of bun 1.2.23 to
 * 1.4.5). */
bool bun_filter_wants(const struct bun_filter *f, size_t owner, size_t dependency);

/* By packages: true where what FILTER, which has no "reached", wants of the project leads to.  The
 * caller frees it. */
bool *bun_filter_reach(const struct bun_filter *filter);

#endif
