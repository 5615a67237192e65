/* Checking a pnpm store against its own index. */
#ifndef PNPM_VERIFY_H
#define PNPM_VERIFY_H

#include "store/layout.h"

/* Checks the store of LAYOUT, one of pnpm's, in the directory ROOT: what the index says of
 * each file of each package is true of the file, whose name is the hash of its
 * contents; and there is nothing that no index entry names.  What pnpm keeps
 * for itself beside that (projects), and what a linked store has (links,
 * node_modules), is not looked at. */
void pnpm_verify(const struct store_layout *layout, const char *root, struct string_list *faults,
		 size_t *packages);

/* Whether ROOT has a store of LAYOUT. */
bool pnpm_is_in(const struct store_layout *layout, const char *root);

/* What struct store_layout has for them. */
#define PNPM_VERIFY .is_in = pnpm_is_in, .verify = pnpm_verify

#endif
