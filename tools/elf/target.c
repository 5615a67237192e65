#include "elf/target.h"

#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/text.h"

static enum elf_libc libc_of_interpreter(const char *path)
{
	const char *name = text_base_name(path);
	if (text_begins(name, "ld-musl-"))
		return ELF_LIBC_MUSL;
	/* Android: linker64; uClibc: ld-uClibc.so.0. */
	return text_begins(name, "ld") && !text_begins(name, "ld-uClibc") ? ELF_LIBC_GLIBC : ELF_LIBC_OTHER;
}

/* Sets *LIBC when the needed library NAME tells; false when it did. */
static bool libc_of_needed(void *libc, const char *name)
{
	enum elf_libc *found = libc;
	if (strcmp(name, "libc.so.6") == 0 || text_begins(name, "ld-linux"))
		*found = ELF_LIBC_GLIBC;
	else if (strcmp(name, "libc.so") == 0 || text_begins(name, "libc.musl-"))
		*found = ELF_LIBC_MUSL;
	return *found == ELF_LIBC_ANY;
}

/* The libc that ELF is made for, as its interpreter or its libraries tell. */
static enum elf_libc libc_of(const struct elf *elf)
{
	struct buffer text = {0};
	enum elf_libc libc = ELF_LIBC_ANY;
	if (elf->interpreter_segment) {
		if (elf_interpreter(elf, &text, NULL))
			libc = libc_of_interpreter(buffer_string(&text));
	} else {
		elf_each_needed(elf, libc_of_needed, &libc, NULL);
	}
	buffer_free(&text);
	return libc;
}

/* Mach-O of 64 bits, or several architectures in one file (mach-o/loader.h and
 * mach-o/fat.h of macOS 13). */
static bool is_mach_o(const unsigned char magic[4])
{
	return memcmp(magic, "\xcf\xfa\xed\xfe", 4) == 0 || memcmp(magic, "\xca\xfe\xba\xbe", 4) == 0;
}

/* Reads the ELF file FD of SIZE bytes. */
static bool read_elf(struct elf_target *t, int fd, off_t size, const char *path, struct error *e)
{
	int failure = 0;
	const struct elf_source source = {.fd = fd, .size = (uint64_t)size, .failure = &failure};
	struct elf elf;
	bool ok = elf_read(&elf, &source, path, e);
	ok = elf_was_read(&source, path, e) && ok;
	if (ok)
		*t = (struct elf_target){elf.form, elf.header.machine, elf.osabi, libc_of_interpreter(path)};
	elf_free(&elf);
	return ok;
}

bool elf_target_read(struct elf_target *t, const char *path, struct error *e)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	unsigned char magic[4] = {0};
	ssize_t len = 0;
	bool ok = (fd >= 0 && fstat(fd, &st) == 0 && (len = fs_read_at(fd, magic, sizeof(magic), 0)) >= 0) ||
		  error_errno(e, path, "cannot open the dynamic linker");
	if (ok && is_mach_o(magic))
		*t = (struct elf_target){.machine = EM_NONE};
	else if (ok && !elf_has_magic(magic, (size_t)len))
		ok = error_set(e, path, "not an ELF file, so not a dynamic linker");
	else if (ok)
		ok = read_elf(t, fd, st.st_size, path, e);
	if (fd >= 0)
		close(fd);
	return ok;
}

const char *const elf_fit_text[ELF_FIT_COUNT] = {
    [ELF_NOT_LINKED] = "neither program nor shared library",
    [ELF_DEBUG_ONLY] = "debug information",
    [ELF_OTHER_ARCHITECTURE] = "for another architecture",
    [ELF_OTHER_SYSTEM] = "for another operating system",
    [ELF_STATIC] = "statically linked",
    [ELF_OTHER_LIBC] = "for another libc",
};

enum elf_fit elf_target_fit(const struct elf_target *t, const struct elf *elf)
{
	if (elf->kind != ELF_LINKED)
		return elf->kind == ELF_DEBUG ? ELF_DEBUG_ONLY : ELF_NOT_LINKED;
	if (t->machine == EM_NONE)
		return ELF_OTHER_SYSTEM;
	if (elf->form.wide != t->form.wide || elf->form.big != t->form.big ||
	    elf->header.machine != t->machine)
		return ELF_OTHER_ARCHITECTURE;
	/* System V's (0) goes with everything. */
	if (elf->osabi && t->osabi && elf->osabi != t->osabi)
		return ELF_OTHER_SYSTEM;
	if (!elf->dynamic || elf_loads_itself(elf))
		return ELF_STATIC;
	enum elf_libc libc = libc_of(elf);
	return libc == ELF_LIBC_ANY || libc == t->libc ? ELF_FITS : ELF_OTHER_LIBC;
}
