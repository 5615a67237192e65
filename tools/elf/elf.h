/* Reading an ELF file: program or shared library, 32 or 64 bits, either byte
 * order, any machine.
 *
 * The file is input from strangers: every offset, length and count is checked
 * against the file before it is used, and every string against the table
 * that holds it.  Only tables that are small by nature are held in memory
 * (headers, dynamic section); the rest is read where it is, so that a file
 * of any size takes little memory. */
#ifndef ELF_ELF_H
#define ELF_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "elf/fields.h"

/* Longer strings are nobody's run path: execve takes no longer argument. */
#define ELF_STRING_MAX (1 << 17)

/* Where the bytes are: in memory, or in an open file when BYTES is NULL. */
struct elf_source {
	const unsigned char *bytes;
	int fd;
	uint64_t size;
	int *failure; /* gets the errno of a read that fails: the file is not damaged then; may be NULL */
};

enum elf_kind {
	ELF_LINKED, /* a program or a shared library */
	ELF_DEBUG,  /* holds only debug information: its segments are empty shells */
	ELF_OBJECT, /* something else, of which only the header is read */
};

struct elf {
	enum elf_kind kind;
	struct elf_source source;
	const char *subject; /* for messages */
	struct elf_form form;
	unsigned char osabi;
	struct elf_header header;
	struct elf_segment *segments; /* header.phnum */
	struct elf_section *sections; /* header.shnum; none when the file has no section table */

	/* The dynamic section, all of it; none in a static program.  The entries
	 * below dynamic_used come before the first DT_NULL. */
	struct elf_dynamic *dynamic;
	size_t dynamic_count, dynamic_used;
	const struct elf_segment *dynamic_segment, *interpreter_segment; /* NULL: has none */
	uint64_t strings, strings_size;                                  /* its strings: offset and size */
};

/* True when the first LEN bytes of a file, HEAD, are those of an ELF file. */
bool elf_has_magic(const void *head, size_t len);

/* False when a read of SOURCE failed, which *failure says.  E, about SUBJECT, then says that
 * and nothing else: without these bytes, what E said before is not true of the file. */
bool elf_was_read(const struct elf_source *source, const char *subject, struct error *e);

/* Reads what struct elf holds.  SOURCE's bytes or descriptor, and SUBJECT,
 * must last as long as ELF.  False with E filled when it is not an ELF file, or is damaged;
 * elf_free is due in either case. */
bool elf_read(struct elf *elf, const struct elf_source *source, const char *subject, struct error *e);
void elf_free(struct elf *elf);

/* False with E filled when ELF is not a program or a shared library, so that it has nothing to read. */
bool elf_is_linked(const struct elf *elf, struct error *e);

/* Copies LEN bytes at OFFSET to TO; false when they are not in the file or cannot be read. */
bool elf_bytes(const struct elf *elf, uint64_t offset, void *to, size_t len);

/* True when all LEN bytes at OFFSET are zero; those after the end of the file count as zero. */
bool elf_is_zero(const struct elf *elf, uint64_t offset, uint64_t len);

/* The file offset of the LEN bytes (0 counts as 1) at ADDRESS, which must be one
 * run in the file and loaded from there. */
bool elf_offset(const struct elf *elf, uint64_t address, uint64_t len, uint64_t *offset);

/* True when S, which is inside a PT_LOAD, says the same of file and memory as that one. */
bool elf_is_loaded(const struct elf *elf, const struct elf_segment *s);

/* True when a section has that name. */
bool elf_has_section(const struct elf *elf, const char *name);

/* True when S has bytes, and all of them are in the file. */
bool elf_has_bytes(const struct elf *elf, const struct elf_section *s);

/* True for what is relocated by itself and not by a loader: a static-pie program,
 * and a dynamic linker.  No run path is read in it, and glibc's start code ends
 * the program when there is one (2.36, get-dynamic-info.h).  Not for musl's libc.so, which is
 * a dynamic linker, too, and works with a run path (1.2.3). */
bool elf_loads_itself(const struct elf *elf);

/* The first dynamic entry with TAG, or NULL. */
const struct elf_dynamic *elf_find_dynamic(const struct elf *elf, uint64_t tag);

/* The entry that has the run path: DT_RUNPATH, where that is missing DT_RPATH, or NULL. */
const struct elf_dynamic *elf_find_run_path(const struct elf *elf);

/* The string that a dynamic entry names, NUL-terminated in B, which is emptied first. */
bool elf_dynamic_string(const struct elf *elf, const struct elf_dynamic *d, struct buffer *b,
			struct error *e);

/* Calls EACH with the name of each needed library, until it returns false. */
bool elf_each_needed(const struct elf *elf, bool (*each)(void *context, const char *name), void *context,
		     struct error *e);

/* The interpreter; "" when the file has none. */
bool elf_interpreter(const struct elf *elf, struct buffer *b, struct error *e);

/* The run path; "" when the file has none. */
bool elf_run_path(const struct elf *elf, struct buffer *b, struct error *e);

/* True when OFFSET and LEN name bytes below SIZE. */
static inline bool elf_fits(uint64_t offset, uint64_t len, uint64_t size)
{
	return offset <= size && len <= size - offset;
}

#endif
