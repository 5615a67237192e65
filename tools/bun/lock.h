/* What a bun.lock says of the npm packages in it. */
#ifndef BUN_LOCK_H
#define BUN_LOCK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/semver.h"

/* A name that a workspace has for a version, such as "next". */
struct bun_lock_tag {
	const char *package, *tag;
	const char *version; /* its text */
};

struct bun_lock_package {
	const char *name;
	struct semver_version version;
	const char *url;       /* of the tarball; empty: where the default registry has it */
	const char *integrity; /* may be empty */
	const json_t *info;    /* an object: dependencies, bin, os, … */
	size_t order;          /* by its place in the file */
};

/* Zero-initialise; owns everything that it points to. */
struct bun_lock {
	json_t *json;
	struct bun_lock_package *packages; /* by name, then version; each pair once */
	size_t count, capacity;
	struct bun_lock_tag *tags; /* by package, then tag; each pair once */
	size_t tag_count, tag_capacity;
	struct arena strings;
};

/* Reads the file PATH: JSON with comments and trailing commas, lockfileVersion
 * 0 to 3 (what bun 1.2.23 to 1.4.5 write).  False, with E about PATH, for
 * anything that is not what they write; L must be freed all the same. */
bool bun_lock_read(struct bun_lock *l, const char *path, struct error *e);

void bun_lock_free(struct bun_lock *l);

#endif
