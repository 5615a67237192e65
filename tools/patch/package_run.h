/* A list of packages: each is read, compared with its integrity, patched and taken, on
 * all cores. */
#ifndef PATCH_PACKAGE_RUN_H
#define PATCH_PACKAGE_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/package_group.h"
#include "patch/rules.h"

struct patch_run {
	const struct patch_rules *rules; /* they have begun */
	struct archive_rules reading;
	unsigned threads; /* at most POOL_MAX */
	bool hashed;      /* TAKE wants the SHA-512 of what is in memory */
	/* Takes the package P, on any thread; WORKER is below THREADS.  False with E. */
	bool (*take)(void *context, struct package *p, unsigned worker, struct error *e);
	void *context;
};

/* Takes the COUNT packages of SOURCES, whose ordinals are their places there; their order
 * there is changed.  The result must not depend on the order in which they are taken.
 * False with E, about the first package in the list that failed. */
bool patch_run_packages(const struct patch_run *run, struct package_source *sources, size_t count,
			struct error *e);

#endif
