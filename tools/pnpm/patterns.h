/* pnpm's patterns for names: "*" matches anything, "!" before takes out what came
 * before it (pnpm 9.15.9 to 11.28.11: @pnpm/matcher). */
#ifndef PNPM_PATTERNS_H
#define PNPM_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>

struct pnpm_patterns {
	const char *const *texts;
	size_t count;
};

bool pnpm_patterns_match(const struct pnpm_patterns *p, const char *name);

#endif
