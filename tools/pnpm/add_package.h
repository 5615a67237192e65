/* From packages' sources to their places in a store. */
#ifndef PNPM_ADD_PACKAGE_H
#define PNPM_ADD_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/package_group.h"
#include "base/buffer.h"
#include "patch/package_patch.h"
#include "pnpm/store.h"

/* What a worker keeps from group to group. */
struct package_adder {
	struct package_group group;
	struct package_patcher patcher;
	struct store *store;
	/* The package that is being written, and its file that is being streamed. */
	struct package *package;
	struct content_file *file;
	int temp;
	char temp_name[32];
	struct hasher hasher;
	struct buffer manifest; /* package.json, when it is streamed */
};

/* Prepares the adder number WORKER, different for each that adds to S.  MEMORY
 * and MAX_UNPACKED: see struct package_group.  Packages are patched by RULES. */
void package_adder_init(struct package_adder *a, struct store *s, unsigned worker, size_t memory,
			unsigned long long max_unpacked, const struct package_rules *rules);

/* Stores the contents and index entries of COUNT packages, at most
 * PACKAGE_GROUP, whose ids are pnpm's.  Returns COUNT, or the index of the
 * first that failed, E then being about its id. */
size_t packages_add(struct package_adder *a, const struct package_source *sources, size_t count,
		    struct error *e);

void package_adder_free(struct package_adder *a);

#endif
