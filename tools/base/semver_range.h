/* Ranges of versions, as package.json has them. */
#ifndef BASE_SEMVER_RANGE_H
#define BASE_SEMVER_RANGE_H

#include <stdbool.h>

#include "base/semver.h"

/* True when RANGE is about versions, such as "^1.2.0", "1.x || >=2", "*" and "" (and not
 * "next", "file:x", "a/b" …). */
bool semver_is_range(const char *range);

/* True for a RANGE that allows every version that is not a prerelease. */
bool semver_range_is_star(const char *range);

/* True when V is in RANGE, which is one of semver's: as node-semver 7 and bun have it, a
 * prerelease only where the range names one of the same MAJOR.MINOR.PATCH. */
bool semver_range_allows(const char *range, const struct semver_version *v);

/* The same for the text of a version.  False for NULL, and when one of them is something else. */
bool semver_range_has(const char *range, const char *version);

#endif
