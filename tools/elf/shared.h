/* Which bytes of the dynamic strings may be written over. */
#ifndef ELF_SHARED_H
#define ELF_SHARED_H

#include "elf/elf.h"

/* How many bytes a new string may take in the place of the dynamic string at VALUE: those of the
 * old one, its NUL, and the zeros after it that have no owner.  0 when another string shares these
 * bytes (linkers let a string be the tail of another), or when that is not known. */
uint64_t elf_unshared_string(const struct elf *elf, uint64_t value);

#endif
