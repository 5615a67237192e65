/* What to fetch for a pnpm-lock.yaml. */
#ifndef PNPM_SOURCES_H
#define PNPM_SOURCES_H

#include "tree/manager.h"

/* As struct tree_manager has it. */
bool pnpm_sources(struct tree_sources *s, const struct tree_request *r, struct error *e);

/* Likewise: those of pnpm-workspace.yaml. */
bool pnpm_registries(struct tree_registries *t, const struct tree_request *r, struct error *e);

#endif
