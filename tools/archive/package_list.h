/* A list of packages, worked off in groups by all cores. */
#ifndef ARCHIVE_PACKAGE_LIST_H
#define ARCHIVE_PACKAGE_LIST_H

#include "archive/package_group.h"

/* How many bytes of packed tarballs, and as many unpacked, each of THREADS workers may have in
 * memory, so that all together stay within the limit. */
size_t package_list_memory(unsigned threads);

/* Adds a group of COUNT neighbours of the list as WORKER, which is below
 * THREADS.  Returns COUNT, or the index of the first that failed, with E. */
typedef size_t package_adder_fn(void *context, const struct package_source *sources, size_t count,
				unsigned worker, struct error *e);

/* Calls ADD, on THREADS threads, for the COUNT packages in SOURCES, and changes their order
 * there.  The ordinal of each is its place in SOURCES before that.  The result must not depend on
 * who adds what.  False with E, about the first package in the list that failed. */
bool package_list_add(struct package_source *sources, size_t count, unsigned threads, package_adder_fn *add,
		      void *context, struct error *e);

#endif
