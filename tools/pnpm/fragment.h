/* Writing fragments that are pnpm stores. */
#ifndef PNPM_FRAGMENT_H
#define PNPM_FRAGMENT_H

#include "pnpm/store.h"

/* What struct store_layout calls by these names, for the stores of all pnpms. */
void pnpm_fragment_begin(struct store_fragment *f);
bool pnpm_fragment_key(struct store_fragment *f, struct package_source *s, const char *registry,
		       const char **again, struct error *e);
bool pnpm_fragment_open(struct store_fragment *f, struct error *e);
bool pnpm_fragment_add(struct store_fragment *f, struct package *p, unsigned worker, struct error *e);
bool pnpm_fragment_finish(struct store_fragment *f, struct error *e);
char *pnpm_fragment_where(const struct store_fragment *f, const struct package_source *s);
void pnpm_fragment_end(struct store_fragment *f);

/* What struct store_layout has for them; its details are a struct pnpm_format. */
/* clang-format off */
#define PNPM_FRAGMENTS \
    .program = "cafs-add", .hashed = true, \
    .begin = pnpm_fragment_begin, .key = pnpm_fragment_key, .open = pnpm_fragment_open, \
    .add = pnpm_fragment_add, .finish = pnpm_fragment_finish, .end = pnpm_fragment_end, \
    .where = pnpm_fragment_where, \
    .executable_suffix = PNPM_EXECUTABLE
/* clang-format on */

#endif
