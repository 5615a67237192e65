/* The packages and importers of a pnpm-lock.yaml (lockfileVersion 9.0), and which of
 * them a tree has.
 *
 * Time and memory grow with the lockfile's size, and with the number of the settings' hoist patterns: every
 * table is hashed, a name has at most 255 bytes a part, and an importer's path PATH_MAX.  YAML and JSON have at
 * most JSON_LOCKFILE_VALUES values (250 bytes each) and 64 and 512 levels.  The tree's paths take at
 * most what tree/build.c allows. */
#ifndef PNPM_GRAPH_H
#define PNPM_GRAPH_H

#include "base/string_map.h"
#include "pnpm/settings.h"
#include "tree/path.h"

struct pnpm_package;

/* A dependency under its alias: a package, a folder (a "link:"), or neither, when it
 * is not installed. */
struct pnpm_edge {
	const char *alias;
	struct pnpm_package *package;
	const char *folder; /* of the project, or with "../" in front; of a link */
	bool optional;
	bool listed; /* not followed without devDependencies: see pnpm/listed_peers.h */
};

/* One entry of "snapshots". */
struct pnpm_package {
	const char *dep_path; /* its key */
	const char *id;       /* its key in "packages" */
	const char *name;
	const json_t *snapshot, *entry; /* of "snapshots" and "packages" */
	struct pnpm_edge *children;
	size_t child_count;
	const char *modules; /* the folder of the tree that it and its dependencies are in */
	const char *place;   /* its own */
	bool has_bin, bundles;
	/* Of this tree. */
	bool installed, reached; /* REACHED, but not installed: left out, being optional */
	bool tried;              /* whether it can be installed was looked at */
	size_t planned;          /* its index in the plan */
};

/* A folder of the project that the lockfile knows. */
struct pnpm_importer {
	const char *id; /* "." for the project's own */
	const json_t *entry;
	struct pnpm_edge *children; /* of the kinds that are wanted */
	size_t child_count;
	const char *modules;        /* its node_modules, in the tree */
	const char *name, *version; /* of its package.json, or NULL */
	bool has_manifest;
	bool selected;
};

struct pnpm_graph {
	const struct tree_request *request;
	const struct pnpm_settings *settings;
	struct arena *arena;
	json_t *lockfile;
	struct pnpm_package *packages; /* sorted by their dep paths */
	size_t package_count;
	struct string_map by_dep_path;
	struct pnpm_importer *importers; /* sorted by their ids */
	size_t importer_count;
	struct string_map by_importer;
	struct string_map of_root; /* the root importer's aliases, to its children's indexes */
};

/* The lockfile of R, the last document of YAML or JSON; the caller decrefs it.  NULL with E when it is not one of
 * lockfileVersion 9. */
json_t *pnpm_lockfile_read(const struct tree_request *r, struct error *e);

/* Reads the lockfile of R and says what of it is installed.  pnpm_graph_free is due in
 * any case.  False with E. */
bool pnpm_graph_read(struct pnpm_graph *g, const struct tree_request *r, const struct pnpm_settings *s,
		     struct arena *arena, struct error *e);

/* True when P is a folder or a tarball of the project. */
bool pnpm_is_local(const struct pnpm_package *p);

/* True when the project has a patch for P. */
bool pnpm_is_patched(const struct pnpm_package *p);

/* The package of that dep path, or NULL. */
struct pnpm_package *pnpm_graph_package(const struct pnpm_graph *g, const char *dep_path);

/* The root importer, or NULL. */
const struct pnpm_importer *pnpm_graph_root(const struct pnpm_graph *g);

/* What the selected root importer has under that alias, or NULL. */
const struct pnpm_edge *pnpm_edge_of_root(const struct pnpm_graph *g, const char *alias);

/* The importer of FOLDER, as tree_join has it ("" is the root), or NULL. */
struct pnpm_importer *pnpm_graph_importer(const struct pnpm_graph *g, const char *folder);

/* True when the root importer has what EDGE of the importer I leads to under the same
 * alias, and the settings want it there alone. */
bool pnpm_is_in_root(const struct pnpm_graph *g, const struct pnpm_importer *i, const struct pnpm_edge *edge);

void pnpm_graph_free(struct pnpm_graph *g);

#endif
