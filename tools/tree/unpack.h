/* The packages of a plan into their places. */
#ifndef TREE_UNPACK_H
#define TREE_UNPACK_H

#include "base/pool.h"
#include "tree/build.h"

struct tree_worker {
	struct arena arena; /* of what the manager's look keeps */
	struct buffer manifest;
};

/* Zero-initialise but for the first members. */
struct tree_unpacker {
	struct tree_plan *plan;
	const struct tree_manager *manager;
	const struct tree_options *options;
	int tree; /* descriptor */
	struct tree_worker workers[POOL_MAX];
};

/* Reads every package that has a place, compares it with its integrity, patches it
 * and writes it into all of its places, on all threads; the manager has a look at
 * each.  False with E, about the first package in the plan that failed. */
bool tree_unpack(struct tree_unpacker *u, struct error *e);

/* What the manager's look has kept goes, too. */
void tree_unpacker_free(struct tree_unpacker *u);

#endif
