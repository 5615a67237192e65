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

/* Room that is looked for. */
struct search {
	struct elf_room *room; /* what is found */
	const struct elf *elf;
	struct elf_parts parts;          /* its */
	struct elf_block *const *blocks; /* what has to grow */
	size_t count;
	bool writable;  /* the room must be */
	uint64_t limit; /* of offsets and addresses */
	uint64_t end;   /* of what the headers describe: after it is payload */
};

static uint64_t round_up(uint64_t n, uint64_t align)
{
	return (n + align - 1) & ~(align - 1);
}

static uint64_t segment_align(const struct elf_segment *s)
{
	return s->align < 4096 ? 4096 : s->align;
}

/* --- laying out -------------------------------------------------------------- */

/* Gives all blocks, and what the table displaces, their places from OFFSET and ADDRESS on,
 * which are equal modulo any alignment that matters, and returns where they end in the file. */
static uint64_t lay_out(const struct search *s, uint64_t offset, uint64_t address)
{
	uint64_t at = offset;
	for (size_t i = 0; i <= s->count; i++) {
		bool grows = i < s->count;
		struct elf_block *b = grows ? s->blocks[i] : &s->room->displaced;
		if (b->size == 0)
			continue;
		uint64_t here = address + (at - offset);
		/* What moves as it is keeps the alignment that it has, whatever that is for. */
		uint64_t want =
		    grows ? round_up(here, b->align) : here + ((b->old_address - here) & (b->align - 1));
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

static bool grow_segment(const struct search *s, size_t index)
{
	const struct elf *elf = s->elf;
	const struct elf_segment *old = &elf->segments[index];
	uint64_t offset = old->offset + old->filesz, address = old->vaddr + old->filesz;
	uint64_t past = lay_out(s, offset, address), next = elf_parts_next(&s->parts, offset);
	if (next < UINT64_MAX) {
		/* Padding is less than a page, and zero to its end; else it is somebody's payload. */
		if (past > next || next - offset > PAGE_MAX || !elf_is_zero(elf, offset, next - offset))
			return false;
	} else if (s->end != elf->source.size || !elf_is_zero(elf, offset, past - offset)) {
		return false;
	}
	if (address + (past - offset) > memory_limit(elf, old))
		return false;
	s->room->grown = index;
	s->room->segment = *old;
	s->room->segment.filesz = s->room->segment.memsz = past - old->offset;
	s->room->size = past > elf->source.size ? past : elf->source.size;
	return true;
}

static bool find_after_segment(const struct search *s)
{
	for (size_t i = 0; i < s->elf->header.phnum; i++) {
		const struct elf_segment *old = &s->elf->segments[i];
		if (old->type == PT_LOAD && old->filesz > 0 && old->filesz == old->memsz &&
		    old->flags & PF_R && (!s->writable || old->flags & PF_W) && grow_segment(s, i))
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
static bool grow_table_by(const struct search *s, uint64_t headers)
{
	const struct elf *elf = s->elf;
	const struct elf_header *h = &elf->header;
	uint64_t end = h->phoff + h->phnum * h->phentsize, first;
	struct elf_part x = {.start = end, .end = end + headers * h->phentsize};
	if (!widen(&s->parts, &x, &first))
		return false;
	/* Loaders read the table in memory. */
	const struct elf_segment *holder = NULL;
	for (size_t i = 0; i < h->phnum && !holder; i++) {
		const struct elf_segment *load = &elf->segments[i];
		if (load->type == PT_LOAD && h->phoff >= load->offset &&
		    elf_fits(h->phoff - load->offset, x.end - h->phoff, load->filesz))
			holder = load;
	}
	if (holder && first < x.end)
		s->room->displaced =
		    (struct elf_block){.from = first,
				       .old_size = x.end - first,
				       .old_address = holder->vaddr + (first - holder->offset),
				       .size = x.end - first,
				       .align = 64};
	return holder;
}

/* For one more, and where it can be for a second one, which patchelf adds when it works on what comes out: it makes way
 * for it only up to the first section that is not in the order of the file (0.14.3, 0.15.0: rewriteSectionsLibrary). */
static bool grow_table(const struct search *s)
{
	return s->elf->header.phnum + 1 < PN_XNUM && (grow_table_by(s, 2) || grow_table_by(s, 1));
}

/* Finds a place for one more program header: one that is nothing yet, after
 * the table, or the build id's. */
static bool find_header(const struct search *s)
{
	const struct elf *elf = s->elf;
	const size_t count = elf->header.phnum;
	size_t *unused = &s->room->unused;
	for (*unused = 0; *unused < count; ++*unused)
		if (elf->segments[*unused].type == PT_NULL)
			return true;
	if (grow_table(s))
		return true;
	for (*unused = 0; *unused < count; ++*unused)
		if (is_build_id(elf, &elf->segments[*unused]))
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

/* Adds a segment at AT, where the file or its payload ends. */
static bool add_segment(const struct search *s, uint64_t at)
{
	uint64_t address, align;
	if (!find_header(s) || !free_address(s->elf, s->limit, &address, &align))
		return false;
	uint64_t offset = round_up(at, 16);
	address += offset & (align - 1);
	uint64_t past = lay_out(s, offset, address), size = past - offset;
	if (address > s->limit || size > s->limit - address || past > s->limit)
		return false;
	s->room->grown = s->elf->header.phnum;
	s->room->segment = (struct elf_segment){.type = PT_LOAD,
						.flags = s->writable ? PF_R | PF_W : PF_R,
						.offset = offset,
						.vaddr = address,
						.paddr = address,
						.filesz = size,
						.memsz = size,
						.align = align};
	s->room->size = past;
	return true;
}

/* --- after payload ------------------------------------------------------------ */

/* Adds a segment after the payload: it stays where it is.  Unless the program is known to
 * find it there, it is repeated after the segment, for who looks from the file's end. */
static bool add_after_payload(const struct search *s)
{
	struct elf_room *room = s->room;
	uint64_t size = s->elf->source.size;
	if (!add_segment(s, size))
		return false;
	if (elf_knows_payload(s->elf, s->end))
		return true;
	room->payload = s->end;
	room->payload_again = room->size;
	room->size += size - s->end;
	return room->size <= s->limit;
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
static bool push_tail(const struct search *s)
{
	const struct elf *elf = s->elf;
	const struct elf_segment *last = last_loaded(elf);
	if (!last || last->filesz == 0 || !(last->flags & PF_R) || !(last->flags & PF_W))
		return false;
	uint64_t tail = last->offset + last->filesz, zeros = last->memsz - last->filesz;
	if (zeros > elf->source.size * ZEROS_FACTOR || !can_shift(&s->parts, tail))
		return false;
	*s->room = (struct elf_room){.segment = *last,
				     .grown = (size_t)(last - elf->segments),
				     .unused = elf->header.phnum,
				     .tail = tail};
	uint64_t past = lay_out(s, tail + zeros, last->vaddr + last->memsz);
	s->room->shift = round_up(past - tail, PAGE_MAX);
	s->room->size = elf->source.size + s->room->shift;
	s->room->segment.filesz = s->room->segment.memsz = past - last->offset;
	return last->vaddr + (past - last->offset) <= s->limit && s->room->size <= s->limit;
}

/* Makes room in the last segment where that is zeros alone (lld 18 gives .bss one of its own): at the end of the file
 * it gets those zeros, and what has to grow. */
static bool fill_last(const struct search *s)
{
	const struct elf *elf = s->elf;
	const struct elf_segment *last = last_loaded(elf);
	if (!last || last->filesz > 0 || !(last->flags & PF_R) || !(last->flags & PF_W) ||
	    last->memsz > elf->source.size * ZEROS_FACTOR || segment_align(last) > PAGE_MAX ||
	    last->vaddr > s->limit - last->memsz)
		return false;
	*s->room = (struct elf_room){
	    .segment = *last, .grown = (size_t)(last - elf->segments), .unused = elf->header.phnum};
	uint64_t offset = s->end + ((last->vaddr - s->end) & (segment_align(last) - 1));
	uint64_t past = lay_out(s, offset + last->memsz, last->vaddr + last->memsz);
	s->room->size = past;
	s->room->segment.offset = offset;
	s->room->segment.filesz = s->room->segment.memsz = past - offset;
	return past <= s->limit && last->vaddr <= s->limit - (past - offset);
}

/* Tries one way after the other. */
static bool find(const struct search *s)
{
	if (find_after_segment(s))
		return true;
	if (s->end < s->elf->source.size)
		return elf_ends_with_bun(s->elf) ? push_tail(s) : add_after_payload(s);
	if (elf_has_section(s->elf, ".bun"))
		return push_tail(s);
	return add_segment(s, s->end) || push_tail(s) || fill_last(s);
}

bool elf_find_room(struct elf_room *room, const struct elf *elf, struct elf_block *const *blocks,
		   size_t count, bool writable, struct error *e)
{
	*room = (struct elf_room){.unused = elf->header.phnum};
	struct search s = {
	    .room = room,
	    .elf = elf,
	    .parts.elf = elf,
	    .blocks = blocks,
	    .count = count,
	    .writable = writable,
	    .limit = elf->form.wide ? INT64_MAX : UINT32_MAX,
	};
	elf_parts_find(&s.parts);
	s.end = elf_parts_end(&s.parts);
	/* Zeros that only fill the file up are nobody's payload. */
	uint64_t size = elf->source.size;
	if (s.end < size && size - s.end < PAGE_MAX && elf_is_zero(elf, s.end, size - s.end))
		s.end = size;
	bool found = find(&s);
	elf_parts_free(&s.parts);
	return found ||
	       error_set(e, elf->subject, "has no room for the new interpreter, run path or libraries");
}
