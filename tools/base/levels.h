/* Work on a tree, level by level, on all cores: a job is one directory, and those
 * that are found in it are jobs of the next level. */
#ifndef BASE_LEVELS_H
#define BASE_LEVELS_H

#include <stdbool.h>
#include <stddef.h>

/* Jobs of one size, one after the other.  Zero-initialise except for SIZE. */
struct level {
	size_t size; /* of a job, in bytes */
	char *jobs;
	size_t count, capacity;
};

struct levels {
	void *context;
	size_t size;
	/* Does JOB and adds to BELOW what it found; on any thread, WORKER below POOL_MAX. */
	void (*work)(void *context, void *job, struct level *below, unsigned worker);
	/* Told of every job when its level is done, in their order; false: do no more.  May be NULL. */
	bool (*done)(void *context, void *job);
	void (*free)(void *job);
};

/* A new job in LEVEL, all zeros; valid until the next one. */
void *levels_add(struct level *level);

/* Does the job FIRST, which is copied, and the jobs that come of it.  False if DONE returned
 * false. */
bool levels_run(const struct levels *l, const void *first);

#endif
