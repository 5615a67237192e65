#include <elf.h>
#include <string.h>

#include "elf/plan_work.h"

/* --- symbols ------------------------------------------------------------------- */

static bool move_symbols_of(struct elf_work *w, size_t table, struct error *e)
{
	const struct elf *elf = w->elf;
	const struct elf_section *s = &elf->sections[table];
	size_t size = elf_symbol_size(elf->form);
	unsigned char window[256 * ELF_STRUCT_MAX];
	uint64_t count = s->size / size, step = sizeof(window) / size;
	for (uint64_t first = 0; first < count; first += step) {
		size_t some = (size_t)(count - first < step ? count - first : step);
		if (!elf_bytes(elf, s->offset + first * size, window, some * size))
			return error_errno(e, elf->subject, "cannot read");
		bool changed = false;
		for (size_t i = 0; i < some; i++) {
			struct elf_symbol symbol;
			elf_code_symbol(elf->form, false, window + i * size, &symbol);
			if (symbol.section == SHN_UNDEF || symbol.section >= elf->header.shnum ||
			    w->sections[symbol.section].addr == elf->sections[symbol.section].addr)
				continue;
			symbol.value += w->sections[symbol.section].addr - elf->sections[symbol.section].addr;
			elf_code_symbol(elf->form, true, window + i * size, &symbol);
			changed = true;
		}
		if (changed)
			memcpy(elf_edit_bytes(w->plan, elf_now_at(w, s->offset + first * size), some * size),
			       window, some * size);
	}
	return true;
}

bool elf_move_symbols(struct elf_work *w, struct error *e)
{
	for (size_t i = 0; i < w->elf->header.shnum; i++) {
		uint64_t type = w->elf->sections[i].type;
		if ((type == SHT_SYMTAB || type == SHT_DYNSYM) &&
		    elf_has_bytes(w->elf, &w->elf->sections[i]) && !move_symbols_of(w, i, e))
			return false;
	}
	return true;
}

/* --- headers ------------------------------------------------------------------- */

struct elf_segment *elf_segment_of_type(struct elf_work *w, uint64_t type)
{
	for (size_t i = 0; i < w->segment_count; i++)
		if (w->segments[i].type == type && w->segments[i].filesz > 0)
			return &w->segments[i];
	return NULL;
}

bool elf_write_headers(struct elf_work *w)
{
	const struct elf *elf = w->elf;
	struct elf_header header = elf->header;
	/* Where no section is, a longer file must not have something else in its place. */
	uint64_t shoff = header.shnum > 0 ? elf_now_at(w, header.shoff) : 0;
	if (w->segment_count != header.phnum || shoff != header.shoff) {
		header.phnum = w->segment_count;
		header.shoff = shoff;
		unsigned char *bytes = elf_edit_bytes(w->plan, 0, elf_header_size(elf->form));
		if (!elf_bytes(elf, 0, bytes, elf_header_size(elf->form)))
			return false;
		elf_code_header(elf->form, true, bytes, &header);
	}
	size_t size = elf_segment_size(elf->form);
	unsigned char *table = elf_edit_bytes(w->plan, header.phoff, w->segment_count * size);
	for (size_t i = 0; i < w->segment_count; i++)
		elf_code_segment(elf->form, true, table + i * size, &w->segments[i]);
	size = elf_section_size(elf->form);
	for (size_t i = 0; i < header.shnum; i++)
		if (memcmp(&w->sections[i], &elf->sections[i], sizeof(*w->sections)) != 0)
			elf_code_section(elf->form, true,
					 elf_edit_bytes(w->plan, header.shoff + i * size, size),
					 &w->sections[i]);
	return true;
}

void elf_write_room_segment(struct elf_work *w)
{
	const struct elf_room *room = &w->room;
	if (room->grown < w->segment_count) {
		w->segments[room->grown] = room->segment;
		return;
	}
	if (room->unused < w->segment_count) {
		w->segment_count--;
		memmove(w->segments + room->unused, w->segments + room->unused + 1,
			(w->segment_count - room->unused) * sizeof(*w->segments));
	}
	size_t at = 0;
	for (size_t i = 0; i < w->segment_count; i++)
		if (w->segments[i].type == PT_LOAD)
			at = i + 1;
	memmove(w->segments + at + 1, w->segments + at, (w->segment_count - at) * sizeof(*w->segments));
	w->segments[at] = room->segment;
	w->segment_count++;
	struct elf_segment *table = elf_segment_of_type(w, PT_PHDR);
	if (table)
		table->filesz = table->memsz = w->segment_count * elf_segment_size(w->elf->form);
}
