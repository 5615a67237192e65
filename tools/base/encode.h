/* Bytes as text: hex and base64 (RFC 4648). */
#ifndef BASE_ENCODE_H
#define BASE_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

/* Writes 2 * LEN lower-case hex digits to OUT, with no NUL at the end. */
void hex_encode(const unsigned char *bytes, size_t len, char *out);

/* Reads the 2 * LEN lower-case hex digits at HEX; false when there are others. */
bool hex_decode(const char *hex, unsigned char *bytes, size_t len);

/* Writes the base64 of LEN bytes to OUT, 4 characters for every 3 bytes
 * begun, padded, with no NUL at the end; returns how many characters. */
size_t base64_encode(const unsigned char *bytes, size_t len, char *out);

/* Decodes exactly SIZE bytes from the LEN characters at TEXT, padding optional; false when they
 * are not that. */
bool base64_decode(const char *text, size_t len, unsigned char *out, size_t size);

#endif
