/* Whether the package.json files of a project ask for what its package-lock.json has. */
#ifndef NPM_AGREE_H
#define NPM_AGREE_H

#include <jansson.h>

#include "tree/manager.h"

/* Compares those of R's project with PACKAGES of its lockfile, as `npm ci` does (npm 10 to 12): another range is fine
 * as long as the version in the lockfile is in it, and so is what package.json no longer has.  True when R has no
 * project.  False with E. */
bool npm_agrees(const json_t *packages, const struct tree_request *r, struct error *e);

#endif
