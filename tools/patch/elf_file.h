/* One ELF file among many: what becomes of it, and writing that. */
#ifndef PATCH_ELF_FILE_H
#define PATCH_ELF_FILE_H

#include "patch/elf_auto.h"

enum elf_verdict {
	ELF_KEEP,    /* is right as it is */
	ELF_CHANGE,  /* is written anew */
	ELF_SKIP,    /* is not for this system: see fit */
	ELF_REFUSE,  /* cannot be patched: see text */
	ELF_MISSING, /* needs libraries that are nowhere: see wish */
};

struct elf_file {
	enum elf_verdict verdict;
	enum elf_fit fit;
	char *text; /* why it is refused */
	struct elf elf;
	struct elf_wish wish;
	struct elf_plan plan;
};

/* Decides about the file at PLACE whose bytes are SOURCE, which must last until
 * it is written; elf_file_free is due. */
void elf_file_judge(struct elf_file *f, const struct elf_auto *a, const struct elf_source *source,
		    const struct elf_place *place);

/* What is decided, in words; from malloc.  NULL for ELF_KEEP. */
char *elf_file_text(const struct elf_file *f);

/* Which libraries the file is to go without, in words; from malloc.  NULL: none. */
char *elf_file_ignored(const struct elf_file *f);

void elf_file_free(struct elf_file *f);

#endif
