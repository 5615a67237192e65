/* MessagePack as pnpm's msgpackr reads it: plain MessagePack, with objects as
 * records (github.com/kriszyp/msgpackr, "record extension"; seen in index.db
 * of pnpm 11.28.11 and 12.21.0).
 *
 * A record is `d4 72 SLOT`, an array of field names, and the values; the same
 * shape again is SLOT and the values.  Slots are 0x40 to 0x7f, which is why
 * integers from 64 to 127 are never written as one byte here. */
#ifndef PNPM_MSGPACK_H
#define PNPM_MSGPACK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

void pnpm_msgpack_undefined(struct buffer *b); /* JavaScript's, as msgpackr writes it */
void pnpm_msgpack_bool(struct buffer *b, bool value);

/* Beyond 32 bits a double, as JavaScript has it: msgpackr reads a uint64 as a BigInt. */
void pnpm_msgpack_number(struct buffer *b, double value);

/* LEN bytes of UTF-8. */
void pnpm_msgpack_string(struct buffer *b, const char *s, size_t len);

/* A map is read as a JavaScript Map; COUNT pairs follow. */
void pnpm_msgpack_map_header(struct buffer *b, size_t count);

/* The definition of the record shape SLOT with these field names; its first
 * values follow. */
void pnpm_msgpack_record(struct buffer *b, unsigned char slot, const char *const *names, size_t count);

/* Any JSON value, objects as records.  Shapes get slots from FIRST_SLOT on;
 * when 0x7f is reached the counting starts again and slots are redefined. */
void pnpm_msgpack_json(struct buffer *b, const json_t *value, unsigned char first_slot);

/* What LEN bytes at DATA say, as JSON: records and maps are objects, what
 * JSON has no word for is null.  NULL when they are damaged, or a key is no
 * text, or they are deeper than pnpm_msgpack_json writes them of what json_parse read.
 * Takes at most 250 bytes of memory a byte, and those of names that are repeated: 16 MB
 * and five times LEN.  The caller owns the result. */
json_t *pnpm_msgpack_read(const void *data, size_t len);

#endif
