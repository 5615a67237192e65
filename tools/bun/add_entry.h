/* From packages' sources to their folders in a bun install cache. */
#ifndef BUN_ADD_ENTRY_H
#define BUN_ADD_ENTRY_H

#include <stddef.h>

#include "archive/package_group.h"
#include "bun/entry_name.h"
#include "patch/package_patch.h"

/* What a worker keeps from group to group. */
struct entry_adder {
	struct package_group group;
	struct package_patcher patcher;
	int cache;                      /* descriptor */
	const struct entry_name *names; /* by the ordinals of the sources */
};

/* Prepares A for adding to the cache of descriptor CACHE.  NAMES: what
 * entry_name gave for each source's ordinal.  MEMORY and MAX_UNPACKED: see
 * struct package_group.  Packages are patched by RULES. */
void entry_adder_init(struct entry_adder *a, int cache, const struct entry_name *names, size_t memory,
		      unsigned long long max_unpacked, const struct package_rules *rules);

/* Makes the folders of COUNT packages, at most PACKAGE_GROUP, below the cache,
 * but for those that another package makes: regular files with mode 0644, or 0755 where
 * the source has an x bit, and for what is not an npm package bun's note of
 * what it is.  Older buns' name becomes a symlink to it.  SOURCES have the
 * names that entry_name takes.  Returns COUNT, or the index of the first that
 * failed, E then being about its name. */
size_t entries_add(struct entry_adder *a, const struct package_source *sources, size_t count,
		   struct error *e);

void entry_adder_free(struct entry_adder *a);

#endif
