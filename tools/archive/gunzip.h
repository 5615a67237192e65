/* Gunzip: small archives at once in memory, large ones as a stream. */
#ifndef ARCHIVE_GUNZIP_H
#define ARCHIVE_GUNZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <zlib.h>

#include "base/buffer.h"
#include "base/error.h"

struct libdeflate_decompressor;

/* What one worker keeps between archives; zero-initialise. */
struct gunzip_scratch {
	struct libdeflate_decompressor *decompressor;
	struct buffer out;
	bool exact; /* nothing followed the one member */
};

void gunzip_scratch_free(struct gunzip_scratch *s);

/* Decompresses LEN bytes of gzip at DATA to s->out when that is one intact
 * gzip member of at most LIMIT bytes unpacked, trailing garbage ignored as
 * zlib's and Node's gunzip do.  False: take the stream, which has the exact
 * error. */
bool gunzip_whole(struct gunzip_scratch *s, const void *data, size_t len, size_t limit);

#define GUNZIP_CHUNK ((size_t)512 * 512) /* a whole number of tar blocks */

/* Decompression in pieces, from a file, of any number of gzip members. */
struct gunzip_stream {
	int fd; /* not owned */
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

/* Gives the next piece: GUNZIP_CHUNK bytes, or fewer at the end, valid until
 * the next call; the piece before stands in front of it.  *LEN is 0 at the
 * end.  False with E, about SUBJECT, for
 * what is no gzip, damaged, cut off or larger than the limit. */
bool gunzip_stream_next(struct gunzip_stream *g, const void **data, size_t *len, const char *subject,
			struct error *e);

void gunzip_stream_close(struct gunzip_stream *g);

#endif
