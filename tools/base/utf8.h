/* UTF-8 the way JavaScript decodes it. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* The length of the character at TEXT, of LEN bytes, at least one; or minus the length of the
 * maximal ill-formed subpart there. */
int utf8_length(const char *text, size_t len);

/* True when the bytes are valid UTF-8. */
bool utf8_valid(const char *s, size_t len);

/* Appends the bytes to OUT with every ill-formed part as U+FFFD, one for each
 * maximal subpart: what Buffer.toString('utf8') of Node 20 and TextDecoder
 * give (WHATWG Encoding Standard, "utf-8 decoder"). */
void utf8_decode_lossy(const char *s, size_t len, struct buffer *out);

/* Moves *S past a byte order mark at its start. */
void utf8_skip_mark(const char **s, size_t *len);

#endif
