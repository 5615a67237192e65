#include "archive/gunzip.h"

#include <libdeflate.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"

#define IN_CHUNK ((size_t)256 * 1024)

static bool has_magic(const unsigned char *p, size_t len)
{
	return len >= 2 && p[0] == 0x1f && p[1] == 0x8b;
}

size_t gunzip_claimed_size(const void *data, size_t len)
{
	if (len < 4)
		return 0;
	const unsigned char *tail = (const unsigned char *)data + len - 4;
	return tail[0] | (size_t)tail[1] << 8 | (size_t)tail[2] << 16 | (size_t)tail[3] << 24;
}

bool gunzip_whole(struct libdeflate_decompressor **d, const void *data, size_t len, void *out, size_t size,
		  size_t *got, bool *exact)
{
	const unsigned char *gz = data;
	if (len < 18 || !has_magic(gz, len))
		return false;
	if (!*d && !(*d = libdeflate_alloc_decompressor()))
		die_no_memory();
	size_t used;
	enum libdeflate_result result = libdeflate_gzip_decompress_ex(*d, data, len, out, size, &used, got);
	if (result != LIBDEFLATE_SUCCESS || has_magic(gz + used, len - used))
		return false;
	*exact = used == len;
	return true;
}

void gunzip_free(struct libdeflate_decompressor *d)
{
	libdeflate_free_decompressor(d);
}

void gunzip_stream_open(struct gunzip_stream *g, int fd, unsigned long long limit)
{
	*g = (struct gunzip_stream){.fd = fd, .limit = limit};
	g->in = xmalloc(IN_CHUNK);
	g->out = xmalloc(2 * GUNZIP_CHUNK);
}

void gunzip_stream_open_memory(struct gunzip_stream *g, const void *data, size_t len,
			       unsigned long long limit)
{
	gunzip_stream_open(g, -1, limit);
	g->packed = data;
	g->packed_end = g->packed + len;
}

void gunzip_stream_hash(struct gunzip_stream *g, enum hash_algorithm algorithm)
{
	g->hashing = true;
	hasher_init(&g->hasher, algorithm);
}

void gunzip_stream_close(struct gunzip_stream *g)
{
	if (g->open)
		inflateEnd(&g->z);
	free(g->in);
	free(g->out);
	*g = (struct gunzip_stream){.fd = -1};
}

/* The next packed bytes, at most LEN; -1 with errno set. */
static ssize_t read_packed(struct gunzip_stream *g, unsigned char *to, size_t len)
{
	ssize_t got;
	if (g->packed) {
		size_t left = (size_t)(g->packed_end - g->packed);
		got = (ssize_t)(left < len ? left : len);
		memcpy(to, g->packed, (size_t)got);
		g->packed += got;
	} else {
		got = fs_read(g->fd, to, len);
	}
	if (got > 0 && g->hashing)
		hasher_update(&g->hasher, to, (size_t)got);
	return got;
}

/* Reads more input after what is left of it; false with E on a read error. */
static bool refill(struct gunzip_stream *g, const char *subject, struct error *e)
{
	if (g->z.avail_in > 0)
		memmove(g->in, g->z.next_in, g->z.avail_in);
	g->z.next_in = g->in;
	ssize_t got = read_packed(g, g->in + g->z.avail_in, IN_CHUNK - g->z.avail_in);
	if (got < 0)
		return error_errno(e, subject, "cannot read the tarball");
	g->z.avail_in += (unsigned)got;
	return true;
}

/* Starts the next gzip member, or sets done when none follows. */
static bool start_member(struct gunzip_stream *g, bool first, const char *subject, struct error *e)
{
	if (g->z.avail_in < 2 && !refill(g, subject, e))
		return false;
	if (!has_magic(g->z.next_in, g->z.avail_in)) {
		g->done = true;
		g->exact = g->members == 1 && g->z.avail_in == 0;
		return first ? error_set(e, subject, "the tarball is not a gzip file") : true;
	}
	int status = first ? inflateInit2(&g->z, 15 + 16) : inflateReset(&g->z);
	if (status != Z_OK)
		die_no_memory();
	g->open = true;
	g->members++;
	return true;
}

/* Inflates until the output is full, the member ends or the input fails. */
static bool inflate_some(struct gunzip_stream *g, const char *subject, struct error *e)
{
	if (g->z.avail_in == 0) {
		if (!refill(g, subject, e))
			return false;
		if (g->z.avail_in == 0)
			return error_set(e, subject, "the tarball is cut off: its gzip stream does not end");
	}
	int status = inflate(&g->z, Z_NO_FLUSH);
	if (status == Z_STREAM_END)
		return start_member(g, false, subject, e);
	if (status != Z_OK && status != Z_BUF_ERROR)
		return error_set(e, subject, "the tarball is damaged: gzip says '%s'",
				 g->z.msg ? g->z.msg : "bad data");
	return true;
}

bool gunzip_stream_next(struct gunzip_stream *g, const void **data, size_t *len, const char *subject,
			struct error *e)
{
	unsigned char *piece = g->out + GUNZIP_CHUNK;
	memcpy(piece - g->last, piece, g->last);
	*data = piece;
	*len = 0;
	if (!g->open && !g->done && !start_member(g, true, subject, e))
		return false;
	g->z.next_out = piece;
	g->z.avail_out = (unsigned)GUNZIP_CHUNK;
	while (!g->done && g->z.avail_out > 0)
		if (!inflate_some(g, subject, e))
			return false;
	*len = g->last = GUNZIP_CHUNK - g->z.avail_out;
	g->total += *len;
	if (g->total > g->limit)
		return error_set(e, subject,
				 "unpacks to more than %llu bytes; --max-unpacked SIZE raises the limit",
				 g->limit);
	return true;
}

bool gunzip_stream_hash_end(struct gunzip_stream *g, struct hash_value *hash, const char *subject,
			    struct error *e)
{
	do {
		g->z.avail_in = 0;
		if (!refill(g, subject, e))
			return false;
	} while (g->z.avail_in > 0);
	hash->algorithm = g->hasher.algorithm;
	hasher_final(&g->hasher, hash);
	return true;
}
