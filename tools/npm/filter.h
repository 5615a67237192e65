/* Which packages of a package-lock.json npm installs. */
#ifndef NPM_FILTER_H
#define NPM_FILTER_H

#include "npm/lock.h"

/* Notes in L's nodes where their packages are, and leaves out what npm 10 to 12 leave
 * out: what the request omits; what is outside the chosen workspaces; optional packages
 * that do not run on the platform or with the request's Node.js, or that the list does not
 * have, and what only they need.  What "engines" wants of npm is taken as met.  False with
 * E, about a package that is needed and missing. */
bool npm_filter(struct npm_lock *l, struct error *e);

#endif
