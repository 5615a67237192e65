/* Keeps node_modules in a folder that somebody works in. */
#ifndef INSTALL_REFRESH_H
#define INSTALL_REFRESH_H

#include "install/install.h"

struct install_renewal {
	struct install_job job;
	/* The file in node_modules that the package manager writes when it installs; NULL: none. */
	const char *state;
	bool force; /* replace what something else has made, too */
};

/* Makes the node_modules of the importers, unless they are from R's deps already.  It replaces what an earlier run put
 * there, and nothing else.  If a package manager has installed since, or something is in the way that no run put there,
 * that is an error, unless R->force.  All packages are moved or none.  If the process is killed, or the notes cannot be
 * written, the next run repairs it.  False with E. */
bool install_refresh(const struct install_renewal *r, struct error *e);

#endif
