/* Versions as semver 2.0 orders them. */
#ifndef BASE_SEMVER_H
#define BASE_SEMVER_H

/* Less than, equal to or greater than 0 as A is older than, as old as or newer than B.
 * What is not a version is older than what is one. */
int semver_compare(const char *a, const char *b);

#endif
