/* A packument (bun says manifest) as the file has it: a head, then arrays of fixed-size
 * elements, in memory of little-endian machines with C's alignment (npm.zig
 * and npm.rs of bun; files that bun 1.2.0, 1.2.23, 1.3.14 and 1.4.5 wrote). */
#ifndef BUN_PACKUMENT_FILE_H
#define BUN_PACKUMENT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

#define BUN_HEAD_MAX 120 /* bytes */

/* What a packument has.  An element of another array is named by its index. */
struct bun_packument_file {
	char digit; /* of the format: '6' for v0.0.6 */
	unsigned char head[BUN_HEAD_MAX];
	size_t head_size;       /* how much of it the format has */
	struct buffer strings;  /* characters that do not fit into a string's own 8 bytes */
	struct buffer versions; /* 3 numbers, then prerelease and build as hashed strings */
	struct buffer names;    /* hashed strings: of dependencies, then the dist-tags */
	struct buffer ranges;   /* hashed strings: what dependencies want */
	struct buffer records;  /* what is known of each version; the size depends on the format */
	struct buffer bins;     /* hashed strings: name and path of each command */
};

/* Sizes in bytes. */
#define BUN_STRING 8
#define BUN_HASHED_STRING 16

/* Writes VALUE at AT, the least significant byte first. */
void bun_put16(unsigned char *at, uint16_t value);
void bun_put32(unsigned char *at, uint32_t value);
void bun_put64(unsigned char *at, uint64_t value);

/* Writes TEXT as 8 bytes: itself, or where it is in FILE's strings. */
void bun_put_string(unsigned char *at, struct bun_packument_file *file, const char *text);

/* The same, with its hash after it. */
void bun_put_hashed_string(unsigned char *at, struct bun_packument_file *file, const char *text);

/* Appends TEXT to ARRAY, one of hashed strings. */
void bun_add_hashed_string(struct buffer *array, struct bun_packument_file *file, const char *text);

/* SIZE zero bytes at the end of ARRAY; valid until it grows again. */
unsigned char *bun_add_zeros(struct buffer *array, size_t size);

/* The whole file into OUT: the header, the REGISTRY, its URL having no "/" at its end, the head and the arrays. */
void bun_packument_write(struct buffer *out, const struct bun_packument_file *file, const char *registry);

/* True when the LEN bytes begin as the file does, of whatever format. */
bool bun_packument_is(const char *data, size_t len);

void bun_packument_free(struct bun_packument_file *file);

#endif
