/* Writing what a plan says. */
#ifndef ELF_WRITE_H
#define ELF_WRITE_H

#include "elf/plan.h"

/* Fills the empty file TO, open for writing, with the new ELF file.  What stays
 * is shared with the old file where the file system can do that, else copied by
 * the kernel; each byte is written once.  False with errno set; TO then holds
 * anything. */
bool elf_write(const struct elf *elf, const struct elf_plan *plan, int to);

/* Fills TO, which has room for the plan's size, with the new ELF file; the old
 * one must be in memory. */
void elf_write_memory(const struct elf *elf, const struct elf_plan *plan, unsigned char *to);

#endif
