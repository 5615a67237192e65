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

/* True when V is in RANGE, for which semver_is_range must be true.  A prerelease is in it only if
 * RANGE names a prerelease of the same MAJOR.MINOR.PATCH, as for node-semver 7 and bun. */
bool semver_range_allows(const char *range, const struct semver_version *v);

/* The same for the text of a version.  False if one of the two is NULL, or is not a range or a
 * version. */
bool semver_range_has(const char *range, const char *version);

#endif
