/* A manifest as it lies in the file: a head, then arrays of fixed-size
 * elements, in memory of little-endian machines with C's alignment (npm.zig
 * and npm.rs of bun; files that bun 1.2.0, 1.2.23, 1.3.14 and 1.4.5 wrote). */
#ifndef BUN_MANIFEST_FILE_H
#define BUN_MANIFEST_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* The arrays of a manifest.  An element of another array is named by its index. */
struct manifest_file {
	struct buffer strings;  /* characters that do not fit into a string's own 8 bytes */
	struct buffer versions; /* 3 numbers, then prerelease and build as hashed strings */
	struct buffer names;    /* hashed strings: of dependencies, then the dist-tags */
	struct buffer ranges;   /* hashed strings: what dependencies want */
	struct buffer records;  /* what is known of each version; the size depends on the format */
	struct buffer bins;     /* hashed strings: name and path of each command */
};

/* Sizes in bytes. */
#define MANIFEST_STRING 8
#define MANIFEST_HASHED_STRING 16

void put16(unsigned char *at, uint16_t value);
void put32(unsigned char *at, uint32_t value);
void put64(unsigned char *at, uint64_t value);

/* Writes TEXT as 8 bytes: itself, or where it is in FILE's strings. */
void put_string(unsigned char *at, struct manifest_file *file, const char *text);

/* The same, with its hash behind. */
void put_hashed_string(unsigned char *at, struct manifest_file *file, const char *text);

/* Appends TEXT to ARRAY, one of hashed strings. */
void add_hashed_string(struct buffer *array, struct manifest_file *file, const char *text);

/* SIZE zero bytes at the end of ARRAY; valid until it grows again. */
unsigned char *add_zeros(struct buffer *array, size_t size);

/* The whole file into OUT: the header of FORMAT ('6': v0.0.6), the registry,
 * its URL having no "/" behind, HEAD of HEAD_SIZE bytes and the arrays. */
void manifest_file_write(struct buffer *out, const struct manifest_file *file, char format,
			 const char *registry, const unsigned char *head, size_t head_size);

/* True when the LEN bytes begin as the file does, of whatever format. */
bool manifest_file_is(const char *data, size_t len);

void manifest_file_free(struct manifest_file *file);

#endif
