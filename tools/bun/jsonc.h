/* JSON with comments and trailing commas, as bun.lock is written. */
#ifndef BUN_JSONC_H
#define BUN_JSONC_H

#include <stddef.h>

/* Makes JSON of TEXT: puts spaces in place of both, so that lines stay where
 * they are.  What is not JSON otherwise is for the JSON parser to find. */
void bun_jsonc_to_json(char *text, size_t len);

#endif
