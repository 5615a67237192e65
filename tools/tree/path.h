/* Paths of a project, of its tree and of packages, as texts. */
#ifndef TREE_PATH_H
#define TREE_PATH_H

#include "base/arena.h"

/* FOLDER "/" PATH with "." and ".." resolved, in ARENA: "" is the folder that both are relative to, and what is
 * outside of it begins with "../".  An absolute PATH stays absolute. */
const char *tree_join(struct arena *arena, const char *folder, const char *path);

/* PATH in a package, which it cannot leave, with "." and ".." taken out; "" for the package itself.  In ARENA. */
const char *tree_inner_path(struct arena *arena, const char *path);

/* The name of the command NAME of a package.json, as npm-normalize-package-bin makes it safe: without the folders
 * before it ("/", "\" and ":" end one); "" for none. */
const char *tree_bin_name(const char *name);

#endif
