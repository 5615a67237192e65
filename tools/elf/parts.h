/* Who owns which bytes of an ELF file. */
#ifndef ELF_PARTS_H
#define ELF_PARTS_H

#include "elf/elf.h"

/* A run of bytes of the file that something owns. */
struct elf_part {
	uint64_t start, end;
	enum {
		ELF_PART_FIXED,
		ELF_PART_MOVABLE, /* only headers and dynamic entries point to it */
		ELF_PART_TAIL,    /* is not loaded, so it moves with the file's tail */
		ELF_PART_HOLDER,  /* a segment that holds others */
	} kind;
};

/* All of them, in the order of their starts; none is empty. */
struct elf_parts {
	const struct elf *elf;
	struct elf_part *items;
	size_t count, capacity;
	bool *movable; /* by segment: it only says where something is */
	bool complete; /* they cover all that is loaded: sections describe every dynamic table */
};

/* Finds the parts of the ELF file of P, which is zero-initialised except for ELF; elf_parts_free is due. */
void elf_parts_find(struct elf_parts *p);

/* The end of everything that the headers describe; what follows is payload. */
uint64_t elf_parts_end(const struct elf_parts *p);

/* The start of the first bytes at or after OFFSET that have an owner; UINT64_MAX: none. */
uint64_t elf_parts_next(const struct elf_parts *p, uint64_t offset);

void elf_parts_free(struct elf_parts *p);

/* True for a dynamic entry that points to a table which nothing else points to. */
bool elf_may_move(uint64_t tag);

#endif
