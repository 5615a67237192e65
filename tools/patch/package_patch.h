/* Patching packages before they are hashed or placed, so that the hashes are those of
 * the patched files.
 *
 * The ELF files of a package are in memory even when the package is streamed: all of one
 * package at a time, and the patched ones until the package is written. */
#ifndef PATCH_PACKAGE_PATCH_H
#define PATCH_PACKAGE_PATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/package_group.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "base/string_map.h"
#include "patch/judge.h"

/* What a worker keeps from package to package. */
struct patch_packages {
	struct patch_judge judge;
	struct package_group *group;
	/* Of the package that is being looked at. */
	struct package *package;
	struct contents *contents;   /* its */
	unsigned long long unpacked; /* bytes of all of it */
	struct arena texts;
	struct string_map bins;       /* paths that a package.json names in "bin" */
	size_t bins_seen;             /* how many they name */
	struct string_map libraries;  /* that can be linked with: names to indexes in candidates */
	struct candidate *candidates; /* files that may have to be patched */
	size_t count, capacity;
	/* Of the file that is being streamed. */
	size_t current;
	struct buffer start; /* what it begins with */
	unsigned char *elf;  /* all of it, when it is an ELF file; else NULL */
	size_t elf_len;
};

/* RULES, which have begun, must last as long as P; patch_packages_free is due. */
void patch_packages_init(struct patch_packages *p, const struct patch_rules *rules);

/* Patches the first COUNT packages of the group G, which was read.  Returns
 * COUNT, or the index of the first that cannot be patched, and then E is about
 * its id and names all files in it that are the reason. */
size_t patch_packages_apply(struct patch_packages *p, struct package_group *g, size_t count, struct error *e);

void patch_packages_free(struct patch_packages *p);

#endif
