/* The cache of libraries that patchelf 0.19 writes, .note.nixos.ldcache. */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "elf/plan_work.h"

/* It is a note of this name and type. */
#define CACHE_TYPE 0x63a86cb6
static const char cache_name[] = "NixOS";

/* A segment of notes that is larger has no cache. */
#define NOTES_MAX (1 << 20)

/* Finds the cache in the notes of S, the LEN bytes at NOTES; returns its offset there and its *SIZE, or LEN. */
static size_t find_cache(const struct elf *elf, const struct elf_segment *s, const unsigned char *notes,
			 size_t len, size_t *size)
{
	size_t align = s->align == 8 ? 8 : 4;
	for (size_t at = 0; len - at >= 12; at += *size) {
		uint64_t name = elf_word(elf->form, notes + at),
			 content = elf_word(elf->form, notes + at + 4);
		uint64_t skip = 12 + name + (-(12 + name) & (align - 1));
		if (!elf_fits(skip, content, len - at))
			return len;
		uint64_t whole = skip + content + (-(skip + content) & (align - 1));
		*size = whole < len - at ? (size_t)whole : len - at;
		if (elf_word(elf->form, notes + at + 8) == CACHE_TYPE && name == sizeof(cache_name) &&
		    memcmp(notes + at + 12, cache_name, sizeof(cache_name)) == 0)
			return at;
	}
	return len;
}

/* Takes the cache out of the headers; of one among other notes, which stay where
 * they are, only the sizes stay. */
static void drop_cache_of(struct elf_work *w, size_t index)
{
	struct elf_segment *s = &w->segments[index];
	size_t len = (size_t)s->filesz, size = 0;
	unsigned char *notes = xmalloc(len);
	size_t at = elf_bytes(w->elf, s->offset, notes, len) ? find_cache(w->elf, s, notes, len, &size) : len;
	if (at < len) {
		uint64_t start = s->offset + at;
		size_t kept = size == len ? 0 : 8;
		w->cache = (struct elf_block){.from = start + kept, .size = size - kept};
		if (kept == 0)
			*s = (struct elf_segment){.type = PT_NULL};
		for (size_t i = 0; i < w->elf->header.shnum; i++)
			if (w->sections[i].type == SHT_NOTE && w->sections[i].offset == start)
				w->sections[i] = (struct elf_section){.type = SHT_NULL};
		w->headers_changed = true;
	}
	free(notes);
}

void elf_drop_cache(struct elf_work *w)
{
	for (size_t i = 0; i < w->elf->header.phnum && w->cache.size == 0; i++)
		if (w->segments[i].type == PT_NOTE && w->segments[i].filesz <= NOTES_MAX)
			drop_cache_of(w, i);
}
