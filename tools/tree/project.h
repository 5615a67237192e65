/* A project whose node_modules is links into a tree that is elsewhere. */
#ifndef TREE_PROJECT_H
#define TREE_PROJECT_H

#include "tree/manager.h"

/* Fills Q with what a project is to have when the tree of P, which is complete, is at
 * the absolute path TREE: node_modules with links into TREE, and as packages of its own
 * those that depend on a folder of the project, which only a package within the project
 * finds, those that R says a build writes into, and those that depend on these.  The
 * sources of such packages are their places below BUILT, where the tree is now.  Strings
 * are in Q's arena or P's.
 *
 * What a package depends on is seen by the links beside it; where a layout has none,
 * tree_package.local says it. */
void tree_project(struct tree_plan *q, const struct tree_plan *p, const struct tree_request *r,
		  const char *tree, const char *built);

/* True when R says that a build writes into the package at PATH, which is in a node_modules. */
bool tree_is_writable(const struct tree_request *r, const char *path);

#endif
