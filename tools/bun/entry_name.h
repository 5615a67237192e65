/* What bun calls the folder of a package in its install cache. */
#ifndef BUN_ENTRY_NAME_H
#define BUN_ENTRY_NAME_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

/* Puts the folder's name, relative to the cache, into OUT.  NAME is one of
 *   NAME@VERSION             an npm package, by its own name: not by an alias
 *   tarball:URL              or the path that bun.lock has
 *   github:OWNER-REPO-SHA    as bun.lock has it
 *   git:COMMIT
 * REGISTRY is where an npm package comes from when that is not the default
 * registry, else NULL: a host, or a URL, which bun needs for hosts of more
 * than 32 characters.  (bun 1.2.23, 1.3.14, 1.4.5:
 * PackageManagerDirectories.)  False with E, about NAME, for what is none of
 * these or no name for a folder. */
bool entry_name(const char *name, const char *registry, struct buffer *out, struct error *e);

/* True when NAME, without what stands before its last "/", is one that
 * entry_name gives, or that bun gives a patched package: below it is one
 * package and nothing else. */
bool entry_name_is(const char *name);

#endif
