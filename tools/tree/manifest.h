/* The package.json files of a project. */
#ifndef TREE_MANIFEST_H
#define TREE_MANIFEST_H

#include "tree/manager.h"

/* Reads the settings file NAME of R's project into TEXT, with a NUL after it: from what --manifests has, else the
 * file, of 16 MB at most.  An absent one is empty.  False with E. */
bool tree_settings_file(const struct tree_request *r, const char *name, struct buffer *text, struct error *e);

/* Reads the package.json of FOLDER, a folder of R's project ("" or "." is the project), into
 * TEXT: from what --manifests has, else the file.  False with E, also when there is none. */
bool tree_manifest_read(const struct tree_request *r, const char *folder, struct buffer *text,
			struct error *e);

/* The same, but a missing one is not an error: *THERE says whether there is one. */
bool tree_manifest_find(const struct tree_request *r, const char *folder, struct buffer *text, bool *there,
			struct error *e);

/* Compares the dependencies that the package.json of FOLDER names with LOCKED, an object
 * from their names to what the lockfile was made for.  Another range will do that has the version in VERSIONS,
 * likewise from names (NULL: none); "workspace:1.0.0" is the version of a workspace, and of one without a version
 * "workspace:".  Names in FREE_NAMES (NULL: none) may be anything.  A folder without package.json agrees, and of R
 * without devDependencies these may differ.  False with E, which says to run UPDATE. */
bool tree_manifest_agrees(const struct tree_request *r, const char *folder, const struct json_t *locked,
			  const struct json_t *versions, const struct json_t *free_names, const char *update,
			  struct error *e);

/* Reads the file PATH, JSON of an object from paths of package.json files to what is in
 * them, for R.  False with E.  json_decref(R->manifests) is due. */
bool tree_manifests_load(struct tree_request *r, const char *path, struct error *e);

#endif
