/* bun's packuments: what it knows of a package's versions without asking
 * the registry, one file a package. */
#ifndef BUN_PACKUMENT_H
#define BUN_PACKUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "bun/lock.h"

struct bun_packument_format;

/* The format that bun VERSION ("1.3.14") reads, or NULL for a bun that is not
 * known: anything but 1.2.0 to 1.4.x. */
const struct bun_packument_format *bun_packument_format_of(const char *version);

/* Writes into the folder DIR (a descriptor) the packument, in FORMAT, of every npm
 * package in LOCK, each in a file of its own.  They have
 * the versions that the lockfile has, say what it says of them and never
 * expire.  Each is for the registry that the lockfile's URL of the highest
 * version is of, the default registry where it has none.  The tag "latest" is
 * the highest version that is not a prerelease, or the highest, if a workspace's
 * use of the tag does not say otherwise.  False with E. */
bool bun_packuments_write(const struct bun_lock *lock, const struct bun_packument_format *format, int dir,
			  struct error *e);

/* Makes the folder OUT with those of the lockfile LOCK (a path) for bun VERSION.
 * *VERSIONS: how many versions of packages they have.  False with E. */
bool bun_packuments_make(const char *out, const char *lock, const char *version, size_t *versions,
			 struct error *e);

#endif
