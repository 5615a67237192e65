/* A hash map from strings to numbers. */
#ifndef BASE_STRING_MAP_H
#define BASE_STRING_MAP_H

#include <stddef.h>
#include <stdint.h>

struct string_map_slot {
	const char *key; /* not owned; NULL: free */
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

/* Empties the map but keeps its memory. */
void string_map_reset(struct string_map *m);
void string_map_free(struct string_map *m);

#endif
