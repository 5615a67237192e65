/* The registries that packages without an address come from. */
#ifndef TREE_REGISTRIES_H
#define TREE_REGISTRIES_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/string_map.h"

struct tree_request;

/* By their scopes, "@scope", or "" for the default registry.  Zero-initialise; tree_registries_free
 * ends it. */
struct tree_registries {
	struct string_map given, settings; /* to URLs; what is given counts more */
	struct arena arena;
};

/* Adds COUNT registries "URL", the default, or "@scope=URL", which must outlive T.  The last of a scope counts. */
void tree_registries_give(struct tree_registries *t, const char *const *registries, size_t count);

/* True when there are none. */
bool tree_registries_none(const struct tree_registries *t);

/* Adds the registries of .npmrc and of the manager's own settings in R's project.  False with E. */
bool tree_registries_read(struct tree_registries *t, const struct tree_request *r, struct error *e);

/* Adds the registry URL of SCOPE, which the settings file FILE names; an account in the address is left out.
 * A later one counts more; one of a scope that is given is not looked at.  False with E when URL is not an address, or has an
 * environment variable. */
bool tree_registries_add(struct tree_registries *t, const char *file, const char *scope, const char *url,
			 struct error *e);

/* The registry of the scope that is the LEN first characters of NAME (0: the default), or NULL. */
const char *tree_registries_find(const struct tree_registries *t, const char *name, size_t len);

/* Where its registry has the tarball of the package NAME in this VERSION.  In ARENA. */
const char *tree_registries_url(const struct tree_registries *t, struct arena *arena, const char *name,
				const char *version);

void tree_registries_free(struct tree_registries *t);

#endif
