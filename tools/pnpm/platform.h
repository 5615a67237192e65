/* Whether an optional package can run where the tree is for. */
#ifndef PNPM_PLATFORM_H
#define PNPM_PLATFORM_H

#include "pnpm/graph.h"

/* False for one whose os, cpu or libc excludes the platform of R and those of the
 * setting supportedArchitectures, and for one that the list of R does not have (the
 * registry no longer has it either) or has as one whose install script failed, and for one whose "engines" exclude the Node.js of
 * S.  pnpm 11 and 12 also infer from its name what it does not say itself. */
bool pnpm_platform_takes(const struct pnpm_package *p, const struct pnpm_settings *s,
			 const struct tree_request *r);

/* The tarball or folder that the list of R has for P, or NULL. */
const char *pnpm_source_listed(const struct pnpm_package *p, const struct tree_request *r);

#endif
