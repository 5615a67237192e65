/* A folder of everything that makes a tree except the project, so that it can be made later with
 * no more than that: the lockfile, the list, and options. */
#ifndef TREE_PACK_H
#define TREE_PACK_H

#include "base/options.h"
#include "tree/manager.h"

/* Writes into the folder DIR the lockfile of R, and those of OPTIONS that are
 * given and whose names are not in EXCEPT, which ends with NULL.  False with E. */
bool tree_pack(int dir, const struct tree_request *r, const struct option_def *options,
	       const char *const *except, struct error *e);

/* Writes into the folder DIR the list of R.  False with E. */
bool tree_pack_list(int dir, const struct tree_request *r, struct error *e);

/* Puts after `--deps DIR` in *ARGV, if it is there, the options of that folder; both stay
 * allocated.  False with E. */
bool tree_pack_options(int *argc, char ***argv, struct error *e);

#endif
