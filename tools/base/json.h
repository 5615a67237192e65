/* JSON of others, within bounds.
 *
 * jansson takes up to 250 bytes for a value of two characters.  So values are counted before
 * jansson makes them.  A text takes at most 250 bytes for each of VALUES_MAX, and four times its
 * own size.  Time is in proportion to the text. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>
#include <stddef.h>

/* How deep arrays and objects may be in each other. pnpm/msgpack.h can read back what is written
 * of them. */
#define JSON_DEPTH_MAX 512

/* Limits for a package.json.  The largest ones in the npm registry have some MB and 100,000
 * values. */
#define JSON_MANIFEST_BYTES ((size_t)16 << 20)
#define JSON_MANIFEST_VALUES ((size_t)1 << 18)

/* What a lockfile may have, some ten values a package. */
#define JSON_LOCKFILE_VALUES ((size_t)1 << 22)

/* Parses the LEN bytes at TEXT with jansson's FLAGS.  A byte order mark before them is skipped.
 * NULL with WHY, which may be NULL.  The caller owns the result. */
json_t *json_parse(const char *text, size_t len, size_t flags, size_t values_max, json_error_t *why);

/* The string KEY of OBJECT; NULL when it has none, or is not an object. */
const char *json_text(const json_t *object, const char *key);

#endif
