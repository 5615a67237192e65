/* Writing what a plan says. */
#ifndef PATCH_ELF_WRITE_H
#define PATCH_ELF_WRITE_H

#include "patch/elf_plan.h"
#include "patch/replace.h"

/* Fills the empty file TO, open for writing, with the new ELF file.  The old
 * one's bytes are shared with it where the file system can (FICLONE), else
 * copied.  False with errno set; TO then holds anything. */
bool elf_write(const struct elf *elf, const struct elf_plan *plan, int to);

/* Fills TO, which has room for the plan's size, with the new ELF file; the old
 * one must be in memory. */
void elf_write_memory(const struct elf *elf, const struct elf_plan *plan, unsigned char *to);

/* Gives R, whose old file ELF was read from, the new content: where it is, when it
 * is large and that may be, else in a file beside it.  replace_commit or replace_abandon is
 * due.  False with errno set; the old file is then as it was. */
bool elf_replace(struct replacement *r, const struct elf *elf, const struct elf_plan *plan);

#endif
