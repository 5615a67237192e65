/* Packages that a worker reads together, so that there is always enough to
 * hash side by side. */
#ifndef ARCHIVE_PACKAGE_GROUP_H
#define ARCHIVE_PACKAGE_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/contents.h"
#include "archive/rules.h"
#include "archive/tarball.h"
#include "base/buffer.h"
#include "base/sha512_many.h"

struct package_source {
	const char *id;            /* what messages call the package */
	const char *key_integrity; /* the lockfile's, under which the package is filed; NULL: none */
	bool check;                /* whether the tarball must have that integrity */
	const char *path;          /* a gzipped tarball or a folder */
	bool working_tree;         /* of a repository: see folder_list */
	const char *patch;         /* for diff/: the file of a patch; NULL: none */
	size_t ordinal;            /* its place in the list */
	size_t claimed_size;       /* what the tarball says it unpacks to, for making groups */
};

#define PACKAGE_GROUP 64 /* at most */

struct package {
	const struct package_source *source;
	struct contents contents;
	struct integrity expected; /* parsed key_integrity */
	/* Unless it is a folder.  When tarball.tar is there, so is the data of every file. */
	struct tarball tarball;

	/* The rest is for the functions of this folder. */
	const struct archive_rules *rules;
	bool is_folder;
	int fd;                        /* of the tarball or folder; -1: closed */
	struct hash_value packed_hash; /* of the tarball, when it is to be checked */
};

/* What a worker keeps from group to group.  Zero-initialise except for the first
 * members. */
struct package_group {
	struct archive_rules rules;
	size_t memory; /* of packed tarballs, and as much again of unpacked ones; larger ones are streamed */

	struct package *packages;
	size_t capacity;
	struct buffer packed, unpacked;
	struct libdeflate_decompressor *decompressor;
	struct sha512_list to_hash;
};

/* Opens COUNT packages, at most PACKAGE_GROUP, compares tarballs with their
 * integrity and lists what is in them.  Returns COUNT, or the index of the
 * first that failed, E then being about its id; those before it are ready. */
size_t package_group_read(struct package_group *g, const struct package_source *sources, size_t count,
			  struct error *e);

/* Hashes, for the first COUNT packages of G, every file that is in memory, and the
 * tar around it where the rules want that. */
void package_group_hash(struct package_group *g, size_t count);

/* Gives SINK the bytes of all files of P, replaced ones as they are now, in any order. */
bool package_stream(struct package *p, const struct contents_sink *sink, struct error *e);

/* Calls STEP for the first COUNT packages, one after the other.  Returns COUNT, or the
 * index of the first that failed.  E is then the error of that one, even if E already had
 * the error of a later package. */
size_t package_group_each(size_t count, bool (*step)(void *context, size_t index, struct error *e),
			  void *context, struct error *e);

void package_group_free(struct package_group *g);

#endif
