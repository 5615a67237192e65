/* From a plan to the tree. */
#ifndef TREE_BUILD_H
#define TREE_BUILD_H

#include "base/output.h"
#include "patch/rules.h"
#include "tree/manager.h"

struct tree_options {
	unsigned threads;
	unsigned long long max_unpacked; /* what one tarball may unpack to */
	const struct patch_rules *rules;
	bool linked; /* the tree is in OUT/tree, and OUT/project is what a project with links into it has */
};

/* Makes in the empty folder OUT what R's manager plans: each package is read, checked and
 * patched once, on all threads.  False with E. */
bool tree_build(const struct tree_request *r, const struct tree_options *options, const struct output *out,
		struct error *e);

#endif
