/* A hash map from pairs of numbers to numbers.
 *
 * The hash is string_map's, with its random key: adding and finding take constant time, whatever
 * the pairs are.  Memory is at most 160 bytes a pair. */
#ifndef BASE_PAIR_MAP_H
#define BASE_PAIR_MAP_H

#include "base/arena.h"
#include "base/string_map.h"

#define PAIR_NONE SIZE_MAX

/* Zero-initialise to start. */
struct pair_map {
	struct string_map map;
	struct arena keys;
};

/* What the pair A, B has, or PAIR_NONE. */
size_t pair_map_find(const struct pair_map *m, size_t a, size_t b);

/* Puts the pair A, B, which must not be there yet, in with VALUE, which is not PAIR_NONE. */
void pair_map_add(struct pair_map *m, size_t a, size_t b, size_t value);

void pair_map_free(struct pair_map *m);

#endif
