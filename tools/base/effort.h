/* How much work an input may cause, by its size.
 *
 * For work that can grow faster than the input, but does not with real lockfiles.  A function that
 * does such work counts its steps, and fails with an error when there are too many.  A step is
 * some ten instructions. */
#ifndef BASE_EFFORT_H
#define BASE_EFFORT_H

#include <stdbool.h>
#include <stddef.h>

#define EFFORT_LEAST (1ULL << 28) /* steps that any input may take: a second or two */
#define EFFORT_PER_BYTE 512ULL
#define EFFORT_MOST (1ULL << 32)

struct effort {
	unsigned long long made, limit;
};

/* What BYTES of input may take. */
static inline struct effort effort_for(size_t bytes)
{
	unsigned long long limit =
	    bytes < EFFORT_MOST / EFFORT_PER_BYTE ? EFFORT_LEAST + EFFORT_PER_BYTE * bytes : EFFORT_MOST;
	return (struct effort){0, limit < EFFORT_MOST ? limit : EFFORT_MOST};
}

static inline bool effort_is_spent(const struct effort *e)
{
	return e->made > e->limit;
}

#endif
