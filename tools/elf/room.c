#include "elf/room.h"

#include <elf.h>
#include <string.h>

#include "elf/parts.h"
#include "elf/payload.h"

/* What no kernel's page is larger than. */
#define PAGE_MAX 65536
/* What no loaded table is aligned to more than. */
#define ALIGNMENT 8
#define MEMORY_GAP (1 << 20)
/* The most zeros that a file gets for memory that it had none for, for each of its
 * bytes: what comes out is bounded by what came in. */
#define ZEROS_FACTOR 16

static uint64_t round_up(uint64_t n, uint64_t align)
{
	return (n + align - 1) & ~(align - 1);
}

static uint64_t segment_align(const struct elf_segment *s)
{
	return s->align < 4096 ? 4096 : s->align;
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

/* --- room after a segment --------------------------------------------------- */

/* How far the memory after S is free: up to the page where the next one starts. */
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

static bool grow_segment(struct elf_room *room, const struct elf_parts *p, struct elf_block *const *blocks,
			 size_t count, size_t index, uint64_t end)
{
	const struct elf *elf = p->elf;
	const struct elf_segment *s = &elf->segments[index];
	uint64_t offset = s->offset + s->filesz, address = s->vaddr + s->filesz;
	uint64_t past = lay_out(blocks, count, NULL, offset, address), limit = elf_parts_next(p, offset);
	if (limit < UINT64_MAX) {
		/* Padding is less than a page, and zero to its end; else it is somebody's payload. */
		if (past > limit || limit - offset > PAGE_MAX || !elf_is_zero(elf, offset, limit - offset))
			return false;
	} else if (end != elf->source.size || !elf_is_zero(elf, offset, past - offset)) {
		return false;
	}
	if (address + (past - offset) > memory_limit(elf, s))
		return false;
	room->grown = index;
	room->segment = *s;
	room->segment.filesz = room->segment.memsz = past - s->offset;
	room->size = past > elf->source.size ? past : elf->source.size;
	return true;
}

static bool find_behind_segment(struct elf_room *room, const struct elf_parts *p,
				struct elf_block *const *blocks, size_t count, bool writable, uint64_t end)
{
	for (size_t i = 0; i < p->elf->header.phnum; i++) {
		const struct elf_segment *s = &p->elf->segments[i];
		if (s->type == PT_LOAD && s->filesz > 0 && s->filesz == s->memsz && s->flags & PF_R &&
		    (!writable || s->flags & PF_W) && grow_segment(room, p, blocks, count, i, end))
			return true;
	}
	return false;
}

/* --- a new segment ----------------------------------------------------------- */

/* True when nobody owns the bytes from START to END, where the next part starts.
 * Without sections for all that is loaded, only what aligns that part is sure to be nobody's. */
static bool is_padding(const struct elf_parts *p, uint64_t start, uint64_t end, uint64_t next)
{
	return (p->complete || next - start < ALIGNMENT) && elf_is_zero(p->elf, start, end - start);
}

/* Widens X, which starts where the table ends, to the end of the last thing in it;
 * *FIRST is where the first one starts.  False when something in it cannot move, or
 * is neither a thing nor padding. */
static bool widen(const struct elf_parts *p, struct elf_part *x, uint64_t *first)
{
	uint64_t at = x->start; /* up to here all is looked at */
	*first = UINT64_MAX;
	for (size_t i = 0; i < p->count; i++) {
		const struct elf_part *part = &p->items[i];
		if (part->kind == ELF_PART_HOLDER || part->end <= x->start)
			continue;
		if (at < part->start && at < x->end &&
		    !is_padding(p, at, part->start < x->end ? part->start : x->end, part->start))
			return false;
		if (part->start >= x->end) {
			at = x->end > at ? x->end : at;
			break;
		}
		if (part->start < x->start || part->kind != ELF_PART_MOVABLE)
			return false;
		if (*first == UINT64_MAX)
			*first = part->start;
		at = part->end > at ? part->end : at;
		x->end = part->end > x->end ? part->end : x->end;
	}
	return at >= x->end;
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

/* Lets the table grow where it is, with room for HEADERS more.  False when it cannot. */
static bool grow_table_by(struct elf_room *room, const struct elf_parts *p, uint64_t headers)
{
	const struct elf *elf = p->elf;
	const struct elf_header *h = &elf->header;
	uint64_t end = h->phoff + h->phnum * h->phentsize, first;
	struct elf_part x = {.start = end, .end = end + headers * h->phentsize};
	if (!widen(p, &x, &first))
		return false;
	/* Loaders read the table in memory. */
	const struct elf_segment *holder = NULL;
	for (size_t i = 0; i < h->phnum && !holder; i++) {
		const struct elf_segment *s = &elf->segments[i];
		if (s->type == PT_LOAD && h->phoff >= s->offset &&
		    elf_fits(h->phoff - s->offset, x.end - h->phoff, s->filesz))
			holder = s;
	}
	if (holder && first < x.end)
		room->displaced = (struct elf_block){.from = first,
						     .old_size = x.end - first,
						     .old_address = holder->vaddr + (first - holder->offset),
						     .size = x.end - first,
						     .align = 64};
	return holder;
}

/* For one more, and where it can be for a second one, which patchelf adds when it works on what comes out: it makes way
 * for it only up to the first section that is not in the order of the file (0.14.3, 0.15.0: rewriteSectionsLibrary). */
static bool grow_table(struct elf_room *room, const struct elf_parts *p)
{
	return p->elf->header.phnum + 1 < PN_XNUM && (grow_table_by(room, p, 2) || grow_table_by(room, p, 1));
}

/* Finds a place for one more program header: one that is nothing yet, after
 * the table, or the build id's. */
static bool find_header(struct elf_room *room, const struct elf_parts *p)
{
	const struct elf *elf = p->elf;
	const struct elf_header *h = &elf->header;
	for (room->unused = 0; room->unused < h->phnum; room->unused++)
		if (elf->segments[room->unused].type == PT_NULL)
			return true;
	if (grow_table(room, p))
		return true;
	for (room->unused = 0; room->unused < h->phnum; room->unused++)
		if (is_build_id(elf, &elf->segments[room->unused]))
			return true;
	return false;
}

/* Where the new segment starts in memory: above all others, and not right
 * after them, since eu-elflint takes a relocation to change as many bytes as
 * its symbol has, and would find that it changes a read-only segment. False if there are
 * no addresses up to LIMIT, which is INT64_MAX at most. */
static bool free_address(const struct elf *elf, uint64_t limit, uint64_t *address, uint64_t *align)
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
	if (top > limit)
		return false;
	*address = round_up(top, *align) + MEMORY_GAP;
	return *address <= limit;
}

/* Adds a segment at END, where the file or its payload ends. */
static bool add_segment(struct elf_room *room, const struct elf_parts *p, struct elf_block *const *blocks,
			size_t count, bool writable, uint64_t end)
{
	const struct elf *elf = p->elf;
	uint64_t limit = elf->form.wide ? INT64_MAX : UINT32_MAX, address, align;
	if (!find_header(room, p) || !free_address(elf, limit, &address, &align))
		return false;
	uint64_t offset = round_up(end, 16);
	address += offset & (align - 1);
	uint64_t past = lay_out(blocks, count, &room->displaced, offset, address), size = past - offset;
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

/* --- after payload ------------------------------------------------------------ */

/* Adds a segment after the payload that starts at START: it stays where it is.
 * Unless the program is known to find it there, it is repeated after the segment, for who
 * looks from the file's end. */
static bool add_after_payload(struct elf_room *room, const struct elf_parts *p,
			      struct elf_block *const *blocks, size_t count, bool writable, uint64_t start)
{
	const struct elf *elf = p->elf;
	uint64_t limit = elf->form.wide ? INT64_MAX : UINT32_MAX, size = elf->source.size - start;
	if (!add_segment(room, p, blocks, count, writable, elf->source.size))
		return false;
	if (elf_knows_payload(elf, start))
		return true;
	room->payload = start;
	room->payload_again = room->size;
	room->size += size;
	return room->size <= limit;
}

/* --- room before the file's tail --------------------------------------------- */

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
static bool can_shift(const struct elf_parts *p, uint64_t tail)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct elf_part *part = &p->items[i];
		if (part->end > tail && (part->kind != ELF_PART_TAIL || part->start < tail))
			return false;
	}
	return true;
}

/* Makes room after the last segment: the file then has the zeros of its
 * memory, too, and what follows them in the file moves up. */
static bool push_tail(struct elf_room *room, const struct elf_parts *p, struct elf_block *const *blocks,
		      size_t count)
{
	const struct elf *elf = p->elf;
	const struct elf_segment *s = last_loaded(elf);
	if (!s || s->filesz == 0 || !(s->flags & PF_R) || !(s->flags & PF_W))
		return false;
	uint64_t tail = s->offset + s->filesz, zeros = s->memsz - s->filesz;
	if (zeros > elf->source.size * ZEROS_FACTOR || !can_shift(p, tail))
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

/* Makes room in the last segment where that is zeros alone (lld 18 gives .bss one of its own): at END, where the file
 * ends, it gets those zeros, and what has to grow. */
static bool fill_last(struct elf_room *room, const struct elf_parts *p, struct elf_block *const *blocks,
		      size_t count, uint64_t end)
{
	const struct elf *elf = p->elf;
	const struct elf_segment *s = last_loaded(elf);
	uint64_t limit = elf->form.wide ? INT64_MAX : UINT32_MAX;
	if (!s || s->filesz > 0 || !(s->flags & PF_R) || !(s->flags & PF_W) ||
	    s->memsz > elf->source.size * ZEROS_FACTOR || segment_align(s) > PAGE_MAX ||
	    s->vaddr > limit - s->memsz)
		return false;
	uint64_t offset = end + ((s->vaddr - end) & (segment_align(s) - 1));
	uint64_t past = lay_out(blocks, count, NULL, offset + s->memsz, s->vaddr + s->memsz);
	if (past > limit || s->vaddr > limit - (past - offset))
		return false;
	*room = (struct elf_room){
	    .size = past, .segment = *s, .grown = (size_t)(s - elf->segments), .unused = elf->header.phnum};
	room->segment.offset = offset;
	room->segment.filesz = room->segment.memsz = past - offset;
	return true;
}

/* Tries one way after the other. */
static bool find(struct elf_room *room, const struct elf_parts *p, struct elf_block *const *blocks,
		 size_t count, bool writable)
{
	const struct elf *elf = p->elf;
	uint64_t end = elf_parts_end(p);
	/* Zeros that only fill the file up are nobody's payload. */
	if (end < elf->source.size && elf->source.size - end < PAGE_MAX &&
	    elf_is_zero(elf, end, elf->source.size - end))
		end = elf->source.size;
	if (find_behind_segment(room, p, blocks, count, writable, end))
		return true;
	if (end < elf->source.size)
		return elf_ends_with_bun(elf) ? push_tail(room, p, blocks, count)
					      : add_after_payload(room, p, blocks, count, writable, end);
	if (elf_find_section(elf, ".bun") < elf->header.shnum)
		return push_tail(room, p, blocks, count);
	return add_segment(room, p, blocks, count, writable, end) || push_tail(room, p, blocks, count) ||
	       fill_last(room, p, blocks, count, end);
}

bool elf_find_room(struct elf_room *room, const struct elf *elf, struct elf_block *const *blocks,
		   size_t count, bool writable, struct error *e)
{
	*room = (struct elf_room){.unused = elf->header.phnum};
	struct elf_parts p = {.elf = elf};
	elf_parts_find(&p);
	bool found = find(room, &p, blocks, count, writable);
	elf_parts_free(&p);
	return found ||
	       error_set(e, elf->subject, "has no room for the new interpreter, run path or libraries");
}
