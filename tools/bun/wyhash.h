/* The hashes in bun's names: the Wyhash that Zig's standard library had up to
 * 0.11, and the final version of that hash. */
#ifndef BUN_WYHASH_H
#define BUN_WYHASH_H

#include <stddef.h>
#include <stdint.h>

/* The hash of LEN bytes with seed 0 (Wyhash11 in bun 1.2.23 to 1.4.5; the
 * same values as its cache folders carry). */
uint64_t bun_wyhash(const void *data, size_t len);

/* The final version, with seed 0 (what Bun.hash gives in bun 1.4.5), of LEN bytes, more than 16. */
uint64_t bun_wyhash_final(const void *data, size_t len);

#endif
