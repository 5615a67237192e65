/* The packages of a plan into their places. */
#ifndef TREE_UNPACK_H
#define TREE_UNPACK_H

#include <stdatomic.h>

#include "base/pool.h"
#include "tree/build.h"

struct tree_worker {
	struct arena arena; /* of what the manager's look keeps */
	struct buffer manifest;
};

/* Zero-initialise except for the first members. */
struct tree_unpacker {
	struct tree_plan *plan;
	const struct tree_manager *manager;
	const struct tree_options *options;
	int tree;    /* descriptor */
	bool stored; /* files are written as in Nix's store */
	/* The file system has refused to share bytes between files.  Writing a package
	 * again from memory then takes less time than copying its files. */
	atomic_bool cannot_share;
	struct tree_worker workers[POOL_MAX];
};

/* Reads every package that has a place, compares it with its integrity, patches it
 * and writes it into all of its places, on all threads; the manager has a look at
 * each.  In its second place and the later ones its files share their bytes with the
 * first's where the file system can (btrfs, XFS, bcachefs).  False with E, about the first package in the plan that failed. */
bool tree_unpack(struct tree_unpacker *u, struct error *e);

/* What the manager's look has kept goes, too. */
void tree_unpacker_free(struct tree_unpacker *u);

#endif
