/* pnpm's patterns for names: "*" matches anything, "!" before takes out what came
 * before it (pnpm 9.15.9 to 11.28.11: @pnpm/matcher). */
#ifndef PNPM_PATTERNS_H
#define PNPM_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>

struct patterns {
	const char *const *texts;
	size_t count;
};

bool patterns_match(const struct patterns *p, const char *name);

#endif
