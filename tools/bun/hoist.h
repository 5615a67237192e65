/* The hoisted layout: which folder of packages has what. */
#ifndef BUN_HOIST_H
#define BUN_HOIST_H

#include "base/pair_map.h"
#include "bun/filter.h"

/* A folder node_modules. */
struct bun_hoist_folder {
	size_t parent;        /* the folder that the package that has it is in; BUN_NONE: the root's */
	size_t dependency;    /* what that package is there for */
	size_t *dependencies; /* what is in it */
	size_t *folders;      /* the folders of these, or BUN_NONE */
	size_t count, capacity, folder_capacity;
};

/* Zero-initialise. */
struct bun_hoisting {
	struct bun_hoist_folder *folders; /* the root's first, then breadth first */
	size_t count, capacity;
	/* A folder and a name id, to the first index in the folder's dependencies; until bun_hoist_prune. */
	struct pair_map there;
};

/* Lays out the packages of G: all, to find what optional peers get, which is noted in G
 * (FILTER is NULL; what bun does when it has read a lockfile), or those that FILTER
 * wants.  NEAR_PEERS: a package is not taken further out than its peers, to where another version of one is (since
 * 1.4.4).  False with E when there is no way. */
bool bun_hoist(struct bun_hoisting *h, struct bun_graph *g, const struct bun_filter *filter, bool near_peers,
	       struct error *e);

/* Takes out of H, which has all, what nothing that FILTER wants leads to; the rest stays
 * where it is. */
void bun_hoist_prune(struct bun_hoisting *h, const struct bun_graph *g, const struct bun_filter *filter);

void bun_hoisting_free(struct bun_hoisting *h);

#endif
