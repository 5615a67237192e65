/* Makes node_modules in a project: in a new one, as a build has it, or in a folder that somebody works in. */
#ifndef INSTALL_INSTALL_H
#define INSTALL_INSTALL_H

#include <stdbool.h>

#include "base/output.h"

struct install_job {
	const char
	    *deps; /* what node_modules is made from: a folder with `options`, or one that --linked made */
	const char *project; /* the real path of the project's folder */
	int dir;             /* its descriptor */
	output_builder
	    *make;     /* fills an output with the tree of DEPS; not called for one that --linked made */
	void *context; /* of MAKE */
};

/* True if --linked made the folder DEPS. */
bool install_is_linked(const char *deps);

/* Makes the node_modules of all importers, in place of those that they have.  All of that or nothing is done: they are made
 * beside the project's own and moved at the end.  An importer whose folder the project does not have is left out.
 * False with E. */
bool install_all(const struct install_job *j, struct error *e);

/* What install_scratch calls: the tree is in the folder NEW, whose path is PATH; what has to go may be moved into the folder OLD, another
 * path.  False with E. */
typedef bool install_placer(void *context, int new, const char *path, const char *old, struct error *e);

/* Makes the tree of J in a folder that is removed at the end, beside TARGET, and calls PLACE.  False with E. */
bool install_scratch(const struct install_job *j, const char *target, install_placer *place, void *context,
		     struct error *e);

#endif
