#include "elf/room.h"

#include <elf.h>
#include <string.h>

/* What no kernel's page is larger than. */
#define PAGE_MAX 65536
/* More things than any linker puts right behind the table. */
#define PARTS_MAX 1024
#define MEMORY_GAP (1 << 20)
/* The most zeros that a file gets for memory that it had none for. */
#define ZEROS_MAX (64 << 20)

static uint64_t round_up(uint64_t n, uint64_t align)
{
	return (n + align - 1) & ~(align - 1);
}

static uint64_t segment_align(const struct elf_segment *s)
{
	return s->align < 4096 ? 4096 : s->align;
}

/* --- who owns which bytes of the file ---------------------------------------- */

/* A run of bytes of the file. */
struct extent {
	uint64_t start, end;
};

/* The INDEXth thing that owns bytes: header, both tables, segments, sections,
 * dynamic strings.  False behind the last. */
static bool owned_extent(const struct elf *elf, size_t index, struct extent *x)
{
	const struct elf_header *h = &elf->header;
	*x = (struct extent){0, 0};
	if (index == 0) {
		x->end = elf_header_size(elf->form);
	} else if (index == 1) {
		*x = (struct extent){h->phoff, h->phoff + h->phnum * h->phentsize};
	} else if (index == 2) {
		*x = (struct extent){h->shoff, h->shoff + h->shnum * h->shentsize};
	} else if (index < 3 + h->phnum) {
		const struct elf_segment *s = &elf->segments[index - 3];
		if (s->type != PT_NULL && s->type != PT_GNU_STACK)
			*x = (struct extent){s->offset, s->offset + s->filesz};
	} else if (index < 3 + h->phnum + h->shnum) {
		const struct elf_section *s = &elf->sections[index - 3 - h->phnum];
		if (s->type != SHT_NOBITS && s->type != SHT_NULL)
			*x = (struct extent){s->offset, s->offset + s->size};
	} else if (index == 3 + h->phnum + h->shnum && elf->dynamic) {
		*x = (struct extent){elf->strings, elf->strings + elf->strings_size};
	} else {
		return false;
	}
	return true;
}

/* The end of everything that the headers tell of; what is behind is payload. */
static uint64_t end_of_elf(const struct elf *elf)
{
	uint64_t end = 0;
	struct extent x;
	for (size_t i = 0; owned_extent(elf, i, &x); i++)
		if (x.end > end)
			end = x.end;
	return end;
}

/* Where the first bytes at or behind OFFSET start that somebody owns; UINT64_MAX: nowhere. */
static uint64_t next_owned(const struct elf *elf, uint64_t offset)
{
	uint64_t next = UINT64_MAX;
	struct extent x;
	for (size_t i = 0; owned_extent(elf, i, &x); i++)
		if (x.end > x.start && x.end > offset && x.start < next)
			next = x.start < offset ? offset : x.start;
	return next;
}

/* --- laying out -------------------------------------------------------------- */

/* Gives all blocks their places from OFFSET and ADDRESS on, which are equal
 * modulo any alignment that matters, and returns where they end in the file. */
static uint64_t lay_out(struct elf_block *const *blocks, size_t count, struct elf_block *displaced,
			uint64_t offset, uint64_t address)
{
	uint64_t at = offset;
	for (size_t i = 0; i <= count; i++) {
		struct elf_block *b = i < count ? blocks[i] : displaced;
		if (!b || b->size == 0)
			continue;
		uint64_t here = address + (at - offset);
		/* What moves as it is keeps the alignment that it has, whatever that is for. */
		uint64_t want =
		    i < count ? round_up(here, b->align) : here + ((b->old_address - here) & (b->align - 1));
		at += want - here;
		b->at = at;
		b->address = want;
		at += b->size;
	}
	return at;
}

/* --- room behind a segment --------------------------------------------------- */

/* How far the memory behind S is free: up to the page where the next one starts. */
static uint64_t memory_limit(const struct elf *elf, const struct elf_segment *s)
{
	uint64_t limit = elf->form.wide ? UINT64_MAX : UINT32_MAX;
	for (size_t i = 0; i < elf->header.phnum; i++) {
		const struct elf_segment *other = &elf->segments[i];
		uint64_t start = other->vaddr & ~(segment_align(other) - 1);
		if (other->type == PT_LOAD && other != s && other->vaddr >= s->vaddr && start < limit)
			limit = start;
	}
	return limit;
}

static bool grow_segment(struct elf_room *room, const struct elf *elf, struct elf_block *const *blocks,
			 size_t count, size_t index, uint64_t end)
{
	const struct elf_segment *s = &elf->segments[index];
	uint64_t offset = s->offset + s->filesz, address = s->vaddr + s->filesz;
	uint64_t past = lay_out(blocks, count, NULL, offset, address);
	uint64_t limit = next_owned(elf, offset);
	/* Behind the end of the ELF file there is room only where the file ends, too. */
	if (limit == UINT64_MAX && end != elf->source.size)
		limit = end > elf->source.size ? offset : elf->source.size;
	if (past > limit || address + (past - offset) > memory_limit(elf, s) ||
	    !elf_is_zero(elf, offset, past - offset))
		return false;
	room->grown = index;
	room->segment = *s;
	room->segment.filesz = room->segment.memsz = past - s->offset;
	room->size = past > elf->source.size ? past : elf->source.size;
	return true;
}

static bool find_behind_segment(struct elf_room *room, const struct elf *elf, struct elf_block *const *blocks,
				size_t count, bool writable, uint64_t end)
{
	for (size_t i = 0; i < elf->header.phnum; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (s->type == PT_LOAD && s->filesz > 0 && s->filesz == s->memsz && s->flags & PF_R &&
		    (!writable || s->flags & PF_W) && grow_segment(room, elf, blocks, count, i, end))
			return true;
	}
	return false;
}

/* --- a new segment ----------------------------------------------------------- */

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

static bool can_move_section(const struct elf *elf, const struct elf_section *section)
{
	uint64_t offset;
	if (!(section->flags & SHF_ALLOC) || section->flags & (SHF_WRITE | SHF_EXECINSTR) ||
	    !elf_offset(elf, section->addr, section->size, &offset) || offset != section->offset)
		return false;
	for (size_t i = 0; i < elf->header.phnum; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (is_pointer(elf, s) && section->offset >= s->offset &&
		    elf_fits(section->offset - s->offset, section->size, s->filesz))
			return true;
	}
	for (size_t i = 0; i < elf->dynamic_used; i++)
		if (elf_may_move(elf->dynamic[i].tag) && elf->dynamic[i].value == section->addr)
			return true;
	return false;
}

/* True when the INDEXth thing of owned_extent can. */
static bool can_move(const struct elf *elf, size_t index)
{
	size_t segments = elf->header.phnum, sections = elf->header.shnum;
	if (index < 3)
		return false;
	if (index < 3 + segments)
		return is_pointer(elf, &elf->segments[index - 3]);
	return index == 3 + segments + sections ||
	       can_move_section(elf, &elf->sections[index - 3 - segments]);
}

/* True when the INDEXth thing of owned_extent is a segment that holds others. */
static bool is_container(const struct elf *elf, size_t index)
{
	if (index < 3 || index >= 3 + elf->header.phnum)
		return false;
	uint64_t type = elf->segments[index - 3].type;
	return type == PT_LOAD || type == PT_GNU_RELRO || type == PT_PHDR;
}

/* Widens X so that it ends where nothing is cut, and starts with the first
 * thing in it.  False when something in it cannot move. */
static bool widen(const struct elf *elf, struct extent *x)
{
	uint64_t start = x->end, table_end = x->start, before;
	size_t parts = 0;
	do {
		before = x->end;
		struct extent part;
		for (size_t i = 1; owned_extent(elf, i, &part); i++) {
			if (part.end <= table_end || part.start >= x->end || part.start == part.end)
				continue;
			if (is_container(elf, i))
				continue;
			if (parts++ == PARTS_MAX || part.start < table_end || !can_move(elf, i))
				return false;
			if (part.end > x->end)
				x->end = part.end;
			if (part.start < start)
				start = part.start;
		}
	} while (x->end != before);
	x->start = start;
	return true;
}

/* True when nothing but zeros is between the things that are owned in X. */
static bool gaps_are_zero(const struct elf *elf, struct extent x)
{
	size_t rounds = 0;
	for (uint64_t at = x.start; at < x.end;) {
		if (rounds++ == PARTS_MAX)
			return false;
		uint64_t next = x.end, covered = at;
		struct extent part;
		for (size_t i = 1; owned_extent(elf, i, &part); i++) {
			if (is_container(elf, i) || part.start == part.end)
				continue;
			if (part.start <= at && part.end > covered)
				covered = part.end;
			if (part.start > at && part.start < next)
				next = part.start;
		}
		if (covered > at) {
			at = covered;
			continue;
		}
		if (!elf_is_zero(elf, at, next - at))
			return false;
		at = next;
	}
	return true;
}

/* True for a PT_NOTE that holds nothing but the build id, which tools find by
 * its section, too. */
static bool is_build_id(const struct elf *elf, const struct elf_segment *s)
{
	unsigned char note[16];
	if (s->type != PT_NOTE || s->filesz < sizeof(note) || !elf_bytes(elf, s->offset, note, sizeof(note)))
		return false;
	return elf_word(elf->form, note) == 4 && elf_word(elf->form, note + 8) == NT_GNU_BUILD_ID &&
	       memcmp(note + 12, "GNU", 4) == 0 &&
	       s->filesz == sizeof(note) + round_up(elf_word(elf->form, note + 4), 4);
}

/* Lets the table grow where it is.  False when it cannot. */
static bool grow_table(struct elf_room *room, const struct elf *elf)
{
	const struct elf_header *h = &elf->header;
	uint64_t end = h->phoff + h->phnum * h->phentsize, wanted = end + h->phentsize;
	struct extent x = {end, wanted};
	if (h->phnum + 1 >= PN_XNUM || !widen(elf, &x) || !gaps_are_zero(elf, (struct extent){end, x.end}))
		return false;
	/* Loaders read the table in memory. */
	const struct elf_segment *holder = NULL;
	for (size_t i = 0; i < h->phnum && !holder; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (s->type == PT_LOAD && h->phoff >= s->offset &&
		    elf_fits(h->phoff - s->offset, x.end - h->phoff, s->filesz))
			holder = s;
	}
	if (holder && x.start < x.end)
		room->displaced =
		    (struct elf_block){.from = x.start,
				       .old_size = x.end - x.start,
				       .old_address = holder->vaddr + (x.start - holder->offset),
				       .size = x.end - x.start,
				       .align = 64};
	return holder;
}

/* Finds a place for one more program header: one that is nothing yet, behind
 * the table, or the build id's. */
static bool find_header(struct elf_room *room, const struct elf *elf)
{
	const struct elf_header *h = &elf->header;
	for (room->unused = 0; room->unused < h->phnum; room->unused++)
		if (elf->segments[room->unused].type == PT_NULL)
			return true;
	if (grow_table(room, elf))
		return true;
	for (room->unused = 0; room->unused < h->phnum; room->unused++)
		if (is_build_id(elf, &elf->segments[room->unused]))
			return true;
	return false;
}

/* Where the new segment starts in memory: above all others, and not right
 * behind them, since eu-elflint takes a relocation to change as many bytes as
 * its symbol has, and would find that it changes a read-only segment. */
static uint64_t free_address(const struct elf *elf, uint64_t *align)
{
	uint64_t top = 0;
	*align = 4096;
	for (size_t i = 0; i < elf->header.phnum; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (s->type != PT_LOAD)
			continue;
		if (segment_align(s) > *align)
			*align = segment_align(s);
		if (s->vaddr + s->memsz > top)
			top = s->vaddr + s->memsz;
	}
	if (*align > PAGE_MAX)
		*align = PAGE_MAX;
	return round_up(top, *align) + MEMORY_GAP;
}

static bool add_segment(struct elf_room *room, const struct elf *elf, struct elf_block *const *blocks,
			size_t count, bool writable, uint64_t end)
{
	if (!find_header(room, elf))
		return false;
	uint64_t align, address = free_address(elf, &align), offset = round_up(end, 16);
	address += offset & (align - 1);
	uint64_t past = lay_out(blocks, count, &room->displaced, offset, address), size = past - offset;
	uint64_t limit = elf->form.wide ? INT64_MAX : UINT32_MAX;
	if (address > limit || size > limit - address || past > limit)
		return false;
	room->grown = elf->header.phnum;
	room->segment = (struct elf_segment){.type = PT_LOAD,
					     .flags = writable ? PF_R | PF_W : PF_R,
					     .offset = offset,
					     .vaddr = address,
					     .paddr = address,
					     .filesz = size,
					     .memsz = size,
					     .align = align};
	room->size = past;
	return true;
}

/* --- room before the file's tail --------------------------------------------- */

/* What `bun build --compile` of 1.2 ends with: behind it is the file's length. */
static bool ends_with_bun(const struct elf *elf)
{
	static const char trailer[] = "\n---- Bun! ----\n";
	char end[sizeof(trailer) - 1];
	uint64_t size = elf->source.size, back = sizeof(end) + 8;
	return size >= back && elf_bytes(elf, size - back, end, sizeof(end)) &&
	       memcmp(end, trailer, sizeof(end)) == 0;
}

/* The PT_LOAD above all others in memory, or NULL. */
static const struct elf_segment *last_loaded(const struct elf *elf)
{
	const struct elf_segment *last = NULL;
	for (size_t i = 0; i < elf->header.phnum; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (s->type == PT_LOAD && (!last || s->vaddr + s->memsz >= last->vaddr + last->memsz))
			last = s;
	}
	return last;
}

/* True when nothing that is loaded is in the file from TAIL on, and nothing at all is on both sides of it. */
static bool can_shift(const struct elf *elf, uint64_t tail)
{
	size_t sections = 3 + elf->header.phnum, strings = sections + elf->header.shnum;
	struct extent x;
	for (size_t i = 0; owned_extent(elf, i, &x); i++) {
		bool is_section = i >= sections && i < strings;
		bool moves = i == 2 || (is_section && !(elf->sections[i - sections].flags & SHF_ALLOC));
		if (x.end > tail && x.end > x.start && (!moves || x.start < tail))
			return false;
	}
	return true;
}

/* Makes room behind the last segment: the file then has the zeros of its
 * memory, too, and what follows them in the file moves up. */
static bool push_tail(struct elf_room *room, const struct elf *elf, struct elf_block *const *blocks,
		      size_t count)
{
	const struct elf_segment *s = last_loaded(elf);
	if (!s || s->filesz == 0 || !(s->flags & PF_R) || !(s->flags & PF_W))
		return false;
	uint64_t tail = s->offset + s->filesz, zeros = s->memsz - s->filesz;
	if (zeros > ZEROS_MAX || !can_shift(elf, tail))
		return false;
	uint64_t past = lay_out(blocks, count, NULL, tail + zeros, s->vaddr + s->memsz);
	uint64_t limit = elf->form.wide ? INT64_MAX : UINT32_MAX, shift = round_up(past - tail, PAGE_MAX);
	if (s->vaddr + (past - s->offset) > limit || elf->source.size + shift > limit)
		return false;
	*room = (struct elf_room){.size = elf->source.size + shift,
				  .segment = *s,
				  .grown = (size_t)(s - elf->segments),
				  .unused = elf->header.phnum,
				  .tail = tail,
				  .shift = shift};
	room->segment.filesz = room->segment.memsz = past - s->offset;
	return true;
}

bool elf_find_room(struct elf_room *room, const struct elf *elf, struct elf_block *const *blocks,
		   size_t count, bool writable, struct error *e)
{
	*room = (struct elf_room){.unused = elf->header.phnum};
	uint64_t end = end_of_elf(elf);
	/* Zeros that only fill the file up are nobody's payload. */
	if (end < elf->source.size && elf->source.size - end < PAGE_MAX &&
	    elf_is_zero(elf, end, elf->source.size - end))
		end = elf->source.size;
	if (find_behind_segment(room, elf, blocks, count, writable, end))
		return true;
	bool payload = end < elf->source.size;
	bool is_bun = payload ? ends_with_bun(elf) : elf_has_section(elf, ".bun");
	if (payload && !is_bun)
		return error_set(e, elf->subject,
				 "has %llu bytes of payload behind its end and no room inside",
				 (unsigned long long)(elf->source.size - end));
	return (is_bun && push_tail(room, elf, blocks, count)) ||
	       (!payload && add_segment(room, elf, blocks, count, writable, end)) ||
	       push_tail(room, elf, blocks, count) ||
	       error_set(e, elf->subject, "has no room for what has to grow");
}
