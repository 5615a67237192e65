/* The patterns of .gitignore and of "files" in a package.json, as npm-packlist has them: minimatch
 * with { matchBase, dot, nocase }. */
#ifndef PNPM_GLOB_H
#define PNPM_GLOB_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/effort.h"

/* How a path counts. */
enum pnpm_glob_as {
	PNPM_GLOB_FILE,
	PNPM_GLOB_FOLDER, /* with "/" after it */
	PNPM_GLOB_PREFIX, /* of a path that would match */
};

/* True when the PATTERN, whose braces were expanded, matches PATH: "*" and "?" within a part, "[...]",
 * "**" for any parts; one without "/" is for names in any folder. Letters of ASCII are alike.
 * Counts its steps; false when EFFORT is spent. */
bool pnpm_glob_matches(const char *pattern, const char *path, enum pnpm_glob_as as, struct effort *effort);

/* The patterns that TEXT stands for, with "{a,b}" expanded, in ARENA: a list that NULL ends.
 * With more than 256 of them, TEXT itself. */
const char *const *pnpm_glob_expand(const char *text, struct arena *arena);

#endif
