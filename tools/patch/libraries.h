/* The shared libraries that programs may be told of, by name. */
#ifndef PATCH_LIBRARIES_H
#define PATCH_LIBRARIES_H

#include "base/arena.h"
#include "base/string_map.h"
#include "elf/target.h"

/* Zero-initialise, with TARGET set; patch_libraries_free ends it. */
struct patch_libraries {
	const struct elf_target *target;
	struct arena texts;
	struct string_map folders; /* of each library, by its name */
	struct string_map seen;    /* folders that were searched */
	const char **items;        /* what the map's values index */
	size_t count, capacity;
	struct error error; /* about the first library or folder that could not be read */
};

/* Adds the libraries for the target, files and symlinks whose names have ".so"
 * in them, that are in the folder PATH, in the folders below it when RECURSIVE
 * is set, or PATH when it is a file; then those in the folders that these
 * libraries have in their run paths.  Of two with one name the first counts.
 * What is not there or may not be read adds nothing.  Where reading fails for a reason that
 * is the machine's (EIO, or no more memory or descriptors) L's error says so. */
void patch_libraries_add(struct patch_libraries *l, const char *path, bool recursive);

/* The absolute path of the folder that has the library NAME; NULL: none. */
const char *patch_libraries_find(const struct patch_libraries *l, const char *name);

void patch_libraries_free(struct patch_libraries *l);

#endif
