#include "elf/plan.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "elf/room.h"
#include "elf/shared.h"

struct word {
	uint64_t at, value;
};

/* Everything a plan is made from.  The tables are copies of the file's, and
 * become what the new file has. */
struct work {
	struct elf_plan *plan;
	const struct elf *elf;
	struct elf_segment *segments; /* with room for one more */
	struct elf_section *sections;
	struct elf_dynamic *dynamic; /* with room for those that are added */
	size_t segment_count;
	size_t dynamic_used;  /* entries before DT_NULL */
	size_t dynamic_count; /* entries that are written */
	bool dynamic_changed;
	bool path_changes;    /* the old run path's string is of no use */
	bool search_changes;  /* other libraries may be found than before */
	bool headers_changed; /* also when nothing moves */
	struct word *words; /* 32-bit numbers that change where they are */
	size_t word_count, word_capacity;
	struct buffer added; /* strings that the table gets at its end */
	struct elf_room room;
	struct elf_block interpreter, strings, dynamic_block; /* what moves; size 0: does not */
	struct elf_block cache;                               /* what is zeroed */
	struct in_place {
		uint64_t at, size; /* size 0: nothing */
		const char *text;
	} new_interpreter, new_path;
	struct buffer old_path; /* also other strings, one after the other */
};

/* --- edits ------------------------------------------------------------------ */

static struct elf_edit *add_edit(struct elf_plan *plan, int kind, uint64_t at, uint64_t len)
{
	array_reserve(plan->edits, plan->capacity, plan->count + 1);
	struct elf_edit *edit = &plan->edits[plan->count++];
	*edit = (struct elf_edit){.at = at, .len = len};
	edit->kind = kind;
	return edit;
}

/* Zeroed bytes to be filled by the caller. */
static unsigned char *edit_bytes(struct elf_plan *plan, uint64_t at, uint64_t len)
{
	struct elf_edit *edit = add_edit(plan, ELF_EDIT_BYTES, at, len);
	edit->bytes = xmalloc(len);
	memset(edit->bytes, 0, len);
	return edit->bytes;
}

static void edit_copy(struct elf_plan *plan, uint64_t at, uint64_t from, uint64_t len)
{
	add_edit(plan, ELF_EDIT_COPY, at, len)->from = from;
}

static void edit_zero(struct elf_plan *plan, uint64_t at, uint64_t len)
{
	if (len > 0)
		add_edit(plan, ELF_EDIT_ZERO, at, len);
}

/* Where in the new file the old one's bytes at OFFSET are. */
static uint64_t now_at(const struct work *w, uint64_t offset)
{
	const struct elf_block *b = &w->room.displaced;
	if (w->room.shift > 0 && offset >= w->room.tail)
		return offset + w->room.shift;
	return b->size > 0 && offset >= b->from && offset < b->from + b->size ? b->at + (offset - b->from)
									      : offset;
}

/* --- what has to change ----------------------------------------------------- */

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

static bool want_interpreter(struct work *w, const char *wanted, struct error *e)
{
	const struct elf_segment *s = w->elf->interpreter_segment;
	if (!s)
		return error_set(e, w->elf->subject,
				 "has no interpreter: a shared library, or statically linked");
	struct buffer old = {0};
	bool ok = elf_interpreter(w->elf, &old, e);
	bool same = ok && strcmp(buffer_string(&old), wanted) == 0;
	buffer_free(&old);
	uint64_t len = strlen(wanted) + 1;
	if (!ok || same)
		return ok;
	if (len <= s->filesz)
		w->new_interpreter = (struct in_place){s->offset, s->filesz, wanted};
	else
		w->interpreter =
		    (struct elf_block){.from = s->offset, .old_size = s->filesz, .size = len, .align = 1};
	return true;
}

static size_t find_entry(const struct work *w, uint64_t tag, size_t start)
{
	while (start < w->dynamic_used && w->dynamic[start].tag != tag)
		start++;
	return start;
}

static void insert_entry(struct work *w, size_t at, uint64_t tag, uint64_t value)
{
	memmove(w->dynamic + at + 1, w->dynamic + at, (w->dynamic_used - at) * sizeof(*w->dynamic));
	w->dynamic[at] = (struct elf_dynamic){tag, value};
	w->dynamic[++w->dynamic_used] = (struct elf_dynamic){DT_NULL, 0};
	w->dynamic_changed = true;
}

static void remove_entry(struct work *w, size_t at)
{
	w->dynamic_used--;
	memmove(w->dynamic + at, w->dynamic + at + 1, (w->dynamic_used - at) * sizeof(*w->dynamic));
	w->dynamic[w->dynamic_used] = (struct elf_dynamic){DT_NULL, 0};
	w->dynamic_changed = true;
}

/* Adds a string to the table; returns by which value entries name it. */
static uint64_t add_string(struct work *w, const char *text)
{
	uint64_t value = w->elf->strings_size + w->added.len;
	buffer_add(&w->added, text, strlen(text) + 1);
	return value;
}

static bool has_tag(const struct elf *elf, uint64_t tag)
{
	return elf_find_dynamic(elf, tag, 0) != elf->dynamic_used;
}

/* The entry that has the run path; dynamic_used when there is none. */
static size_t path_entry(const struct elf *elf)
{
	return elf_find_dynamic(elf, has_tag(elf, DT_RUNPATH) ? DT_RUNPATH : DT_RPATH, 0);
}

/* Gives every run path entry, or a new one, TAG and VALUE. */
static void set_path_entries(struct work *w, uint64_t tag, uint64_t value)
{
	bool found = false;
	for (size_t i = 0; i < w->dynamic_used; i++) {
		if (w->dynamic[i].tag == DT_RUNPATH || w->dynamic[i].tag == DT_RPATH) {
			w->dynamic[i] = (struct elf_dynamic){tag, value};
			found = true;
		}
	}
	w->dynamic_changed = true;
	if (!found)
		insert_entry(w, w->dynamic_used, tag, value);
}

static bool want_run_path(struct work *w, const char *wanted, bool force_rpath, struct error *e)
{
	const struct elf *elf = w->elf;
	if (elf_loads_itself(elf))
		return error_set(e, elf->subject,
				 "has no use for a run path: it is static-pie, or a dynamic linker");
	if (strlen(wanted) >= ELF_STRING_MAX)
		return error_set(e, elf->subject, "the new run path is longer than %d bytes", ELF_STRING_MAX);
	uint64_t tag = force_rpath ? DT_RPATH : DT_RUNPATH, other = force_rpath ? DT_RUNPATH : DT_RPATH;
	bool has_path = has_tag(elf, tag) || has_tag(elf, other);
	if (!elf_run_path(elf, &w->old_path, e))
		return false;
	bool same = strcmp(buffer_string(&w->old_path), wanted) == 0;
	if (same && !has_tag(elf, other))
		return true;
	uint64_t old = has_path ? elf->dynamic[path_entry(elf)].value : 0, len = strlen(wanted) + 1;
	uint64_t place = has_path ? elf_unshared_string(elf, old) : 0;
	w->path_changes = has_path && !same;
	w->search_changes = w->search_changes || !same;
	if (same) {
		set_path_entries(w, tag, old);
	} else if (len <= place) {
		w->new_path = (struct in_place){elf->strings + old, place, wanted};
		set_path_entries(w, tag, old);
	} else {
		set_path_entries(w, tag, add_string(w, wanted));
	}
	return true;
}

static void want_no_run_path(struct work *w)
{
	const struct elf *elf = w->elf;
	size_t entry = path_entry(elf);
	if (entry == elf->dynamic_used)
		return;
	w->path_changes = w->search_changes = true;
	w->new_path = (struct in_place){elf->strings + elf->dynamic[entry].value,
					elf_unshared_string(elf, elf->dynamic[entry].value), ""};
	for (size_t i = w->dynamic_used; i-- > 0;)
		if (w->dynamic[i].tag == DT_RUNPATH || w->dynamic[i].tag == DT_RPATH)
			remove_entry(w, i);
}

static bool want_soname(struct work *w, const char *wanted, struct error *e)
{
	size_t entry = find_entry(w, DT_SONAME, 0);
	if (entry == w->dynamic_used) {
		insert_entry(w, 0, DT_SONAME, add_string(w, wanted));
		return true;
	}
	if (!elf_dynamic_string(w->elf, &w->dynamic[entry], &w->old_path, e))
		return false;
	if (strcmp(buffer_string(&w->old_path), wanted) != 0) {
		w->dynamic[entry].value = add_string(w, wanted);
		w->dynamic_changed = true;
	}
	return true;
}

/* What NAME becomes; NULL: it stays. */
static const char *new_name(const struct elf_change *change, const char *name)
{
	for (size_t i = 0; i < change->replace_count; i++)
		if (strcmp(change->replace_needed[i].from, name) == 0 &&
		    strcmp(change->replace_needed[i].to, name) != 0)
			return change->replace_needed[i].to;
	return NULL;
}

static bool is_removed(const struct elf_change *change, const char *name)
{
	for (size_t i = 0; i < change->remove_count; i++)
		if (strcmp(change->remove_needed[i], name) == 0)
			return true;
	return false;
}

/* Notes that the 32-bit number at OFFSET of the old file becomes VALUE. */
static void rename_version(struct work *w, uint64_t offset, uint64_t value)
{
	array_reserve(w->words, w->word_capacity, w->word_count + 1);
	w->words[w->word_count++] = (struct word){offset, value};
}

/* Replaces the names of libraries in the table of needed versions (gABI, Elf_Verneed:
 * the file's name at 4, the next one's distance at 12), which is not moved by itself. */
static bool rename_versions(struct work *w, const struct elf_change *change, struct error *e)
{
	const struct elf *elf = w->elf;
	size_t table = elf_find_dynamic(elf, DT_VERNEED, 0), count = elf_find_dynamic(elf, DT_VERNEEDNUM, 0);
	if (change->replace_count == 0 || table == elf->dynamic_used || count == elf->dynamic_used)
		return true;
	uint64_t address = elf->dynamic[table].value, left = elf->dynamic[count].value;
	while (left-- > 0) {
		unsigned char bytes[16];
		uint64_t offset;
		if (!elf_offset(elf, address, sizeof(bytes), &offset) ||
		    !elf_bytes(elf, offset, bytes, sizeof(bytes)))
			return error_set(e, elf->subject,
					 "damaged ELF file: its versions are not in the file");
		const struct elf_dynamic name = {DT_NEEDED, elf_word(elf->form, bytes + 4)};
		if (!elf_dynamic_string(elf, &name, &w->old_path, e))
			return false;
		const char *to = new_name(change, buffer_string(&w->old_path));
		if (to)
			rename_version(w, offset + 4, add_string(w, to));
		uint64_t next = elf_word(elf->form, bytes + 12);
		if (next == 0)
			break;
		address += next;
	}
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* As patchelf has it: in the order of their names, each once. */
static void add_needed(struct work *w, const struct elf_change *change)
{
	const char **names = xmalloc((change->add_count + 1) * sizeof(*names));
	if (change->add_count > 0)
		memcpy(names, change->add_needed, change->add_count * sizeof(*names));
	qsort(names, change->add_count, sizeof(*names), by_name);
	size_t at = 0;
	for (size_t i = 0; i < change->add_count; i++)
		if (i == 0 || strcmp(names[i], names[i - 1]) != 0)
			insert_entry(w, at++, DT_NEEDED, add_string(w, names[i]));
	free(names);
}

static bool want_needed(struct work *w, const struct elf_change *change, struct error *e)
{
	for (size_t i = w->dynamic_used; i-- > 0;) {
		if (w->dynamic[i].tag != DT_NEEDED)
			continue;
		if (!elf_dynamic_string(w->elf, &w->dynamic[i], &w->old_path, e))
			return false;
		const char *name = buffer_string(&w->old_path), *to = new_name(change, name);
		w->search_changes = w->search_changes || to || is_removed(change, name);
		if (is_removed(change, name)) {
			remove_entry(w, i);
		} else if (to) {
			w->dynamic[i].value = add_string(w, to);
			w->dynamic_changed = true;
		}
	}
	if (!rename_versions(w, change, e))
		return false;
	w->search_changes = w->search_changes || change->add_count > 0;
	add_needed(w, change);
	return true;
}

/* Has the dynamic section moved when it does not fit where it is. */
static void fit_dynamic(struct work *w)
{
	const struct elf *elf = w->elf;
	w->dynamic_count = elf->dynamic_count;
	bool fits = w->dynamic_used < elf->dynamic_count;
	for (size_t i = elf->dynamic_used; fits && i <= w->dynamic_used; i++)
		fits = elf->dynamic[i].tag == DT_NULL;
	if (fits)
		return;
	w->dynamic_count = w->dynamic_used + 1;
	w->dynamic_block = (struct elf_block){.from = elf->dynamic_segment->offset,
					      .old_size = elf->dynamic_segment->filesz,
					      .size = w->dynamic_count * elf_dynamic_size(elf->form),
					      .align = 16};
}

static bool want_dynamic(struct work *w, const struct elf_change *change, struct error *e)
{
	const struct elf *elf = w->elf;
	/* Programs of fixed addresses have no name, and patchelf says nothing of it. */
	const char *soname = elf->header.type == ET_DYN ? change->soname : NULL;
	bool wants = change->run_path || change->remove_run_path || soname || change->remove_count ||
		     change->replace_count || change->add_count;
	if (!wants)
		return true;
	if (!elf->dynamic)
		return error_set(e, elf->subject, "has no dynamic section: it is statically linked");
	if ((soname && !want_soname(w, soname, e)) || !want_needed(w, change, e) ||
	    (change->run_path && !want_run_path(w, change->run_path, change->force_rpath, e)))
		return false;
	if (change->remove_run_path)
		want_no_run_path(w);
	fit_dynamic(w);
	if (w->added.len > 0)
		w->strings = (struct elf_block){.from = elf->strings,
						.old_size = elf->strings_size,
						.size = elf->strings_size + w->added.len,
						.align = 8};
	return true;
}

/* --- moving ----------------------------------------------------------------- */

static void move_segment(struct elf_segment *s, const struct elf_block *b)
{
	s->offset = b->at;
	s->vaddr = s->paddr = b->address;
	s->filesz = s->memsz = b->size;
}

static void move_section(struct work *w, uint64_t type, uint64_t old_address, const struct elf_block *b)
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
static void wipe_old(struct work *w, uint64_t type, uint64_t old_address, const struct elf_block *b)
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
	edit_zero(w->plan, now_at(w, b->from), b->old_size);
}

static void write_in_place(struct work *w, const struct in_place *p, uint64_t at)
{
	if (p->size > 0)
		memcpy(edit_bytes(w->plan, at, p->size), p->text, strlen(p->text));
}

/* Writes what stays where it is, or moves with what holds it. */
static void write_all_in_place(struct work *w)
{
	const struct in_place *path = &w->new_path;
	write_in_place(w, &w->new_interpreter, now_at(w, w->new_interpreter.at));
	write_in_place(w, path,
		       w->strings.size > 0 ? w->strings.at + (path->at - w->elf->strings)
					   : now_at(w, path->at));
	for (size_t i = 0; i < w->word_count; i++)
		elf_set_word(w->elf->form, edit_bytes(w->plan, now_at(w, w->words[i].at), 4),
			     w->words[i].value);
}

/* The headers and dynamic entries of what made room for the program headers. */
static void move_displaced(struct work *w)
{
	const struct elf_block *b = &w->room.displaced;
	if (b->size == 0)
		return;
	uint64_t up = b->at - b->from, shift = b->address - b->old_address; /* modulo 2^64 */
	edit_copy(w->plan, b->at, b->from, b->size);
	edit_zero(w->plan, b->from, b->size);
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

/* The file behind the last segment, which makes room for it. */
static void move_tail(struct work *w)
{
	uint64_t tail = w->room.tail, shift = w->room.shift;
	if (shift == 0)
		return;
	edit_copy(w->plan, tail + shift, tail, w->elf->source.size - tail);
	edit_zero(w->plan, tail, shift);
	for (size_t i = 0; i < w->elf->header.shnum; i++)
		if (!(w->sections[i].flags & SHF_ALLOC) && w->sections[i].offset >= tail)
			w->sections[i].offset += shift;
}

static struct elf_segment *segment_of_type(struct work *w, uint64_t type)
{
	for (size_t i = 0; i < w->segment_count; i++)
		if (w->segments[i].type == type)
			return &w->segments[i];
	return NULL;
}

static void move_interpreter(struct work *w, const char *wanted)
{
	const struct elf_block *b = &w->interpreter;
	if (b->size == 0)
		return;
	uint64_t old_address = w->elf->interpreter_segment->vaddr;
	wipe_old(w, SHT_PROGBITS, old_address, b);
	memcpy(edit_bytes(w->plan, b->at, b->size), wanted, b->size);
	move_segment(segment_of_type(w, PT_INTERP), b);
	move_section(w, SHT_PROGBITS, old_address, b);
}

static void move_strings(struct work *w)
{
	const struct elf_block *b = &w->strings;
	if (b->size == 0)
		return;
	const struct elf *elf = w->elf;
	uint64_t old_address = elf->dynamic[elf_find_dynamic(elf, DT_STRTAB, 0)].value;
	edit_copy(w->plan, b->at, b->from, b->old_size);
	if (w->path_changes) {
		uint64_t value = elf->dynamic[path_entry(elf)].value;
		edit_zero(w->plan, b->at + value, elf_unshared_string(elf, value));
	}
	memcpy(edit_bytes(w->plan, b->at + b->old_size, w->added.len), w->added.data, w->added.len);
	wipe_old(w, SHT_STRTAB, old_address, b);
	move_section(w, SHT_STRTAB, old_address, b);
	w->dynamic[find_entry(w, DT_STRTAB, 0)].value = b->address;
	w->dynamic[find_entry(w, DT_STRSZ, 0)].value = b->size;
}

static void move_dynamic(struct work *w)
{
	const struct elf *elf = w->elf;
	const struct elf_block *b = &w->dynamic_block;
	const struct elf_segment *old = elf->dynamic_segment;
	if (!w->dynamic_changed && b->size == 0 && w->strings.size == 0)
		return;
	if (b->size > 0) {
		wipe_old(w, SHT_DYNAMIC, old->vaddr, b);
		move_segment(segment_of_type(w, PT_DYNAMIC), b);
		move_section(w, SHT_DYNAMIC, old->vaddr, b);
	}
	uint64_t size = elf_dynamic_size(elf->form), base = b->size > 0 ? b->address : old->vaddr;
	/* The one entry whose value counts from where it is itself. */
	size_t map = find_entry(w, DT_MIPS_RLD_MAP_REL, 0);
	if (map < w->dynamic_used)
		w->dynamic[map].value -=
		    base + map * size - (old->vaddr + elf_find_dynamic(elf, DT_MIPS_RLD_MAP_REL, 0) * size);
	unsigned char *bytes =
	    edit_bytes(w->plan, b->size > 0 ? b->at : old->offset, w->dynamic_count * size);
	for (size_t i = 0; i < w->dynamic_count; i++)
		elf_code_dynamic(elf->form, true, bytes + i * size, &w->dynamic[i]);
}

/* --- patchelf's cache ---------------------------------------------------------- */

/* The cache of libraries that patchelf 0.19 writes, .note.nixos.ldcache, is a note of
 * this name and type. */
#define CACHE_TYPE 0x63a86cb6
static const char cache_name[] = "NixOS";

/* A segment of notes that is larger has no cache. */
#define NOTES_MAX (1 << 20)

/* Finds the cache in the notes of S, the LEN bytes at NOTES; returns its offset there and its *SIZE, or LEN. */
static size_t find_cache(const struct elf *elf, const struct elf_segment *s, const unsigned char *notes,
			 size_t len, size_t *size)
{
	size_t align = s->align == 8 ? 8 : 4;
	for (size_t at = 0; len - at >= 12; at += *size) {
		uint64_t name = elf_word(elf->form, notes + at),
			 content = elf_word(elf->form, notes + at + 4);
		uint64_t skip = 12 + name + (-(12 + name) & (align - 1));
		if (!elf_fits(skip, content, len - at))
			return len;
		uint64_t whole = skip + content + (-(skip + content) & (align - 1));
		*size = whole < len - at ? (size_t)whole : len - at;
		if (elf_word(elf->form, notes + at + 8) == CACHE_TYPE && name == sizeof(cache_name) &&
		    memcmp(notes + at + 12, cache_name, sizeof(cache_name)) == 0)
			return at;
	}
	return len;
}

/* Takes the cache out of the headers; of one among other notes, which stay where
 * they are, only the sizes stay. */
static void drop_cache_of(struct work *w, size_t index)
{
	struct elf_segment *s = &w->segments[index];
	size_t len = (size_t)s->filesz, size = 0;
	unsigned char *notes = xmalloc(len);
	size_t at = elf_bytes(w->elf, s->offset, notes, len) ? find_cache(w->elf, s, notes, len, &size) : len;
	if (at < len) {
		uint64_t start = s->offset + at;
		size_t kept = size == len ? 0 : 8;
		w->cache = (struct elf_block){.from = start + kept, .size = size - kept};
		if (kept == 0)
			*s = (struct elf_segment){.type = PT_NULL};
		for (size_t i = 0; i < w->elf->header.shnum; i++)
			if (w->sections[i].type == SHT_NOTE && w->sections[i].offset == start)
				w->sections[i] = (struct elf_section){.type = SHT_NULL};
		w->headers_changed = true;
	}
	free(notes);
}

static void drop_cache(struct work *w)
{
	for (size_t i = 0; i < w->elf->header.phnum && w->cache.size == 0; i++)
		if (w->segments[i].type == PT_NOTE && w->segments[i].filesz <= NOTES_MAX)
			drop_cache_of(w, i);
}

/* Lets the symbols of moved sections follow them. */
static bool move_symbols_of(struct work *w, size_t table, struct error *e)
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
			memcpy(edit_bytes(w->plan, now_at(w, s->offset + first * size), some * size), window,
			       some * size);
	}
	return true;
}

static bool move_symbols(struct work *w, struct error *e)
{
	for (size_t i = 0; i < w->elf->header.shnum; i++) {
		uint64_t type = w->elf->sections[i].type;
		if ((type == SHT_SYMTAB || type == SHT_DYNSYM) &&
		    elf_has_bytes(w->elf, &w->elf->sections[i]) && !move_symbols_of(w, i, e))
			return false;
	}
	return true;
}

/* --- headers ---------------------------------------------------------------- */

/* Writes the header and both tables, what of them has changed. */
static bool write_headers(struct work *w)
{
	const struct elf *elf = w->elf;
	struct elf_header header = elf->header;
	/* Where no section is, a longer file must not have something else in its place. */
	uint64_t shoff = header.shnum > 0 ? now_at(w, header.shoff) : 0;
	if (w->segment_count != header.phnum || shoff != header.shoff) {
		header.phnum = w->segment_count;
		header.shoff = shoff;
		unsigned char *bytes = edit_bytes(w->plan, 0, elf_header_size(elf->form));
		if (!elf_bytes(elf, 0, bytes, elf_header_size(elf->form)))
			return false;
		elf_code_header(elf->form, true, bytes, &header);
	}
	size_t size = elf_segment_size(elf->form);
	unsigned char *table = edit_bytes(w->plan, header.phoff, w->segment_count * size);
	for (size_t i = 0; i < w->segment_count; i++)
		elf_code_segment(elf->form, true, table + i * size, &w->segments[i]);
	size = elf_section_size(elf->form);
	for (size_t i = 0; i < header.shnum; i++)
		if (memcmp(&w->sections[i], &elf->sections[i], sizeof(*w->sections)) != 0)
			elf_code_section(elf->form, true, edit_bytes(w->plan, header.shoff + i * size, size),
					 &w->sections[i]);
	return true;
}

/* Puts the room's segment into the table: the grown one over the old, a new
 * one behind the last PT_LOAD, since these stand in the order of their addresses. */
static void write_room_segment(struct work *w)
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
	struct elf_segment *table = segment_of_type(w, PT_PHDR);
	if (table)
		table->filesz = table->memsz = w->segment_count * elf_segment_size(w->elf->form);
}

/* Gives what moves its place and lets everything follow. */
static bool move_all(struct work *w, const struct elf_change *change, struct error *e)
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
		edit_copy(w->plan, w->room.payload_again, w->room.payload,
			  w->elf->source.size - w->room.payload);
	move_displaced(w);
	move_tail(w);
	write_room_segment(w);
	move_interpreter(w, change->interpreter);
	move_strings(w);
	return true;
}

static void begin(struct work *w, const struct elf_change *change)
{
	const struct elf *elf = w->elf;
	w->segment_count = elf->header.phnum;
	w->dynamic_used = elf->dynamic_used;
	w->dynamic_count = elf->dynamic_count;
	w->segments = xmalloc((w->segment_count + 1) * sizeof(*w->segments));
	w->sections = xmalloc(elf->header.shnum * sizeof(*w->sections));
	/* A run path, a name and DT_NULL. */
	w->dynamic = xmalloc((w->dynamic_count + change->add_count + 3) * sizeof(*w->dynamic));
	memcpy(w->segments, elf->segments, w->segment_count * sizeof(*w->segments));
	memcpy(w->sections, elf->sections, elf->header.shnum * sizeof(*w->sections));
	if (elf->dynamic)
		memcpy(w->dynamic, elf->dynamic, w->dynamic_count * sizeof(*w->dynamic));
}

static void end(struct work *w)
{
	free(w->segments);
	free(w->sections);
	free(w->dynamic);
	free(w->words);
	buffer_free(&w->old_path);
	buffer_free(&w->added);
}

bool elf_plan_make(struct elf_plan *plan, const struct elf *elf, const struct elf_change *change,
		   struct error *e)
{
	*plan = (struct elf_plan){.size = elf->source.size};
	if (!elf_is_linked(elf, e))
		return false;
	struct work w = {.plan = plan, .elf = elf};
	begin(&w, change);
	bool ok = (!change->interpreter || want_interpreter(&w, change->interpreter, e)) &&
		  want_dynamic(&w, change, e);
	if (ok && w.search_changes)
		drop_cache(&w);
	bool moves = w.interpreter.size > 0 || w.strings.size > 0 || w.dynamic_block.size > 0;
	if (ok && moves)
		ok = move_all(&w, change, e);
	if (ok) {
		write_all_in_place(&w);
		edit_zero(plan, now_at(&w, w.cache.from), w.cache.size);
		move_dynamic(&w);
	}
	if (ok && moves)
		ok = move_symbols(&w, e);
	if (ok && (moves || w.headers_changed))
		ok = write_headers(&w) || error_errno(e, elf->subject, "cannot read");
	end(&w);
	return ok;
}

void elf_plan_free(struct elf_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		free(plan->edits[i].bytes);
	free(plan->edits);
	*plan = (struct elf_plan){0};
}
