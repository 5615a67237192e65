/* Whether the package.json files of a project ask for what its lockfile was made for. */
#ifndef TREE_AGREE_H
#define TREE_AGREE_H

#include "tree/manager.h"

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
bool tree_agrees(const struct tree_request *r, const char *folder, const struct tree_locked *l,
		 struct error *e);

#endif
