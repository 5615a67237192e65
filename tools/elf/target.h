/* What kind of system an ELF file is for. */
#ifndef ELF_TARGET_H
#define ELF_TARGET_H

#include "elf/elf.h"

enum elf_libc { ELF_LIBC_ANY, ELF_LIBC_GLIBC, ELF_LIBC_MUSL, ELF_LIBC_OTHER };

/* A system: what its dynamic linker says. */
struct elf_target {
	struct elf_form form;
	uint64_t machine; /* EM_NONE: a system without ELF */
	unsigned char osabi;
	enum elf_libc libc;
};

/* Reads the dynamic linker PATH of the system.  macOS's says that no ELF file is for it. */
bool elf_target_read(struct elf_target *t, const char *path, struct error *e);

/* Why a dynamic linker has nothing to do with a file. */
enum elf_fit {
	ELF_FITS,
	ELF_NOT_LINKED,
	ELF_DEBUG_ONLY,
	ELF_OTHER_ARCHITECTURE,
	ELF_OTHER_SYSTEM,
	ELF_STATIC,
	ELF_OTHER_LIBC,
	ELF_FIT_COUNT
};

/* The reason in a few words. */
extern const char *const elf_fit_text[ELF_FIT_COUNT];

/* Whether ELF is for the system T, and if not, why. */
enum elf_fit elf_target_fit(const struct elf_target *t, const struct elf *elf);

#endif
