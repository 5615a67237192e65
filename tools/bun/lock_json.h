/* bun.lock as JSON. */
#ifndef BUN_LOCK_JSON_H
#define BUN_LOCK_JSON_H

#include <jansson.h>

#include "base/buffer.h"
#include "base/error.h"

/* Makes JSON of TEXT, which has comments and trailing commas: puts spaces in their place, so that lines stay where
 * they are.  What is not JSON otherwise is for the JSON parser to find. */
void bun_jsonc_to_json(char *text, size_t len);

/* What TEXT, a bun.lock called PATH, says, by jansson's FLAGS: an object with a lockfileVersion of 0 to 3 (what bun
 * 1.2.23 to 1.4.5 write), whose "packages", if there are any, are an object.  The caller decrefs it.  NULL with E about
 * PATH. */
json_t *bun_lock_json(const struct buffer *text, const char *path, size_t flags, struct error *e);

/* RANGE, which a package of LOCK wants of NAME, or what a catalog has in its place; "" if it has nothing. */
const char *bun_lock_range(const json_t *lock, const char *name, const char *range);

#endif
