/* pnpm's patterns for names: "*" matches anything, "!" before takes out what came
 * before it (pnpm 9.15.9 to 11.28.11: @pnpm/matcher). */
#ifndef PNPM_PATTERNS_H
#define PNPM_PATTERNS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/effort.h"

struct pnpm_patterns {
	const char *const *texts;
	size_t count;
};

/* The texts of P as a JSON array, which the caller owns. */
json_t *pnpm_patterns_json(const struct pnpm_patterns *p);

/* Counts its steps, and is false when EFFORT is spent. */
bool pnpm_patterns_match(const struct pnpm_patterns *p, const char *name, struct effort *effort);

#endif
