/* What to fetch for a bun.lock. */
#ifndef BUN_SOURCES_H
#define BUN_SOURCES_H

#include "tree/manager.h"

/* As struct tree_manager has it. */
bool bun_sources(struct tree_sources *s, const struct tree_request *r, struct error *e);

/* Likewise: those of bunfig.toml. */
bool bun_registries(struct tree_registries *t, const struct tree_request *r, struct error *e);

#endif
