/* What an ELF file says it may load at run time (systemd.io/ELF_DLOPEN_METADATA). */
#ifndef ELF_DLOPEN_H
#define ELF_DLOPEN_H

#include "elf/elf.h"

/* Calls FOUND for each library in ELF's notes, with the COUNT names under
 * which it may be there.  Notes that are not understood are passed over. */
void elf_dlopen_each(const struct elf *elf,
		     void (*found)(void *context, const char *const *names, size_t count), void *context);

#endif
