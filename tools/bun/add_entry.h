/* From a package's source to its folder in a bun install cache. */
#ifndef BUN_ADD_ENTRY_H
#define BUN_ADD_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/contents.h"
#include "base/buffer.h"

struct entry_source {
	const char *name;      /* as entry_name takes it */
	const char *integrity; /* that the tarball must have, or NULL */
	const char *path;      /* a gzipped tarball or a folder */
	char *folder;          /* of the package, below the cache */
	char *alias;           /* another name for it in the same place; "": none */
};

/* What a worker keeps from package to package.  Zero-initialise. */
struct entry_adder {
	struct contents contents;
	struct buffer packed, unpacked;
	struct libdeflate_decompressor *decompressor;
	struct hash_value found; /* of the tarball, when there was an integrity to check */
	int dir, file;           /* the package's folder, and the file being streamed into it */
};

/* Makes the folder below CACHE, unless it is there already: regular files with
 * mode 0644, or 0755 where the source has an x bit, and for what is not an npm
 * package bun's note of what it is.  The alias becomes a symlink to it.  False
 * with E, about the name. */
bool entry_add(struct entry_adder *a, int cache, const struct entry_source *source,
	       unsigned long long max_unpacked, struct error *e);

void entry_adder_free(struct entry_adder *a);

#endif
