/* How much work an input may cause, by its size.
 *
 * For work that grows faster than what asks for it, and of which real lockfiles ask little: whoever
 * does it counts its steps, and gives up with an error when they are too many.  A step is some ten
 * instructions. */
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
