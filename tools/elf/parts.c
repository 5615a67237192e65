#include "elf/parts.h"

#include <elf.h>
#include <stdlib.h>

static void add_part(struct elf_parts *p, uint64_t start, uint64_t size, int kind)
{
	if (size == 0)
		return;
	array_reserve(p->items, p->capacity, p->count + 1);
	p->items[p->count] = (struct elf_part){.start = start, .end = start + size};
	p->items[p->count++].kind = kind;
}

bool elf_may_move(uint64_t tag)
{
	return tag == DT_HASH || tag == DT_GNU_HASH || tag == DT_SYMTAB || tag == DT_STRTAB ||
	       tag == DT_VERSYM || tag == DT_VERNEED || tag == DT_VERDEF;
}

/* True for segments that only say where something is, which does not itself
 * count from where it is (as unwind tables do). */
static bool is_pointer(const struct elf *elf, const struct elf_segment *s)
{
	return elf_is_loaded(elf, s) &&
	       (s->type == PT_INTERP || s->type == PT_NOTE || s->type == PT_GNU_PROPERTY ||
		(elf->header.machine == EM_MIPS &&
		 (s->type == PT_MIPS_REGINFO || s->type == PT_MIPS_ABIFLAGS)));
}

static bool can_move_section(const struct elf_parts *p, const struct elf_section *section)
{
	const struct elf *elf = p->elf;
	uint64_t offset;
	if (section->flags & (SHF_WRITE | SHF_EXECINSTR) ||
	    !elf_offset(elf, section->addr, section->size, &offset) || offset != section->offset)
		return false;
	for (size_t i = 0; i < elf->header.phnum; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (section->offset >= s->offset &&
		    elf_fits(section->offset - s->offset, section->size, s->filesz) && p->movable[i])
			return true;
	}
	for (size_t i = 0; i < elf->dynamic_used; i++)
		if (elf_may_move(elf->dynamic[i].tag) && elf->dynamic[i].value == section->addr)
			return true;
	return false;
}

static void add_segment_part(struct elf_parts *p, size_t index)
{
	const struct elf_segment *s = &p->elf->segments[index];
	bool holds = s->type == PT_LOAD || s->type == PT_GNU_RELRO || s->type == PT_PHDR;
	p->movable[index] = is_pointer(p->elf, s);
	if (s->type != PT_NULL && s->type != PT_GNU_STACK)
		add_part(p, s->offset, s->filesz,
			 holds               ? ELF_PART_HOLDER
			 : p->movable[index] ? ELF_PART_MOVABLE
					     : ELF_PART_FIXED);
}

static void add_section_part(struct elf_parts *p, const struct elf_section *s)
{
	if (!elf_has_bytes(p->elf, s))
		return;
	add_part(p, s->offset, s->size,
		 !(s->flags & SHF_ALLOC)  ? ELF_PART_TAIL
		 : can_move_section(p, s) ? ELF_PART_MOVABLE
					  : ELF_PART_FIXED);
}

/* True when a section that is loaded has all SIZE bytes at OFFSET. */
static bool is_in_section(const struct elf *elf, uint64_t offset, uint64_t size)
{
	for (size_t i = 0; i < elf->header.shnum; i++) {
		const struct elf_section *s = &elf->sections[i];
		if (s->flags & SHF_ALLOC && elf_has_bytes(elf, s) && offset >= s->offset &&
		    elf_fits(offset - s->offset, size, s->size))
			return true;
	}
	return false;
}

/* Adds what dynamic entries point to and no section tells of: a table without a
 * known size counts from its start on. */
static void add_tables(struct elf_parts *p)
{
	static const struct {
		uint64_t tag, size_tag;
	} tables[] = {
	    {DT_HASH, DT_NULL},
	    {DT_GNU_HASH, DT_NULL},
	    {DT_SYMTAB, DT_NULL},
	    {DT_STRTAB, DT_STRSZ},
	    {DT_VERSYM, DT_NULL},
	    {DT_VERNEED, DT_NULL},
	    {DT_VERDEF, DT_NULL},
	    {DT_RELA, DT_RELASZ},
	    {DT_REL, DT_RELSZ},
	    {36 /* DT_RELR */, 35 /* DT_RELRSZ */},
	    {DT_JMPREL, DT_PLTRELSZ},
	    {DT_PLTGOT, DT_NULL},
	    {DT_INIT, DT_NULL},
	    {DT_FINI, DT_NULL},
	    {DT_INIT_ARRAY, DT_INIT_ARRAYSZ},
	    {DT_FINI_ARRAY, DT_FINI_ARRAYSZ},
	    {DT_PREINIT_ARRAY, DT_PREINIT_ARRAYSZ},
	};
	const struct elf *elf = p->elf;
	p->complete = elf->header.shnum > 0;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		const struct elf_dynamic *table = elf_find_dynamic(elf, tables[i].tag),
					 *table_size = elf_find_dynamic(elf, tables[i].size_tag);
		uint64_t offset, size = 1;
		if (!table || !elf_offset(elf, table->value, 1, &offset))
			continue;
		if (table_size && elf_fits(offset, table_size->value, elf->source.size))
			size = table_size->value;
		/* What moves with a section must be all in it; relocations may be in two, one after the other. */
		if (is_in_section(elf, offset, tables[i].tag == DT_STRTAB ? size : 1))
			continue;
		add_part(p, offset, size, tables[i].tag == DT_STRTAB ? ELF_PART_MOVABLE : ELF_PART_FIXED);
		p->complete = false;
	}
}

static int by_start(const void *left, const void *right)
{
	const struct elf_part *a = left, *b = right;
	return a->start < b->start ? -1 : a->start > b->start;
}

void elf_parts_find(struct elf_parts *p)
{
	const struct elf *elf = p->elf;
	const struct elf_header *h = &elf->header;
	p->movable = xmalloc(h->phnum * sizeof(*p->movable));
	add_part(p, 0, elf_header_size(elf->form), ELF_PART_FIXED);
	add_part(p, h->phoff, h->phnum * h->phentsize, ELF_PART_FIXED);
	add_part(p, h->shoff, h->shnum * h->shentsize, ELF_PART_TAIL);
	for (size_t i = 0; i < h->phnum; i++)
		add_segment_part(p, i);
	for (size_t i = 0; i < h->shnum; i++)
		add_section_part(p, &elf->sections[i]);
	add_tables(p);
	qsort(p->items, p->count, sizeof(*p->items), by_start);
}

uint64_t elf_parts_end(const struct elf_parts *p)
{
	uint64_t end = 0;
	for (size_t i = 0; i < p->count; i++)
		if (p->items[i].end > end)
			end = p->items[i].end;
	return end;
}

uint64_t elf_parts_next(const struct elf_parts *p, uint64_t offset)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->items[i].end > offset)
			return p->items[i].start < offset ? offset : p->items[i].start;
	return UINT64_MAX;
}

void elf_parts_free(struct elf_parts *p)
{
	free(p->items);
	free(p->movable);
}
