/* The versions of npm packages, in their order. */
#ifndef BASE_SEMVER_VERSION_H
#define BASE_SEMVER_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* MAJOR.MINOR.PATCH[-PRE][+BUILD]; PRE and BUILD are empty where there is none. */
struct semver_version {
	uint64_t numbers[3];
	const char *pre, *build;
	const char *text; /* all of it, as written */
};

/* Reads TEXT, which must outlive V; what V needs more goes to STRINGS.  False when
 * TEXT does not have that form, or a number is beyond 64 bits. */
bool semver_version_parse(struct semver_version *v, const char *text, struct arena *strings);

/* Less than, equal to or greater than 0, as semver.org orders them; those that
 * differ in BUILD alone by their text. */
int semver_version_compare(const struct semver_version *a, const struct semver_version *b);

#endif
