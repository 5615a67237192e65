#include <elf.h>
#include <string.h>

#include "elf/parts.h"
#include "elf/plan_work.h"
#include "elf/shared.h"

uint64_t elf_now_at(const struct elf_work *w, uint64_t offset)
{
	const struct elf_block *b = &w->room.displaced;
	if (w->room.shift > 0 && offset >= w->room.tail)
		return offset + w->room.shift;
	return b->size > 0 && offset >= b->from && offset < b->from + b->size ? b->at + (offset - b->from)
									      : offset;
}

/* The section of TYPE whose first byte is at ADDRESS in memory; shnum when there is none. */
static size_t section_at(const struct elf *elf, uint64_t type, uint64_t address)
{
	size_t i = 0;
	while (i < elf->header.shnum &&
	       !(elf->sections[i].type == type && elf->sections[i].flags & SHF_ALLOC &&
		 elf->sections[i].size > 0 && elf->sections[i].addr == address))
		i++;
	return i;
}

static void move_segment(struct elf_segment *s, const struct elf_block *b)
{
	s->offset = b->at;
	s->vaddr = s->paddr = b->address;
	s->filesz = s->memsz = b->size;
}

static void move_section(struct elf_work *w, uint64_t type, uint64_t old_address, const struct elf_block *b)
{
	size_t i = section_at(w->elf, type, old_address);
	if (i == w->elf->header.shnum)
		return;
	w->sections[i].addr = b->address;
	w->sections[i].offset = b->at;
	w->sections[i].size = b->size;
}

/* Wipes the old place of B, so that no path is left there, when it is that of
 * one whole section and of no other. */
static void wipe_old(struct elf_work *w, uint64_t type, uint64_t old_address, const struct elf_block *b)
{
	const struct elf *elf = w->elf;
	size_t own = section_at(elf, type, old_address);
	if (own == elf->header.shnum || elf->sections[own].offset != b->from ||
	    elf->sections[own].size != b->old_size)
		return;
	for (size_t i = 0; i < elf->header.shnum; i++) {
		const struct elf_section *s = &elf->sections[i];
		if (i != own && elf_has_bytes(elf, s) && s->offset < b->from + b->old_size &&
		    b->from < s->offset + s->size)
			return;
	}
	elf_edit_zero(w->plan, elf_now_at(w, b->from), b->old_size);
}

static void write_in_place(struct elf_work *w, const struct elf_in_place *p, uint64_t at)
{
	if (p->size > 0)
		memcpy(elf_edit_bytes(w->plan, at, p->size), p->text, strlen(p->text));
}

void elf_write_in_place(struct elf_work *w)
{
	const struct elf_in_place *path = &w->new_path;
	write_in_place(w, &w->new_interpreter, elf_now_at(w, w->new_interpreter.at));
	write_in_place(w, path,
		       w->strings.size > 0 ? w->strings.at + (path->at - w->elf->strings)
					   : elf_now_at(w, path->at));
	for (size_t i = 0; i < w->word_count; i++)
		elf_set_word(w->elf->form, elf_edit_bytes(w->plan, elf_now_at(w, w->words[i].at), 4),
			     w->words[i].value);
}

/* The headers and dynamic entries of what made room for the program headers. */
static void move_displaced(struct elf_work *w)
{
	const struct elf_block *b = &w->room.displaced;
	if (b->size == 0)
		return;
	uint64_t up = b->at - b->from, shift = b->address - b->old_address; /* modulo 2^64 */
	elf_edit_copy(w->plan, b->at, b->from, b->size);
	elf_edit_zero(w->plan, b->from, b->size);
	for (size_t i = 0; i < w->segment_count; i++) {
		struct elf_segment *s = &w->segments[i];
		if (s->type != PT_LOAD && s->type != PT_GNU_RELRO && s->type != PT_PHDR && s->filesz > 0 &&
		    s->offset >= b->from && s->offset < b->from + b->size) {
			s->offset += up;
			s->vaddr += shift;
			s->paddr = s->vaddr;
		}
	}
	for (size_t i = 0; i < w->elf->header.shnum; i++) {
		struct elf_section *s = &w->sections[i];
		if (s->type != SHT_NOBITS && s->flags & SHF_ALLOC && s->size > 0 && s->offset >= b->from &&
		    s->offset < b->from + b->size) {
			s->offset += up;
			s->addr += shift;
		}
	}
	for (size_t i = 0; i < w->dynamic_count; i++) {
		struct elf_dynamic *d = &w->dynamic[i];
		if (elf_may_move(d->tag) && d->value >= b->old_address &&
		    d->value < b->old_address + b->size) {
			d->value += shift;
			w->dynamic_changed = true;
		}
	}
}

/* The file after the last segment, which makes room for it. */
static void move_tail(struct elf_work *w)
{
	uint64_t tail = w->room.tail, shift = w->room.shift;
	if (shift == 0)
		return;
	elf_edit_copy(w->plan, tail + shift, tail, w->elf->source.size - tail);
	elf_edit_zero(w->plan, tail, shift);
	for (size_t i = 0; i < w->elf->header.shnum; i++)
		if (!(w->sections[i].flags & SHF_ALLOC) && w->sections[i].offset >= tail)
			w->sections[i].offset += shift;
}

static void move_interpreter(struct elf_work *w, const char *wanted)
{
	const struct elf_block *b = &w->interpreter;
	if (b->size == 0)
		return;
	uint64_t old_address = w->elf->interpreter_segment->vaddr;
	wipe_old(w, SHT_PROGBITS, old_address, b);
	memcpy(elf_edit_bytes(w->plan, b->at, b->size), wanted, b->size);
	move_segment(elf_segment_of_type(w, PT_INTERP), b);
	move_section(w, SHT_PROGBITS, old_address, b);
}

static void move_strings(struct elf_work *w)
{
	const struct elf_block *b = &w->strings;
	if (b->size == 0)
		return;
	const struct elf *elf = w->elf;
	uint64_t old_address = elf_find_dynamic(elf, DT_STRTAB)->value;
	elf_edit_copy(w->plan, b->at, b->from, b->old_size);
	if (w->path_changes) {
		uint64_t value = elf_find_run_path(elf)->value;
		elf_edit_zero(w->plan, b->at + value, elf_unshared_string(elf, value));
	}
	memcpy(elf_edit_bytes(w->plan, b->at + b->old_size, w->added.len), w->added.data, w->added.len);
	wipe_old(w, SHT_STRTAB, old_address, b);
	move_section(w, SHT_STRTAB, old_address, b);
	elf_find_entry(w, DT_STRTAB)->value = b->address;
	elf_find_entry(w, DT_STRSZ)->value = b->size;
}

void elf_move_dynamic(struct elf_work *w)
{
	const struct elf *elf = w->elf;
	const struct elf_block *b = &w->dynamic_block;
	const struct elf_segment *old = elf->dynamic_segment;
	if (!w->dynamic_changed && b->size == 0 && w->strings.size == 0)
		return;
	if (b->size > 0) {
		wipe_old(w, SHT_DYNAMIC, old->vaddr, b);
		move_segment(elf_segment_of_type(w, PT_DYNAMIC), b);
		move_section(w, SHT_DYNAMIC, old->vaddr, b);
	}
	uint64_t size = elf_dynamic_size(elf->form), base = b->size > 0 ? b->address : old->vaddr;
	/* The one entry whose value counts from where it is itself. */
	struct elf_dynamic *map = elf_find_entry(w, DT_MIPS_RLD_MAP_REL);
	if (map) {
		size_t index = (size_t)(map - w->dynamic),
		       old_index = (size_t)(elf_find_dynamic(elf, DT_MIPS_RLD_MAP_REL) - elf->dynamic);
		map->value -= base + index * size - (old->vaddr + old_index * size);
	}
	unsigned char *bytes =
	    elf_edit_bytes(w->plan, b->size > 0 ? b->at : old->offset, w->dynamic_count * size);
	for (size_t i = 0; i < w->dynamic_count; i++)
		elf_code_dynamic(elf->form, true, bytes + i * size, &w->dynamic[i]);
}

bool elf_move_all(struct elf_work *w, const struct elf_change *change, struct error *e)
{
	struct elf_block *blocks[] = {&w->interpreter, &w->strings, &w->dynamic_block};
	if (!elf_find_room(&w->room, w->elf, blocks, sizeof(blocks) / sizeof(blocks[0]),
			   w->dynamic_block.size > 0, e))
		return false;
	w->plan->size = w->room.size;
	/* A section beyond the old end is none, whatever a longer file has there. */
	for (size_t i = 0; i < w->elf->header.shnum; i++)
		if (w->sections[i].type != SHT_NOBITS && !elf_has_bytes(w->elf, &w->elf->sections[i]))
			w->sections[i] = (struct elf_section){.type = SHT_NULL};
	if (w->room.payload_again > 0)
		elf_edit_copy(w->plan, w->room.payload_again, w->room.payload,
			      w->elf->source.size - w->room.payload);
	move_displaced(w);
	move_tail(w);
	elf_write_room_segment(w);
	move_interpreter(w, change->interpreter);
	move_strings(w);
	return true;
}
