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

/* How pnpms make a folder's name of a dep path (depPathToFilename), each as the one before it but for what is said. */
enum pnpm_naming {
	PNPM_NAMING_9, /* pnpm 9.15.9 */
	/* 10.33.0 and 11.27.1: "#" does not stay, and the hash is half of a SHA-256 in hex, not an MD5 in base32. */
	PNPM_NAMING_10,
	PNPM_NAMING_11_28, /* 11.28.0 and 12.7.0: dots and spaces at the end do not stay */
	PNPM_NAMING_11_28_5, /* 11.28.5 and 12.10.0: an address that others could be mistaken for has the hash, too */
};

#define PNPM_FOLDER_MAX 120 /* pnpm's virtualStoreDirMaxLength where it is not Windows */

/* The name of the folder of DEP_PATH, or of the id that is before its peers: in the virtual store, and in a store
 * for what belongs to that package alone.  At most MAX bytes, with a hash at the end when it would be longer or has
 * capital letters, which may stay in that of a "file:".  The caller frees it. */
char *pnpm_dep_path_folder(const char *dep_path, size_t max, enum pnpm_naming naming);

#endif
