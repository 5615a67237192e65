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

/* Where names are in the records of a table of versions (gABI, "Symbol Versioning"), which
 * all are chains: first records, each with a chain of second ones. */
struct chain {
	size_t second, next; /* in a first record: the distance to its chain, and to the next one */
	size_t name;         /* in a first record; 0: none */
	size_t second_name, second_next;
	size_t size, second_size; /* of the records */
};

static const struct chain needed_versions = {8, 12, 4, 8, 12, 16, 16};
static const struct chain defined_versions = {12, 16, 0, 0, 4, 20, 8};

/* True when a name of the versions in S is one from LOW to HIGH, or that cannot be told. */
static bool any_version(const struct elf *elf, const struct elf_section *s, const struct chain *c,
			uint64_t low, uint64_t high)
{
	uint64_t left = s->size / 8; /* records, so that a chain in a circle ends */
	for (uint64_t at = 0, next = 1; next > 0; at += next) {
		unsigned char first[20], second[16];
		if (left-- == 0 || !elf_fits(at, c->size, s->size) ||
		    !elf_bytes(elf, s->offset + at, first, c->size))
			return true;
		uint64_t name = c->name ? elf_word(elf->form, first + c->name) : 0;
		if (name >= low && name <= high)
			return true;
		uint64_t inner = at + elf_word(elf->form, first + c->second), step = 1;
		for (; step > 0; inner += step) {
			if (left-- == 0 || !elf_fits(inner, c->second_size, s->size) ||
			    !elf_bytes(elf, s->offset + inner, second, c->second_size))
				return true;
			name = elf_word(elf->form, second + c->second_name);
			if (name >= low && name <= high)
				return true;
			step = elf_word(elf->form, second + c->second_next);
		}
		next = elf_word(elf->form, first + c->next);
	}
	return false;
}

/* True when a dynamic entry with TAG may name a string: of gABI's own two do, and of the
 * systems' and processors' all that are not known to be numbers. */
static bool may_name_string(uint64_t tag)
{
	if (tag < DT_LOOS)
		return tag == DT_NEEDED || tag == DT_SONAME;
	return tag != DT_VERNEEDNUM && tag != DT_VERDEFNUM && tag != DT_RELACOUNT && tag != DT_RELCOUNT &&
	       tag != DT_FLAGS_1;
}

/* True when a symbol, a version or another dynamic entry may name a string
 * that starts at LOW, which is not 0, to HIGH. */
static bool is_named(const struct elf *elf, uint64_t low, uint64_t high)
{
	for (size_t i = 0; i < elf->dynamic_used; i++) {
		uint64_t value = elf->dynamic[i].value;
		if (may_name_string(elf->dynamic[i].tag) && value >= low && value <= high)
			return true;
	}
	bool symbols = false;
	for (size_t i = 0; i < elf->header.shnum; i++) {
		const struct elf_section *s = &elf->sections[i];
		if (!elf_has_bytes(elf, s))
			continue;
		symbols = symbols || s->type == SHT_DYNSYM;
		if ((s->type == SHT_DYNSYM &&
		     any_word(elf, s->offset, s->size, elf_symbol_size(elf->form), low, high)) ||
		    (s->type == SHT_GNU_verneed && any_version(elf, s, &needed_versions, low, high)) ||
		    (s->type == SHT_GNU_verdef && any_version(elf, s, &defined_versions, low, high)))
			return true;
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
