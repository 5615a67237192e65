/* A package as a patch of the project makes it. */
#ifndef DIFF_APPLY_H
#define DIFF_APPLY_H

#include <stdbool.h>

#include "archive/package_group.h"

/* Applies the patch of P's source, if it has one, to P, which was read.  As with pnpm 10.33 and 11.28 and bun 1.3 and
 * 1.4, a new file takes the place of one that is there, and the contents of a deleted one do not matter.  Memory is
 * that of the patch, and six times that of the files that it changes, which have 256 MB at most.  False with E, about
 * the package, when it does not apply. */
bool diff_apply(struct package *p, struct error *e);

#endif
