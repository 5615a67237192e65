#include "base/pair_map.h"

#include <string.h>

size_t pair_map_find(const struct pair_map *m, size_t a, size_t b)
{
	const size_t pair[2] = {a, b};
	const struct string_map_slot *slot = string_map_find(&m->map, (const char *)pair, sizeof(pair));
	return slot ? (size_t)slot->value : PAIR_NONE;
}

void pair_map_add(struct pair_map *m, size_t a, size_t b, size_t value)
{
	const size_t pair[2] = {a, b};
	char *key = arena_alloc(&m->keys, sizeof(pair));
	memcpy(key, pair, sizeof(pair));
	string_map_add_part(&m->map, key, sizeof(pair), (int64_t)value);
}

void pair_map_free(struct pair_map *m)
{
	string_map_free(&m->map);
	arena_free(&m->keys);
}
