/* What a package holds: its regular files, under the paths pnpm and bun know
 * them by, however it came (an npm tarball or a folder). */
#ifndef ARCHIVE_CONTENTS_H
#define ARCHIVE_CONTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/gunzip.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/integrity.h"
#include "base/string_map.h"

struct content_file {
	char *path;       /* relative, "/" between its parts, valid UTF-8 */
	uint32_t mode;    /* as the source gives it: a tar header's whole mode field */
	uint64_t size;    /* bytes */
	const void *data; /* the bytes, or NULL when they only come through contents_stream */
	uint64_t entry;   /* for the reader of the source: which of its entries this is */
};

/* One package at a time; a worker uses the same one again and again, so that
 * memory is allocated once.  Zero-initialise; contents_free ends it. */
struct contents {
	const char *subject; /* the package, for messages; not owned */
	/* In the order in which the paths first appeared.  Where a tarball
	 * repeats a path, the last one's bytes and mode count (pnpm 9 to 12). */
	struct content_file *files;
	size_t count;
	bool in_memory; /* every file's data is set */
	/* The SHA-512 of the unpacked tarball, every byte that gunzip gives;
	 * there when it was wanted before contents_open, and the tarball is one
	 * gzip member with nothing behind it (as pnpm 12.21.0 has it). */
	bool want_tar_sha512, has_tar_sha512;
	struct hash_value tar_sha512;

	/* The rest is for the functions of this folder. */
	int fd;
	bool is_folder;
	unsigned long long max_unpacked;
	size_t capacity;
	struct arena names;
	struct string_map paths; /* path to index in files, or PATH_IS_FOLDER */
	struct buffer raw;       /* the tarball as it came */
	struct gunzip_scratch gunzip;
};

/* The limit on what a tarball unpacks to when nobody gave another: 8 GiB. */
#define CONTENTS_MAX_UNPACKED (8ULL << 30)

/* Opens the package at PATH, a gzipped tarball or a folder, and lists it.
 * A tarball's hash is compared with EXPECTED (NULL: nothing to compare with)
 * before anything in it is believed.  A folder has no hash; EXPECTED is then
 * an error.  False with E, about SUBJECT, for anything that does not belong
 * in a package. */
bool contents_open(struct contents *c, const char *subject, const char *path,
		   const struct integrity *expected, unsigned long long max_unpacked, struct error *e);

/* What contents_stream tells: the files one after the other, BEGIN, then BLOCK
 * any number of times, then END.  Each returns false with E to stop. */
struct contents_sink {
	void *context;
	bool (*begin)(void *context, size_t index, struct error *e);
	bool (*block)(void *context, const void *data, size_t len, struct error *e);
	bool (*end)(void *context, struct error *e);
};

/* Passes the bytes of all files to SINK, in the order the source has them. */
bool contents_stream(struct contents *c, const struct contents_sink *sink, struct error *e);

/* The file of that path, or NULL. */
const struct content_file *contents_find(const struct contents *c, const char *path);

/* True when there is a file or a folder of that path, "./" before and "/"
 * behind it not counted. */
bool contents_has_path(const struct contents *c, const char *path);

void contents_free(struct contents *c);

/* For the readers: adds the regular file F, whose path is copied (LEN bytes),
 * or lets it take the place of an earlier one; refuses paths that are both
 * file and folder. */
bool contents_add_file(struct contents *c, const char *path, size_t len, struct content_file f,
		       struct error *e);

/* For the readers: notes that the source has a folder of that path. */
bool contents_add_folder(struct contents *c, const char *path, size_t len, struct error *e);

#endif
