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

/* PATH of an importer as lockfiles have it: "" is the project, and there is no "./" before another. */
const char *tree_importer_path(const char *path);

/* The path of the package.json of FOLDER, a folder of the project ("" or "." is the project); the caller frees it. */
char *tree_manifest_path(const char *folder);

/* Reads the package.json of FOLDER, a folder of R's project ("" or "." is the project), into
 * TEXT: from what --manifests has, else the file.  *THERE says whether there is one.  False with E when it cannot be read. */
bool tree_manifest_text(const struct tree_request *r, const char *folder, struct buffer *text, bool *there,
			struct error *e);

/* The same as JSON, which the caller decrefs; NULL when there is none, and JSON's null for
 * what is not JSON. */
bool tree_manifest_read(const struct tree_request *r, const char *folder, json_t **manifest, struct error *e);

/* Reads the file PATH, JSON of an object from paths of package.json files to what is in
 * them, for R.  False with E.  json_decref(R->manifests) is due. */
bool tree_manifests_load(struct tree_request *r, const char *path, struct error *e);

#endif
