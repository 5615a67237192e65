/* Which bytes of the dynamic strings may be written over. */
#ifndef ELF_SHARED_H
#define ELF_SHARED_H

#include "elf/elf.h"

/* How many bytes (its NUL, and the zeros after it that are nobody's,
 * included) the dynamic string at VALUE may take where it is; 0 when another string reaches into it or
 * when that cannot be told: linkers let a string be the tail of another. */
uint64_t elf_unshared_string(const struct elf *elf, uint64_t value);

#endif
