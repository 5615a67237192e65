/* What is in a tree and is not a package. */
#ifndef TREE_LINKS_H
#define TREE_LINKS_H

#include "tree/plan.h"

/* Makes the links, folders and files of P, which was checked, in the folder TREE,
 * where all packages are, and makes commands of the files that are to be ones; on THREADS
 * threads.  False with E. */
bool tree_make_links(const struct tree_plan *p, unsigned threads, int tree, struct error *e);

#endif
