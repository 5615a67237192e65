/* The fields of ELF's structures, in both classes and both byte orders.
 *
 * One description of a structure serves reading and writing: a coder walks
 * over its fields and moves each one from the bytes or to them.  Formats:
 * System V gABI chapters 4 and 5; elf.h of glibc 2.36. */
#ifndef ELF_FIELDS_H
#define ELF_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a file writes numbers. */
struct elf_form {
	bool wide; /* ELFCLASS64 */
	bool big;  /* ELFDATA2MSB */
};

struct elf_header {
	uint64_t type, machine, version, entry, phoff, shoff, flags;
	uint64_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf_segment {
	uint64_t type, flags, offset, vaddr, paddr, filesz, memsz, align;
};

struct elf_section {
	uint64_t name, type, flags, addr, offset, size, link, info, align, entsize;
};

struct elf_dynamic {
	uint64_t tag, value;
};

/* A symbol as far as a moved section concerns it. */
struct elf_symbol {
	uint64_t name, value, section;
};

/* The most bytes that any of them takes. */
#define ELF_STRUCT_MAX 64

/* The size of each in FORM. */
size_t elf_header_size(struct elf_form form);
size_t elf_segment_size(struct elf_form form);
size_t elf_section_size(struct elf_form form);
size_t elf_dynamic_size(struct elf_form form);
size_t elf_symbol_size(struct elf_form form);

/* Each moves one structure: from BYTES, or to them when WRITE is set; bytes
 * that the structure does not describe stay as they are (e_ident, a symbol's
 * size).  BYTES has room for the structure. */
void elf_code_header(struct elf_form form, bool write, unsigned char *bytes, struct elf_header *h);
void elf_code_segment(struct elf_form form, bool write, unsigned char *bytes, struct elf_segment *s);
void elf_code_section(struct elf_form form, bool write, unsigned char *bytes, struct elf_section *s);
void elf_code_dynamic(struct elf_form form, bool write, unsigned char *bytes, struct elf_dynamic *d);
void elf_code_symbol(struct elf_form form, bool write, unsigned char *bytes, struct elf_symbol *s);

/* The 32-bit number at BYTES, read and set. */
uint64_t elf_word(struct elf_form form, const unsigned char *bytes);
void elf_set_word(struct elf_form form, unsigned char *bytes, uint64_t value);

#endif
