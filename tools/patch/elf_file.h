/* One ELF file of a tree: what becomes of it, and writing that. */
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

/* Decides about the open file FD of SIZE bytes in the folder DIR; elf_file_free is due. */
void elf_file_judge(struct elf_file *f, const struct elf_auto *a, int fd, uint64_t size, int dir);

/* Writes the changed file to TO, an empty file; false with errno set. */
bool elf_file_write(const struct elf_file *f, int to);

void elf_file_free(struct elf_file *f);

#endif
