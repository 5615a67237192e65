/* For isolate.c: all ways from the root to a package, as far as they differ in what
 * peers see. */
#ifndef BUN_ISOLATE_NODES_H
#define BUN_ISOLATE_NODES_H

#include "bun/isolate.h"

struct node_peer {
	size_t package, dependency;
	bool anywhere; /* no package on the way to the root has it */
};

struct node {
	size_t package, dependency, parent;
	/* What it depends on, as far as that was looked at. */
	size_t *dependencies, *packages;
	size_t dependency_count;
	/* The nodes of these, or what is there already in their place. */
	size_t *children;
	size_t child_count;
	/* The peers that it or what it depends on sees beyond it, by the packages' names. */
	struct node_peer *peers;
	size_t peer_count, peer_capacity;
};

/* Zero-initialise. */
struct nodes {
	struct node *nodes; /* the root first */
	size_t count, capacity;
	struct arena arena;
};

bool nodes_make(struct nodes *n, const struct graph *g, const struct filter *filter,
		const struct isolate_rules *rules, const char *path, struct error *e);

void nodes_free(struct nodes *n);

#endif
