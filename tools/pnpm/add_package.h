/* From a package's source to its place in a store. */
#ifndef PNPM_ADD_PACKAGE_H
#define PNPM_ADD_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/contents.h"
#include "pnpm/store.h"

struct package_source {
	const char *id;            /* pnpm's package id: usually NAME@VERSION */
	const char *key_integrity; /* what the index entry is filed under; NULL: the id alone */
	bool check;                /* whether the tarball must have that integrity */
	const char *path;          /* a gzipped tarball or a folder */
	size_t ordinal;            /* its place in the list */
};

/* What a worker keeps from package to package.  Zero-initialise. */
struct package_adder {
	struct contents contents;
	struct indexed_file *files;
	size_t capacity;
	/* The file that is being streamed into the store. */
	struct store *store;
	size_t current;
	int temp;
	char temp_name[32];
	struct hasher hasher;
	struct buffer manifest; /* package.json, when it is streamed */
};

/* Stores the package's contents and its index entry.  WORKER: this worker's
 * number, different for each that works on S.  Reports errors about source->id. */
bool package_add(struct store *s, struct package_adder *a, const struct package_source *source,
		 unsigned worker, unsigned long long max_unpacked, struct error *e);

void package_adder_free(struct package_adder *a);

#endif
