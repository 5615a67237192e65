#include "base/string_map.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/error.h"
#include "base/siphash.h"

/* Drawn once a process. */
static uint64_t seed[2];

static void draw_seed(void)
{
	if (getentropy(seed, sizeof(seed)) != 0)
		die("the system gives no random numbers");
}

static uint64_t hash_of(const char *key, size_t len)
{
	static pthread_once_t drawn = PTHREAD_ONCE_INIT;
	pthread_once(&drawn, draw_seed);
	return siphash(1, 3, seed, key, len);
}

/* The slot where a key of that hash is or would be put. */
static struct string_map_slot *probe(const struct string_map *m, const char *key, size_t len, uint64_t hash)
{
	size_t i = hash & (m->capacity - 1);
	for (;; i = (i + 1) & (m->capacity - 1)) {
		struct string_map_slot *slot = &m->slots[i];
		if (!slot->key ||
		    (slot->hash == hash && slot->len == len && memcmp(slot->key, key, len) == 0))
			return slot;
	}
}

struct string_map_slot *string_map_find(const struct string_map *m, const char *key, size_t len)
{
	if (m->capacity == 0)
		return NULL;
	struct string_map_slot *slot = probe(m, key, len, hash_of(key, len));
	return slot->key ? slot : NULL;
}

static void grow(struct string_map *m)
{
	struct string_map old = *m;
	m->capacity = old.capacity ? old.capacity * 2 : 64;
	m->slots = xcalloc(m->capacity, sizeof(*m->slots));
	for (size_t i = 0; i < old.capacity; i++) {
		struct string_map_slot *slot = &old.slots[i];
		if (slot->key)
			*probe(m, slot->key, slot->len, slot->hash) = *slot;
	}
	free(old.slots);
}

void string_map_add(struct string_map *m, const char *key, int64_t value)
{
	string_map_add_part(m, key, strlen(key), value);
}

void string_map_add_part(struct string_map *m, const char *key, size_t len, int64_t value)
{
	if (m->count + 1 > m->capacity / 4 * 3)
		grow(m);
	uint64_t hash = hash_of(key, len);
	*probe(m, key, len, hash) = (struct string_map_slot){key, len, hash, value};
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
