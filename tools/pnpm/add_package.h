/* From packages' sources to their places in a store. */
#ifndef PNPM_ADD_PACKAGE_H
#define PNPM_ADD_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/contents.h"
#include "base/buffer.h"
#include "base/sha512_many.h"
#include "pnpm/store.h"

struct package_source {
	const char *id;            /* pnpm's package id: usually NAME@VERSION */
	const char *key_integrity; /* what the index entry is filed under; NULL: the id alone */
	bool check;                /* whether the tarball must have that integrity */
	const char *path;          /* a gzipped tarball or a folder */
	size_t ordinal;            /* its place in the list */
	size_t claimed_size;       /* what the tarball says it unpacks to, for making groups */
};

/* Packages are taken in groups of at most that many, so that there is always
 * enough to hash side by side. */
#define PACKAGE_GROUP 64

/* One package of the group. */
struct package_slot {
	const struct package_source *source;
	struct integrity expected; /* parsed key_integrity */
	struct contents contents;
	struct hash_value packed_hash, tar_hash;
	struct indexed_file *files;
	size_t capacity;
};

/* What a worker keeps from group to group.  Zero-initialise but for MEMORY. */
struct package_adder {
	size_t memory; /* what tarballs may take, packed and unpacked each; larger ones are streamed */
	struct package_slot *slots;
	size_t slot_count;
	struct buffer packed, unpacked;
	struct libdeflate_decompressor *decompressor;
	struct sha512_message *messages;
	size_t message_count, message_capacity;
	/* The file that is being streamed into the store. */
	struct store *store;
	struct package_slot *slot;
	size_t current;
	int temp;
	char temp_name[32];
	struct hasher hasher;
	struct buffer manifest; /* package.json, when it is streamed */
};

/* Stores the contents and index entries of COUNT packages, at most
 * PACKAGE_GROUP.  WORKER: this worker's number, different for each that works
 * on S.  Returns COUNT, or the index of the first that failed, E then being
 * about its id. */
size_t packages_add(struct store *s, struct package_adder *a, const struct package_source *sources,
		    size_t count, unsigned worker, unsigned long long max_unpacked, struct error *e);

void package_adder_free(struct package_adder *a);

#endif
