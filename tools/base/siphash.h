/* A hash for tables whose keys others choose. */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

/* SipHash-C-D (Aumasson and Bernstein, 2012) of LEN bytes with a key of 16 bytes. */
uint64_t siphash(int c, int d, const uint64_t key[2], const void *data, size_t len);

#endif
