/* What to fetch for a package-lock.json. */
#ifndef NPM_SOURCES_H
#define NPM_SOURCES_H

#include "tree/manager.h"

/* As struct tree_manager has it. */
bool npm_sources(struct tree_sources *s, const struct tree_request *r, struct error *e);

#endif
