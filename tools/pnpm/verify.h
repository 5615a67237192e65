/* Checking a pnpm store against its own index. */
#ifndef PNPM_VERIFY_H
#define PNPM_VERIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/faults.h"
#include "pnpm/store.h"

/* Checks the store of FORMAT in the directory ROOT: what the index says of
 * each file of each package is true of the file, whose name is the hash of its
 * contents; and there is nothing that no index entry names.  What pnpm keeps
 * for itself beside that (projects), and what a linked store has (links,
 * node_modules), is not looked at.  Adds what is
 * wrong to FAULTS, in an order that does not depend on threads, and the number
 * of index entries to *PACKAGES. */
void store_verify(const char *root, const struct store_format *format, struct faults *faults,
		  size_t *packages);

/* Whether ROOT has a store of FORMAT. */
bool store_is_in(const char *root, const struct store_format *format);

#endif
