/* The package.json files of a project. */
#ifndef TREE_MANIFEST_H
#define TREE_MANIFEST_H

#include "tree/manager.h"

/* Reads the settings file NAME of R's project into TEXT, with a NUL after it: from what --manifests has, else the
 * file, of 16 MB at most.  An absent one is empty.  False with E. */
bool tree_settings_file(const struct tree_request *r, const char *name, struct buffer *text, struct error *e);

/* The members of a package.json that name dependencies. */
#define TREE_GROUPS 4
#define TREE_PEERS (TREE_GROUPS - 1) /* the index of the last one, of peers */
extern const char *const tree_groups[TREE_GROUPS];

/* Reads the package.json of FOLDER, a folder of R's project ("" or "." is the project), into
 * TEXT: from what --manifests has, else the file.  *THERE says whether there is one.  False with E when it cannot be read. */
bool tree_manifest_text(const struct tree_request *r, const char *folder, struct buffer *text, bool *there,
			struct error *e);

/* The same as JSON, which the caller decrefs; NULL when there is none, and JSON's null for
 * what is not JSON. */
bool tree_manifest_read(const struct tree_request *r, const char *folder, json_t **manifest, struct error *e);

/* What a lockfile was made for, of a folder of the project. */
struct tree_locked {
	const json_t *ranges; /* an object, from the names of dependencies */
	/* Another range will do that has the version, likewise from names (NULL: none).  "workspace:1.0.0" is the
	 * version of a workspace, and of one without a version "workspace:". */
	const json_t *versions;
	const json_t *free_names; /* names whose ranges may be anything (NULL: none) */
	const char *update;       /* what makes the lockfile again, for messages */
};

/* Compares the dependencies that the package.json of FOLDER names with L.  A folder without package.json agrees, and
 * of R without devDependencies these may differ.  False with E. */
bool tree_manifest_agrees(const struct tree_request *r, const char *folder, const struct tree_locked *l,
			  struct error *e);

/* Reads the file PATH, JSON of an object from paths of package.json files to what is in
 * them, for R.  False with E.  json_decref(R->manifests) is due. */
bool tree_manifests_load(struct tree_request *r, const char *path, struct error *e);

#endif
