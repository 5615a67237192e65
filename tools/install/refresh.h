/* Keeps node_modules in a folder that somebody works in. */
#ifndef INSTALL_REFRESH_H
#define INSTALL_REFRESH_H

#include "install/install.h"

struct install_renewal {
	struct install_job job;
	const char *
	    state; /* the file in node_modules that the package manager writes when it installs; NULL: none */
	bool force; /* replace what something else has made, too */
};

/* Makes the node_modules of the importers unless they are from R's deps already.  What an earlier run put there is
 * replaced, and nothing else: when a package manager has installed since, or something is in the way that no run put
 * there, that is an error, unless R->force.  All packages are moved or none; where notes could not be written, or the process was killed, the next run makes it good.
 * False with E. */
bool install_refresh(const struct install_renewal *r, struct error *e);

#endif
