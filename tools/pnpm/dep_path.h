/* pnpm's dep paths, the keys of "snapshots" in its lockfile: NAME@VERSION, or
 * NAME@URL and the like, then in parentheses the hash of a patch and the peers. */
#ifndef PNPM_DEP_PATH_H
#define PNPM_DEP_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Length of the part that is a key of "packages": without parentheses at the end
 * (pnpm 10 and 11: removeSuffix). */
size_t pnpm_dep_path_id_length(const char *dep_path);

/* Length of the name; 0: it has none. */
size_t pnpm_dep_path_name_length(const char *dep_path);

/* The package that ALIAS means when a lockfile says VERSION of it: a dep path, in ARENA; NULL
 * for links (pnpm 10 and 11: refToRelative). */
const char *pnpm_dep_path_of(const char *alias, const char *version, struct arena *arena);

/* The name of DEP_PATH's folder in the virtual store, in ARENA: at most MAX bytes, with
 * a hash at the end when it would be longer or has capital letters; pnpm 9's is another
 * (BASE32).  (pnpm 9.15.9, 10.33.0, 11.28.11: depPathToFilename.) */
const char *pnpm_dep_path_folder(const char *dep_path, size_t max, bool base32, struct arena *arena);

#endif
