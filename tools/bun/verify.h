/* Checking a bun install cache. */
#ifndef BUN_VERIFY_H
#define BUN_VERIFY_H

#include "store/layout.h"

/* Checks the cache in the directory ROOT.  It has no index; what can be said
 * is that each package's folder leads somewhere, holds files, and nothing but
 * files and folders (bun 1.4.5 installs a folder of symlinks to files as an
 * empty package), that a packument is one, and that nothing else is there but
 * bun's own clones of repositories.  Adds what is wrong to FAULTS, and the
 * number of packages and packuments to *PACKAGES. */
void bun_cache_verify(const struct store_layout *layout, const char *root, struct string_list *faults,
		      size_t *packages);

/* Whether ROOT is empty, as the cache of no packages is, or has something of a cache. */
bool bun_cache_is_in(const struct store_layout *layout, const char *root);

#endif
