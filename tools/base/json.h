/* JSON of others, within bounds.
 *
 * jansson takes up to 250 bytes for a value of two, so that values are counted before
 * any is made: what is read takes at most 250 bytes for each of VALUES_MAX, and four
 * times the text in addition; time is in proportion to the text. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>
#include <stddef.h>

/* How deep arrays and objects may be in each other: what is written (pnpm/msgpack.h)
 * can then be read, too. */
#define JSON_DEPTH_MAX 512

/* What a package.json may have: of npm's, the largest have some MB and 100,000 values. */
#define JSON_MANIFEST_BYTES ((size_t)16 << 20)
#define JSON_MANIFEST_VALUES ((size_t)1 << 18)

/* What a lockfile may have, some ten values a package. */
#define JSON_LOCKFILE_VALUES ((size_t)1 << 22)

/* What LEN bytes at TEXT say, a byte order mark before them aside, by jansson's FLAGS; NULL with WHY, which may be NULL.  The
 * caller owns the result. */
json_t *json_parse(const char *text, size_t len, size_t flags, size_t values_max, json_error_t *why);

/* The string KEY of OBJECT; NULL when it has none, or is not an object. */
const char *json_text(const json_t *object, const char *key);

#endif
