/* What bun calls the folder of a package in its install cache. */
#ifndef BUN_ENTRY_NAME_H
#define BUN_ENTRY_NAME_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

/* A package's folder relative to the cache, and the name that older buns have
 * for it, in the same parent: empty where it is the same.  Zero-initialise. */
struct bun_name {
	struct buffer folder; /* bun 1.4 */
	struct buffer alias;  /* bun 1.2 and 1.3 */
};

/* NAME is one of
 *   NAME@VERSION             an npm package, by its own name: not by an alias
 *   tarball:URL              or the path that bun.lock has
 *   github:OWNER-REPO-SHA    as bun.lock has it
 *   git:COMMIT
 * INTEGRITY is what bun.lock has for it, or NULL.  REGISTRY is where an npm
 * package comes from when that is not the default registry, else NULL: an
 * http or https URL without credentials, as bunfig.toml or .npmrc has it, or
 * the host alone for https://HOST/.  (The names that bun 1.2.23, 1.3.14 and
 * 1.4.5 were seen to use.)  False with E, about NAME, for what is none of
 * these or no name for a folder. */
bool bun_name_make(struct bun_name *out, const char *name, const char *integrity, const char *registry,
		   struct error *e);

void bun_name_free(struct bun_name *n);

/* True when NAME, without the part before its last "/", is one that
 * bun_name_make gives, or that bun gives a patched package: below it is one
 * package and nothing else. */
bool bun_name_is(const char *name);

#endif
