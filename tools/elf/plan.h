/* What to write where, so that an ELF file has another interpreter or run path.
 *
 * The plan keeps to these rules, in this order:
 *
 * 1. A new string that fits where the old one is goes there, when nothing else
 *    uses those bytes (linkers let strings share their tails).
 * 2. What has to grow (interpreter, string table, dynamic section) moves as a
 *    whole; its headers, dynamic entries and symbols follow it.  It goes
 *    after a PT_LOAD where the file has zeros that nobody owns, or where that
 *    segment is the file's end.
 * 3. Else one PT_LOAD is added, above all others in memory and at the file's
 *    end, so nothing else changes its place in the file or in memory.
 * 4. Where rule 3 cannot be kept, the last segment gets longer: its memory
 *    without bytes in the file gets zeros there, what moves comes after
 *    them, and what was after the segment in the file (symbols, the section
 *    table) moves up.
 *
 * The table of program headers grows where it is, as Linux before 5.18 and
 * qemu-user take it to be where e_phoff says in the *first* segment, and as
 * GNU strip refuses a table elsewhere.  What comes after it makes room by
 * moving into the new segment: interpreter, notes, hash and symbol tables,
 * which only headers and dynamic entries point to.  Where code is in the way,
 * the table takes the entry of the build id's PT_NOTE; its section stays.
 *
 * 5. Bytes after the end of the ELF file are somebody's payload, which is found
 *    by its offset, from the file's end, or at the end of the section table.  It
 *    stays where it is, and the segment of rule 3 comes after it.  Unless the
 *    program's data have its offset, it is repeated at the new end.
 *
 * The cache of resolved libraries that patchelf 0.19 writes (.note.nixos.ldcache)
 * goes when the run path or a needed library changes, as loaders would believe it.
 *
 * Each of the rules 3 and 4 would do alone for the 74 files of tests/elf/corpus.txt that can
 * be patched and for 211 programs and libraries of Debian 12: tests/elf/check.sh finds nothing.
 * Rule 3 is there because payload must stay where it is, and because it adds less to a file:
 * 35 KB a patch as against 77 KB, in 175 patches of 22 files to ever longer run paths of 200
 * to 30,000 bytes.  Rule 4 is there for bun, and where the table cannot grow.  Rule 2 saves
 * program headers: when each of 85 files is patched eight times, to ever longer run paths, they
 * get 85 more in all; without rule 2 they get 677, and one file has no room.
 *
 * bun is kept to rules 1, 2 and 4, since `bun build --compile` makes a program
 * from its own file: 1.3.14 and 1.4.5 put the payload of section .bun after
 * the last segment as rule 4 does, and move what follows, but do not tell the
 * program headers, so that a segment which rule 3 had added would be lost.  Up
 * to 1.3.11 the payload is after the end of the ELF file and found from the
 * end of the file, so rule 4 holds for what these have compiled. */
#ifndef ELF_PLAN_H
#define ELF_PLAN_H

#include "elf/elf.h"

struct elf_rename {
	const char *from, *to;
};

/* What a file must get.  Zero: nothing changes. */
struct elf_change {
	const char *interpreter; /* NULL: as it is */
	const char *run_path;    /* NULL: as it is */
	bool force_rpath;        /* in DT_RPATH, not DT_RUNPATH */
	bool remove_run_path;    /* it has none; run_path is NULL */
	const char *soname;      /* of a shared library; NULL: as it is */
	/* Needed libraries: first those of REMOVE go, then names are replaced, also where
	 * symbol versions name them, then those of ADD come before the others. */
	const char *const *remove_needed, *const *add_needed;
	const struct elf_rename *replace_needed;
	size_t remove_count, add_count, replace_count;
};

/* One piece of the new file: BYTES, or the old file's bytes at FROM, or zeros. */
struct elf_edit {
	enum { ELF_EDIT_BYTES, ELF_EDIT_COPY, ELF_EDIT_ZERO } kind;
	uint64_t at, len;
	uint64_t from;
	unsigned char *bytes;
};

/* The new file is the old one, followed by zeros up to SIZE, changed by the
 * edits, each over the ones before it.  No edits: it is right as it is. */
struct elf_plan {
	uint64_t size;
	struct elf_edit *edits;
	size_t count, capacity;
};

/* False with E filled when it cannot be done; elf_plan_free is due in either case. */
bool elf_plan_make(struct elf_plan *plan, const struct elf *elf, const struct elf_change *change,
		   struct error *e);
void elf_plan_free(struct elf_plan *plan);

#endif
