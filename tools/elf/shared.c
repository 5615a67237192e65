#include "elf/shared.h"

#include <elf.h>

/* True when a 32-bit word at the start of any STEP bytes from OFFSET on is one
 * from LOW to HIGH. */
static bool any_word(const struct elf *elf, uint64_t offset, uint64_t len, size_t step, uint64_t low,
		     uint64_t high)
{
	unsigned char window[24 * 256];
	size_t whole = sizeof(window) / step * step;
	while (len >= step) {
		size_t some = len < whole ? (size_t)(len / step * step) : whole;
		if (!elf_bytes(elf, offset, window, some))
			return true;
		for (size_t i = 0; i < some; i += step) {
			uint64_t word = elf_word(elf->form, window + i);
			if (word >= low && word <= high)
				return true;
		}
		offset += some;
		len -= some;
	}
	return false;
}

/* True when a symbol, a version or another dynamic entry may name a string
 * that starts at LOW to HIGH.  Of versions every word counts, whatever it is. */
static bool is_named(const struct elf *elf, uint64_t low, uint64_t high)
{
	for (size_t i = 0; i < elf->dynamic_used; i++) {
		uint64_t tag = elf->dynamic[i].tag, value = elf->dynamic[i].value;
		if (tag != DT_RPATH && tag != DT_RUNPATH && value >= low && value <= high)
			return true;
	}
	bool symbols = false;
	for (size_t i = 0; i < elf->header.shnum; i++) {
		const struct elf_section *s = &elf->sections[i];
		if (!elf_has_bytes(elf, s))
			continue;
		if (s->type == SHT_DYNSYM) {
			symbols = true;
			if (any_word(elf, s->offset, s->size, elf_symbol_size(elf->form), low, high))
				return true;
		} else if ((s->type == SHT_GNU_verneed || s->type == SHT_GNU_verdef) &&
			   any_word(elf, s->offset, s->size, 4, low, high)) {
			return true;
		}
	}
	return !symbols;
}

uint64_t elf_unshared_string(const struct elf *elf, uint64_t value)
{
	unsigned char byte;
	/* The string before it has to end before it. */
	if (value == 0 || value >= elf->strings_size || !elf_bytes(elf, elf->strings + value - 1, &byte, 1) ||
	    byte != 0)
		return 0;
	uint64_t end = value;
	do {
		if (end >= elf->strings_size || !elf_bytes(elf, elf->strings + end++, &byte, 1))
			return 0;
	} while (byte != 0);
	if (is_named(elf, value, end - 1))
		return 0;
	/* Zeros that a longer one has left behind. */
	uint64_t next = end;
	while (next < elf->strings_size && next - end < 4096 &&
	       elf_bytes(elf, elf->strings + next, &byte, 1) && byte == 0)
		next++;
	return next > end && !is_named(elf, end, next - 1) ? next - value : end - value;
}
