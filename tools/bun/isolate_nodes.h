/* For isolate.c: all ways from the root to a package, as far as they differ in what
 * peers see. */
#ifndef BUN_ISOLATE_NODES_H
#define BUN_ISOLATE_NODES_H

#include "bun/isolate.h"

struct bun_node_peer {
	size_t package, dependency;
	bool anywhere; /* no package on the way to the root has it */
};

struct bun_node {
	size_t package, dependency, parent;
	/* What it depends on, as far as that was looked at. */
	size_t *packages;
	size_t package_count;
	/* The nodes of these, or what is there already in their place. */
	size_t *children;
	size_t child_count;
	/* The peers that it or what it depends on sees beyond it, by the packages' names. */
	struct bun_node_peer *peers;
	size_t peer_count, peer_capacity;
};

/* Zero-initialise. */
struct bun_nodes {
	struct bun_node *nodes; /* the root first */
	size_t count, capacity;
	struct arena arena;
};

/* Makes the nodes of what FILTER wants of G, for which optional peers were resolved by bun_hoist.  False with E when there would
 * be too many. */
bool bun_nodes_make(struct bun_nodes *n, const struct bun_graph *g, const struct bun_filter *filter,
		    const struct bun_isolate_rules *rules, struct error *e);

void bun_nodes_free(struct bun_nodes *n);

#endif
