/* bunfig.toml: its values, one after the other. */
#ifndef BUN_BUNFIG_H
#define BUN_BUNFIG_H

#include <stdbool.h>

#include "base/error.h"
#include "tree/manager.h"

/* PATH is the value's place, "install.scopes.@x.url"; TEXT is the value as it is written, a string without its
 * quotes; of an array "".  False with E ends the reading. */
typedef bool bun_bunfig_fn(void *context, const char *path, const char *text, bool is_string,
			   struct error *e);

/* Hands each value of the bunfig.toml in R's project to TAKE, in its order; without the file there are none.
 * This does not check the file, because bun does (1.2 to 1.4).  Text that is not TOML is skipped.
 * False with E, from TAKE or about the file. */
bool bun_bunfig_read(const struct tree_request *r, bun_bunfig_fn *take, void *context, struct error *e);

#endif
