/* Names of the commands that a package.json has, as npm-normalize-package-bin makes them safe. */
#ifndef TREE_BIN_NAMES_H
#define TREE_BIN_NAMES_H

/* NAME without the folders before it ("/", "\" and ":" end one); "" for none. */
const char *tree_bin_name(const char *name);

#endif
