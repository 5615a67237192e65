/* The versions of npm packages, in their order. */
#ifndef BUN_LOCK_VERSION_H
#define BUN_LOCK_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* MAJOR.MINOR.PATCH[-PRE][+BUILD]; PRE and BUILD are empty where there is none. */
struct bun_lock_version {
	uint64_t numbers[3];
	const char *pre, *build;
	const char *text; /* all of it, as written */
};

/* Reads TEXT, which has that form and must outlive V; what V needs besides
 * goes to STRINGS.  False when a number is beyond 64 bits. */
bool bun_lock_version_parse(struct bun_lock_version *v, const char *text, struct arena *strings);

/* Less than, equal to or greater than 0, as semver.org orders them; those that
 * differ in BUILD alone by their text. */
int bun_lock_version_compare(const struct bun_lock_version *a, const struct bun_lock_version *b);

#endif
