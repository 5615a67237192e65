/* Makes node_modules in a project: in a new one, as a build has it, or in a folder that somebody works in. */
#ifndef INSTALL_INSTALL_H
#define INSTALL_INSTALL_H

#include <stdbool.h>

#include "base/output.h"

struct install_job {
	/* What node_modules is made from: a folder with `options`, or one that --linked made. */
	const char *deps;
	const char *project; /* the real path of the project's folder */
	int dir;             /* its descriptor */
	/* Fills an output with the tree of DEPS; not called for one that --linked made. */
	output_builder *make;
	void *context; /* of MAKE */
};

/* True if --linked made the folder DEPS. */
bool install_is_linked(const char *deps);

/* Makes the node_modules of all importers, in place of those that they have: beside them, and all are moved at the end,
 * or none.  An importer whose folder the project does not have is left out.  False with E. */
bool install_all(const struct install_job *j, struct error *e);

/* What install_scratch calls.  The tree is in the folder NEW, a descriptor, whose path is PATH.  What has to go may be
 * moved into the folder with the path OLD.  False with E. */
typedef bool install_placer(void *context, int new, const char *path, const char *old, struct error *e);

/* Makes the tree of J in a folder that is removed at the end, beside TARGET, and calls PLACE.  False with E. */
bool install_scratch(const struct install_job *j, const char *target, install_placer *place, void *context,
		     struct error *e);

#endif
