/* How the project comes to depend on each package. */
#ifndef NPM_FLAGS_H
#define NPM_FLAGS_H

#include "npm/lock.h"

/* Fills the members dev, optional, dev_optional, peer and extraneous of L's nodes from
 * what depends on what, as arborist's calc-dep-flags.js does: `npm ci` does not believe
 * what the lockfile says of them (npm 10 to 12). */
void npm_flags(struct npm_lock *l);

#endif
