/* What a project's settings say of its node_modules: pnpm-workspace.yaml (pnpm 10 to
 * 12), package.json's "pnpm" (to 11) and .npmrc (9 and 10). */
#ifndef PNPM_SETTINGS_H
#define PNPM_SETTINGS_H

#include <jansson.h>

#include "base/semver.h"
#include "pnpm/dep_path.h"
#include "pnpm/patterns.h"
#include "tree/manager.h"

struct pnpm_settings {
	const char *version; /* pnpm's, such as "11.28.11" */
	unsigned major;
	bool late_eleven;             /* pnpm 11.28.11 and 12.21.0, not yet 11.22.0 */
	bool drops_listed_peers;      /* see pnpm/listed_peers.h */
	enum pnpm_naming naming;      /* of folders in the virtual store */
	bool hoists, hoists_publicly; /* whether there are such patterns at all */
	struct pnpm_patterns hoist, public_hoist;
	bool shamefully;
	bool dedupe_direct_deps, hoist_workspace_packages, auto_install_peers;
	const char *node_linker;     /* "isolated" … */
	const char *modules;         /* the folder's name, "node_modules" */
	const char *virtual_store;   /* path in the tree, "node_modules/.pnpm" */
	size_t name_max;             /* length of a folder's name in it */
	const char *store;           /* what pnpm calls its store */
	const json_t *architectures; /* "supportedArchitectures", or NULL */
	/* "nodeVersion", or the Node.js of the request, or NULL. */
	const struct semver_version *node;
	struct semver_version node_setting;

	/* What the above points into. */
	json_t *workspace, *manifest;
	struct arena *arena;
};

/* The newest pnpm whose layout is known. */
#define PNPM_NEWEST "12.21.0"

/* Reads the settings for R; pnpm_settings_free is due in any case.  False with E, which
 * names what has no tree by this program. */
bool pnpm_settings_read(struct pnpm_settings *s, const struct tree_request *r, struct arena *arena,
			struct error *e);

void pnpm_settings_free(struct pnpm_settings *s);

#endif
