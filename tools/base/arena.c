#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define ARENA_GUARDED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define ARENA_GUARDED
#endif

/* AddressSanitizer sees a step beyond what was asked for, too. */
#ifdef ARENA_GUARDED
#include <sanitizer/asan_interface.h>
#define GUARD_BYTES sizeof(max_align_t)
#else
#define GUARD_BYTES ((size_t)0)
#define ASAN_POISON_MEMORY_REGION(p, size) ((void)(p), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(p, size) ((void)(p), (void)(size))
#endif

#define BLOCK_BYTES ((size_t)64 * 1024)

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	max_align_t bytes[];
};

void *arena_alloc(struct arena *a, size_t size)
{
	if (size > (size_t)-1 / 2)
		die_no_memory();
	const size_t asked = size;
	size = (size + GUARD_BYTES + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
	struct arena_block *block = a->blocks;
	if (!block || block->size - block->used < size) {
		size_t bytes = size > BLOCK_BYTES ? size : BLOCK_BYTES;
		block = xmalloc(sizeof(*block) + bytes);
		*block = (struct arena_block){.next = a->blocks, .size = bytes};
		ASAN_POISON_MEMORY_REGION(block->bytes, bytes);
		a->blocks = block;
		a->bytes += bytes;
		if (a->limit > 0 && a->bytes > a->limit)
			die("the input needs more than %zu MB of memory", a->limit >> 20);
	}
	void *p = (char *)block->bytes + block->used;
	block->used += size;
	ASAN_UNPOISON_MEMORY_REGION(p, asked);
	return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);
	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list args)
{
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		die_no_memory();
	char *text = arena_alloc(a, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, args);
	return text;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	char *text = arena_vprintf(a, fmt, args);
	va_end(args);
	return text;
}

void arena_reset(struct arena *a)
{
	while (a->blocks && (a->blocks->next || a->blocks->size > BLOCK_BYTES)) {
		struct arena_block *next = a->blocks->next;
		free(a->blocks);
		a->blocks = next;
	}
	a->bytes = a->blocks ? a->blocks->size : 0;
	if (a->blocks) {
		ASAN_POISON_MEMORY_REGION(a->blocks->bytes, a->blocks->size);
		a->blocks->used = 0;
	}
}

void arena_free(struct arena *a)
{
	arena_reset(a);
	free(a->blocks);
	a->blocks = NULL;
}
