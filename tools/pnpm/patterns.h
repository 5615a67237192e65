/* pnpm's patterns for names: "*" matches anything, "!" before takes out what came
 * before it (pnpm 9.15.9 to 11.28.11: @pnpm/matcher). */
#ifndef PNPM_PATTERNS_H
#define PNPM_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/effort.h"

struct pnpm_patterns {
	const char *const *texts;
	size_t count;
};

/* Counts its steps, and is false when EFFORT is spent. */
bool pnpm_patterns_match(const struct pnpm_patterns *p, const char *name, struct effort *effort);

#endif
