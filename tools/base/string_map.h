/* A hash map from strings to numbers.
 *
 * The hash (SipHash-1-3) has a random key from the kernel, so that nobody can choose names that
 * all have the same hash: adding and finding take time in proportion to the key's length, whatever
 * the keys are.  Memory is at most 128 bytes a key. */
#ifndef BASE_STRING_MAP_H
#define BASE_STRING_MAP_H

#include <stddef.h>
#include <stdint.h>

struct string_map_slot {
	const char *key; /* not owned; NULL: free */
	size_t len;
	uint64_t hash;
	int64_t value;
};

/* Zero-initialise to start. */
struct string_map {
	struct string_map_slot *slots;
	size_t count, capacity; /* capacity: a power of two, or 0 */
};

/* The slot of KEY (LEN characters), or NULL. */
struct string_map_slot *string_map_find(const struct string_map *m, const char *key, size_t len);

/* Puts KEY, which must not be there yet and must outlive the map, in with VALUE. */
void string_map_add(struct string_map *m, const char *key, int64_t value);

/* The same for a KEY of LEN characters that may be a part of a longer text. */
void string_map_add_part(struct string_map *m, const char *key, size_t len, int64_t value);

/* Empties the map but keeps its memory. */
void string_map_reset(struct string_map *m);
void string_map_free(struct string_map *m);

#endif
