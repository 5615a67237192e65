/* The commands that a package has. */
#ifndef PNPM_COMMANDS_H
#define PNPM_COMMANDS_H

#include "archive/contents.h"
#include "base/arena.h"

struct pnpm_command {
	const char *name;
	const char *path;  /* in its package, which it cannot leave */
	const char *early; /* that before late_eleven; NULL: there was none, for it left the package */
	bool hidden;       /* found in a folder, with a "." in front: from pnpm 12 on */
	bool there;        /* the package has that file, as far as is known */
};

/* What a package.json says. */
struct pnpm_commands {
	const char *package, *version;
	struct pnpm_command *all;
	size_t count;
};

/* Reads the LEN bytes of a package.json, in "bin" or else "directories.bin", whose files
 * are those of C (NULL: not known).  In ARENA; NULL when there are none.  Names that no
 * URL may have and paths out of the package are left out.  (pnpm 10.33.0, 11.28.11:
 * getBinsFromPackageManifest.) */
const struct pnpm_commands *pnpm_commands_read(const char *json, size_t len, const struct contents *c,
					       struct arena *arena);

#endif
