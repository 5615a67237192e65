#include "elf/payload.h"

#include <elf.h>
#include <string.h>

/* How much of a file is looked through at once. */
#define WINDOW 65536

/* What follows the offset of the payload's table of contents in a single file of
 * .NET 5 and later: the SHA-256 of ".net core bundle" (dotnet/runtime,
 * bundle_marker.cpp). */
static const unsigned char dotnet_mark[] = {
    0x8b, 0x12, 0x02, 0xb9, 0x6a, 0x61, 0x20, 0x38, 0x72, 0x7b, 0x93, 0x02, 0x14, 0xd7, 0xa0, 0x32,
    0x13, 0xf5, 0xb9, 0xe6, 0xef, 0xae, 0x33, 0x18, 0xee, 0x3b, 0x2d, 0xce, 0x24, 0xb3, 0x6a, 0xae,
};

/* True when the 8 bytes at AT, which LEFT follow, are where payload from START to END is found. */
static bool is_payload_offset(const struct elf *elf, const unsigned char *at, size_t left, uint64_t start,
			      uint64_t end)
{
	uint64_t words[2] = {elf_word(elf->form, at), elf_word(elf->form, at + 4)};
	uint64_t value = words[elf->form.big] | words[!elf->form.big] << 32;
	return value == start || (value > start && value < end && left >= sizeof(dotnet_mark) &&
				  memcmp(at + 8, dotnet_mark, sizeof(dotnet_mark)) == 0);
}

/* True when the COUNT bytes at OFFSET have the offset by which payload from START on is found. */
static bool run_knows_payload(const struct elf *elf, uint64_t offset, uint64_t count, uint64_t start)
{
	unsigned char window[WINDOW + sizeof(dotnet_mark)];
	while (count >= 8) {
		size_t some = count < sizeof(window) ? (size_t)count : sizeof(window);
		if (!elf_bytes(elf, offset, window, some))
			return false;
		for (size_t i = -offset % 8; i + 8 <= some && i < WINDOW; i += 8)
			if (is_payload_offset(elf, window + i, some - i - 8, start, elf->source.size))
				return true;
		offset += WINDOW;
		count -= count < WINDOW ? count : WINDOW;
	}
	return false;
}

bool elf_knows_payload(const struct elf *elf, uint64_t start)
{
	uint64_t left = elf->source.size; /* segments may be of the same bytes, but few are */
	for (size_t i = 0; i < elf->header.phnum; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (s->type != PT_LOAD || s->flags & PF_X || s->filesz > left)
			continue;
		left -= s->filesz;
		if (run_knows_payload(elf, s->offset, s->filesz, start))
			return true;
	}
	return false;
}

bool elf_ends_with_bun(const struct elf *elf)
{
	static const char trailer[] = "\n---- Bun! ----\n";
	char end[sizeof(trailer) - 1];
	uint64_t size = elf->source.size, back = sizeof(end) + 8;
	return size >= back && elf_bytes(elf, size - back, end, sizeof(end)) &&
	       memcmp(end, trailer, sizeof(end)) == 0;
}
