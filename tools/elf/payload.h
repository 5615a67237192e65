/* What somebody has put after the end of an ELF file. */
#ifndef ELF_PAYLOAD_H
#define ELF_PAYLOAD_H

#include "elf/elf.h"

/* True when the program's data have the offset START, by which it finds its payload. */
bool elf_knows_payload(const struct elf *elf, uint64_t start);

/* True when the payload is that of `bun build --compile` of 1.2: after its end is the
 * file's length. */
bool elf_ends_with_bun(const struct elf *elf);

#endif
