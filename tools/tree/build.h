/* From a plan to the tree. */
#ifndef TREE_BUILD_H
#define TREE_BUILD_H

#include "base/output.h"
#include "patch/package_patch.h"
#include "tree/manager.h"

struct tree_options {
	unsigned threads;
	unsigned long long max_unpacked; /* what one tarball may unpack to */
	const struct package_rules *rules;
};

/* Makes in the empty folder TREE what MANAGER plans for R: each package is read,
 * checked and patched once, on all threads.  False with E. */
bool tree_build(const struct tree_manager *manager, const struct tree_request *r,
		const struct tree_options *options, int tree, struct error *e);

#endif
