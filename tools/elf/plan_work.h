/* For plan.c: a plan that is being made, and its steps. */
#ifndef ELF_PLAN_WORK_H
#define ELF_PLAN_WORK_H

#include "elf/plan.h"
#include "elf/room.h"

/* A string that is written over an old one. */
struct elf_in_place {
	uint64_t at, size; /* of the old one; size 0: nothing */
	const char *text;
};

/* A 32-bit number of the old file that changes. */
struct elf_new_word {
	uint64_t at, value;
};

/* Everything a plan is made from.  The tables are copies of the file's, and
 * become what the new file has. */
struct elf_work {
	struct elf_plan *plan;
	const struct elf *elf;
	struct elf_segment *segments; /* with room for one more */
	struct elf_section *sections;
	struct elf_dynamic *dynamic; /* with room for those that are added */
	size_t segment_count;
	size_t dynamic_used;  /* entries before DT_NULL */
	size_t dynamic_count; /* entries that are written */
	bool dynamic_changed;
	bool path_changes;          /* the old run path's string is of no use */
	bool search_changes;        /* other libraries may be found than before */
	bool headers_changed;       /* also when nothing moves */
	struct elf_new_word *words; /* what changes where it is */
	size_t word_count, word_capacity;
	struct buffer added; /* strings that the table gets at its end */
	struct elf_room room;
	struct elf_block interpreter, strings, dynamic_block; /* what moves; size 0: does not */
	struct elf_block cache;                               /* what is zeroed */
	struct elf_in_place new_interpreter, new_path;
	struct buffer text; /* a string of the old file, for as long as it is looked at */
};

/* --- plan_dynamic.c: what the dynamic section shall have ---------------------- */

/* Makes W's dynamic entries and new strings what CHANGE says.  False with E. */
bool elf_want_dynamic(struct elf_work *w, const struct elf_change *change, struct error *e);

/* The first of W's entries with TAG, or NULL. */
struct elf_dynamic *elf_find_entry(const struct elf_work *w, uint64_t tag);

/* --- plan_cache.c: patchelf's cache of libraries ------------------------------ */

/* Takes it out of W's headers; what of it is to be zeroed is W's cache then. */
void elf_drop_cache(struct elf_work *w);

/* --- plan_move.c: what gets a new place, and what follows it ------------------ */

/* Where in the new file the old one's bytes at OFFSET are. */
uint64_t elf_now_at(const struct elf_work *w, uint64_t offset);

/* Gives what moves its place, once it is known what that is.  False with E. */
bool elf_move_all(struct elf_work *w, const struct elf_change *change, struct error *e);

/* Writes what stays where it is, or moves with what holds it. */
void elf_write_in_place(struct elf_work *w);

/* Writes the dynamic section, where it is or moves to. */
void elf_move_dynamic(struct elf_work *w);

/* --- plan_tables.c: symbols and headers --------------------------------------- */

/* Lets the symbols of moved sections follow them.  False with E. */
bool elf_move_symbols(struct elf_work *w, struct error *e);

/* The first of W's segments of TYPE that is not empty, or NULL. */
struct elf_segment *elf_segment_of_type(struct elf_work *w, uint64_t type);

/* Puts the room's segment into the table: the grown one over the old, a new one after
 * the last PT_LOAD, since these are in the order of their addresses. */
void elf_write_room_segment(struct elf_work *w);

/* Writes the header and both tables, what of them has changed.  False when the file cannot
 * be read. */
bool elf_write_headers(struct elf_work *w);

/* --- plan.c -------------------------------------------------------------------- */

/* Zeroed bytes of the new file, to be filled by the caller. */
unsigned char *elf_edit_bytes(struct elf_plan *plan, uint64_t at, uint64_t len);
void elf_edit_copy(struct elf_plan *plan, uint64_t at, uint64_t from, uint64_t len);
void elf_edit_zero(struct elf_plan *plan, uint64_t at, uint64_t len);

#endif
