/* Names and files of the commands that a package.json has, as npm-normalize-package-bin
 * makes them safe. */
#ifndef TREE_BIN_NAMES_H
#define TREE_BIN_NAMES_H

#include "tree/plan.h"

/* NAME without the folders before it ("/", "\" and ":" end one); "" for none. */
const char *tree_bin_name(const char *name);

/* PATH in a package, with "." and ".." taken out; "" for the package itself.  In the
 * plan's arena. */
const char *tree_bin_path(struct tree_plan *plan, const char *path);

#endif
