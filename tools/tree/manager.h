/* What a package manager is to this room: how a lockfile of its becomes a plan. */
#ifndef TREE_MANAGER_H
#define TREE_MANAGER_H

#include "archive/contents.h"
#include "archive/rules.h"
#include "base/buffer.h"
#include "tree/list.h"
#include "tree/plan.h"
#include "tree/platform.h"
#include "tree/sources.h"

/* What the tree is wanted for. */
struct tree_request {
	const struct tree_manager *manager;
	const char *lockfile; /* its path, for messages */
	struct buffer text;   /* what is in it, a NUL after the last byte */
	const char *project;  /* absolute path */
	int project_dir;      /* its descriptor; -1: there is no project */
	/* The package.json files of the project, by their paths, where they are not the
	 * project's own files: see tree/manifest.h; NULL: they are. */
	struct json_t *manifests;
	const struct tree_list *list;
	const char *const *importers; /* folders of the project, "." for its own; none: all */
	size_t importer_count;
	bool prod; /* without devDependencies */
	/* The names of packages that a build writes into: a project with links into the tree has
	 * them itself. */
	const char *const *writable;
	size_t writable_count;
	/* Without optional and peer dependencies; only for managers with omits_groups. */
	bool no_optional, no_peer;
	const char *layout;  /* "isolated" or "hoisted"; NULL: what the project's settings say */
	const char *version; /* of the manager; NULL: what the project says, or else the newest known */
	const char *store;   /* that the manager's state names; NULL: what it has by itself */
	struct tree_platform platform;
	/* The version of Node.js that optional packages must run with; NULL: with any. */
	const struct semver_version *node;
};

struct tree_manager {
	const char *name;           /* as in package.json's "packageManager" */
	const char *lockfile_name;  /* "pnpm-lock.yaml" */
	const char *shrinkwrap;     /* another name, which counts before that; NULL: none */
	const char *state_name;     /* its own file in node_modules, which each install writes; NULL: none */
	const char *notes;          /* for --help: keys in the list, options without effect, an example */
	struct archive_rules rules; /* how packages are read; max_unpacked is not looked at */

	bool omits_groups; /* it heeds no_optional and no_peer */

	/* Fills S with what to fetch for the lockfile of R, on all platforms, and with S->about:
	 * "importer" for each folder of the project, and what else its hook looks for.  Only when
	 * R has a project is anything of it read, and are there patches. */
	bool (*sources)(struct tree_sources *s, const struct tree_request *r, struct error *e);

	/* Adds the registries that its settings in R's project name, other than .npmrc.  May be NULL. */
	bool (*registries)(struct tree_registries *t, const struct tree_request *r, struct error *e);

	/* Compares the package.json files of R's project with its lockfile, as a frozen
	 * install does. */
	bool (*check)(const struct tree_request *r, struct error *e);

	/* Does the same, and fills P with the packages and what does not depend on what is in them.
	 * Packages are checked for nothing but what their places and sources say, so
	 * names that become paths may be taken from the lockfile as they are. */
	bool (*plan)(struct tree_plan *p, const struct tree_request *r, struct error *e);

	/* Looks at the package PACKAGE, which was just unpacked: MANIFEST, of LEN
	 * bytes, is its package.json (NULL: it has none), C lists its files.  Called
	 * once for each package, from several threads; what it keeps, it puts into
	 * ARENA, which lasts as long as the plan, and into package->manager.  May be NULL. */
	void (*look)(struct tree_package *package, const char *manifest, size_t len, const struct contents *c,
		     struct arena *arena);

	/* Adds the rest: bins, commands, state.  TREE is the descriptor of the tree, in
	 * which all packages are by now.  May be NULL. */
	bool (*finish)(struct tree_plan *p, const struct tree_request *r, int tree, struct error *e);

	/* Frees p->manager.  May be NULL. */
	void (*free)(struct tree_plan *p);
};

#endif
