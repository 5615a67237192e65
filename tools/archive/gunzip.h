/* Gunzip: small archives at once in memory, large ones as a stream. */
#ifndef ARCHIVE_GUNZIP_H
#define ARCHIVE_GUNZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <zlib.h>

#include "base/error.h"
#include "base/integrity.h"

struct libdeflate_decompressor;

/* What LEN bytes of gzip at DATA say they unpack to; it may be wrong. */
size_t gunzip_claimed_size(const void *data, size_t len);

/* Decompresses LEN bytes of gzip at DATA to OUT if they are one intact member of at most SIZE
 * bytes unpacked.  Bytes after the member that are not gzip are ignored, as bun 1.2 to 1.4 and
 * pnpm 12 do (pnpm 9 to 11 and npm refuse them, unless they are zeros).  *EXACT is true if there
 * are none.  *GOT is the unpacked size.  *D is made on first use; gunzip_free ends it.  After
 * false, use the stream, which has the exact error. */
bool gunzip_whole(struct libdeflate_decompressor **d, const void *data, size_t len, void *out, size_t size,
		  size_t *got, bool *exact);

void gunzip_free(struct libdeflate_decompressor *d);

#define GUNZIP_CHUNK ((size_t)512 * 512) /* a whole number of tar blocks */

/* Decompression in pieces, from a file, of any number of gzip members. */
struct gunzip_stream {
	int fd;                                   /* not owned; -1: it is in memory */
	const unsigned char *packed, *packed_end; /* what is left of it there; not owned */
	bool hashing;                             /* what is read, with hasher */
	struct hasher hasher;
	bool open, done;
	bool exact;                      /* when done: one member, and nothing followed it */
	unsigned long long limit, total; /* unpacked bytes allowed, seen */
	size_t members;
	z_stream z;
	unsigned char *in;
	unsigned char *out; /* two chunks: the previous piece ends where the present one starts */
	size_t last;        /* the length of the present piece */
};

/* Starts at the present position of FD.  LIMIT: unpacked bytes allowed. */
void gunzip_stream_open(struct gunzip_stream *g, int fd, unsigned long long limit);

/* The same for the LEN bytes at DATA, which must last. */
void gunzip_stream_open_memory(struct gunzip_stream *g, const void *data, size_t len,
			       unsigned long long limit);

/* From now on, hashes the packed bytes that it reads. */
void gunzip_stream_hash(struct gunzip_stream *g, enum hash_algorithm algorithm);

/* Reads and hashes the rest of the packed bytes, and returns the hash of all in HASH.  There are
 * no more pieces afterwards.  False with E about SUBJECT. */
bool gunzip_stream_hash_end(struct gunzip_stream *g, struct hash_value *hash, const char *subject,
			    struct error *e);

/* Gives the next piece: GUNZIP_CHUNK bytes, or fewer at the end, valid until
 * the next call; the piece before it is in front of it in memory.  *LEN is 0 at the
 * end.  False with E, about SUBJECT, for
 * what is not gzip, is damaged, cut off or larger than the limit. */
bool gunzip_stream_next(struct gunzip_stream *g, const void **data, size_t *len, const char *subject,
			struct error *e);

void gunzip_stream_close(struct gunzip_stream *g);

#endif
