#include "base/string_map.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/error.h"

/* The slot where a key of that hash is or would be put. */
static struct string_map_slot *probe(const struct string_map *m, const char *key, size_t len, uint64_t hash)
{
	size_t i = hash & (m->capacity - 1);
	for (;; i = (i + 1) & (m->capacity - 1)) {
		struct string_map_slot *slot = &m->slots[i];
		if (!slot->key ||
		    (slot->hash == hash && strncmp(slot->key, key, len) == 0 && slot->key[len] == '\0'))
			return slot;
	}
}

struct string_map_slot *string_map_find(const struct string_map *m, const char *key, size_t len)
{
	if (m->capacity == 0)
		return NULL;
	struct string_map_slot *slot = probe(m, key, len, XXH3_64bits(key, len));
	return slot->key ? slot : NULL;
}

static void grow(struct string_map *m)
{
	struct string_map old = *m;
	m->capacity = old.capacity ? old.capacity * 2 : 64;
	m->slots = xmalloc(m->capacity * sizeof(*m->slots));
	memset(m->slots, 0, m->capacity * sizeof(*m->slots));
	for (size_t i = 0; i < old.capacity; i++) {
		struct string_map_slot *slot = &old.slots[i];
		if (slot->key)
			*probe(m, slot->key, strlen(slot->key), slot->hash) = *slot;
	}
	free(old.slots);
}

void string_map_add(struct string_map *m, const char *key, int64_t value)
{
	if (m->count + 1 > m->capacity / 4 * 3)
		grow(m);
	size_t len = strlen(key);
	uint64_t hash = XXH3_64bits(key, len);
	*probe(m, key, len, hash) = (struct string_map_slot){key, hash, value};
	m->count++;
}

void string_map_reset(struct string_map *m)
{
	if (m->count > 0)
		memset(m->slots, 0, m->capacity * sizeof(*m->slots));
	m->count = 0;
}

void string_map_free(struct string_map *m)
{
	free(m->slots);
	*m = (struct string_map){0};
}
