/* The versions of npm packages, in their order. */
#ifndef BASE_SEMVER_H
#define BASE_SEMVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* MAJOR.MINOR.PATCH[-PRE][+BUILD]; PRE and BUILD are empty where there is none.  All texts
 * are parts of TEXT, the version as written, which is not owned. */
struct semver_version {
	uint64_t numbers[3];
	const char *pre;
	size_t pre_len;
	const char *build;
	const char *text;
};

/* Reads TEXT, which must outlive V.  False when TEXT does not have that form, or a number is
 * beyond 64 bits. */
bool semver_parse(struct semver_version *v, const char *text);

/* Less than, equal to or greater than 0 as A comes before, with or after B (semver.org 2.0.0,
 * section 11: BUILD does not count). */
int semver_compare(const struct semver_version *a, const struct semver_version *b);

/* The same, but versions that differ only in BUILD are compared by their text. */
int semver_compare_whole(const struct semver_version *a, const struct semver_version *b);

/* semver_compare of two texts, which may have a "v" before the version.  What is not a version
 * comes before what is one. */
int semver_compare_texts(const char *a, const char *b);

#endif
