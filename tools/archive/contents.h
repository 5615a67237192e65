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
	char *path;       /* relative, "/" between its parts; valid UTF-8 unless as_bun */
	uint32_t mode;    /* as the source gives it: a tar header's whole mode field */
	uint64_t size;    /* bytes */
	const void *data; /* the bytes, or NULL when they only come through contents_stream */
	uint64_t entry;   /* for the reader of the source: which of its entries this is */
	/* What contents_stream gives in place of the source's first bytes. */
	const void *head;
	size_t head_len;
	uint64_t head_cut; /* how many bytes of the source that are */
};

/* One package; used again and again, so that memory is allocated once.
 * Zero-initialise; contents_free ends it.
 *
 * The steps are apart so that a worker can take several packages through each
 * of them together: contents_open, then for a tarball that shall be in memory
 * contents_load, check its hash, contents_unpack; then contents_list. */
struct contents {
	const char *subject; /* the package, for messages; not owned */
	bool is_folder;
	size_t packed_size; /* of the tarball */
	/* In memory, lent by whoever called: the tarball as it came, and
	 * unpacked; NULL: not there. */
	const unsigned char *packed, *tar;
	size_t tar_size;
	/* Set before contents_list: a tarball is read as bun 1.4.5 does, not as
	 * pnpm 9 to 11.  Names are in another form (name_split), and what has no
	 * folder around it is left out, and so are hard links, which to pnpm are
	 * files with their own, empty bodies. */
	bool as_bun;
	/* Set before contents_list: a folder is a repository's working tree, so
	 * that the node_modules in it are not part of the package (bun 1.4.5; not
	 * so 1.2.23 and 1.3.14). */
	bool working_tree;
	/* In the order in which the paths first appeared.  Where a tarball
	 * repeats a path, the last one's bytes and mode count (pnpm 9 to 12). */
	struct content_file *files;
	size_t count;
	/* Nothing stood behind the tarball's one gzip member; only then does
	 * pnpm 12.21.0 note the hash of the unpacked tarball. */
	bool exact;
	/* That hash, where the tarball is not in memory and want_tar_sha512 was
	 * set before contents_list; elsewhere hashing tar is the caller's. */
	bool want_tar_sha512;
	struct hash_value tar_sha512;

	/* The rest is for the functions of this folder. */
	int fd;
	unsigned long long max_unpacked;
	size_t capacity;
	struct arena names;
	struct string_map paths; /* path to index in files, or PATH_IS_FOLDER */
};

/* The limit on what a tarball unpacks to when nobody gave another: 8 GiB. */
#define CONTENTS_MAX_UNPACKED (8ULL << 30)

/* Opens the package at PATH, a gzipped tarball or a folder.  False with E,
 * about SUBJECT. */
bool contents_open(struct contents *c, const char *subject, const char *path, unsigned long long max_unpacked,
		   struct error *e);

/* What the tarball at PATH says it unpacks to, or its own size when that is
 * more; not to be believed.  0 for what
 * is no tarball. */
size_t contents_claimed_size(const char *path);

/* Reads the tarball to WHERE, which has packed_size bytes. */
bool contents_load(struct contents *c, unsigned char *where, struct error *e);

/* Hashes the tarball, in memory or not. */
bool contents_hash(struct contents *c, enum hash_algorithm algorithm, struct hash_value *value,
		   struct error *e);

/* Unpacks the loaded tarball to WHERE, SIZE bytes; false when it does not fit
 * or is not as it should be: it is then listed as a stream, which has the
 * exact error. */
bool contents_unpack(struct contents *c, struct libdeflate_decompressor **d, unsigned char *where,
		     size_t size);

/* Lists the files.  False with E for anything that does not belong in a package. */
bool contents_list(struct contents *c, struct error *e);

/* From now on the file F of C begins with the LEN bytes at HEAD, which are
 * copied, in place of its first CUT ones; its size is what it then is. */
void contents_replace_head(struct contents *c, struct content_file *f, uint64_t cut, const void *head,
			   size_t len);

/* From now on the file F of C is the LEN bytes that the caller writes to what
 * is returned. */
unsigned char *contents_replace(struct contents *c, struct content_file *f, size_t len);

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
