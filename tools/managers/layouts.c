#include "managers/layouts.h"

/* A row for each: the name of its struct store_layout. */
#define LAYOUTS(row) row(pnpm_v3) row(pnpm_v10) row(pnpm_v11) row(bun_cache)

#define DECLARE(name) extern const struct store_layout name;
#define ADDRESS(name) &name,

LAYOUTS(DECLARE)

const struct store_layout *const managers_layouts[] = {LAYOUTS(ADDRESS) NULL};
