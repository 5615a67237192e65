#include "patch/elf_write.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/fs.h"

/* From linux/fs.h, which musl does not come with. */
#ifndef FICLONE
#define FICLONE _IOW(0x94, 9, int)
#endif

#define WINDOW (64 << 10)

static bool put(int to, uint64_t at, const unsigned char *bytes, uint64_t len)
{
	while (len > 0) {
		ssize_t done = pwrite(to, bytes, len, (off_t)at);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		at += (uint64_t)done;
		bytes += done;
		len -= (uint64_t)done;
	}
	return true;
}

static bool put_zeros(int to, uint64_t at, uint64_t len)
{
	static const unsigned char zeros[16384];
	while (len > 0) {
		uint64_t some = len < sizeof(zeros) ? len : sizeof(zeros);
		if (!put(to, at, zeros, some))
			return false;
		at += some;
		len -= some;
	}
	return true;
}

/* Copies a part. */
static bool copy(const struct elf *elf, uint64_t from, int to, uint64_t at, uint64_t len)
{
	size_t size = len < WINDOW ? (size_t)len : WINDOW;
	unsigned char *window = xmalloc(size);
	bool ok = true;
	while (ok && len > 0) {
		size_t some = len < size ? (size_t)len : size;
		errno = EIO; /* when the file has become shorter */
		ok = elf_bytes(elf, from, window, some) && put(to, at, window, some);
		from += some;
		at += some;
		len -= some;
	}
	free(window);
	return ok;
}

static bool write_edit(const struct elf *elf, const struct elf_edit *edit, int to)
{
	switch (edit->kind) {
	case ELF_EDIT_BYTES:
		return put(to, edit->at, edit->bytes, edit->len);
	case ELF_EDIT_COPY:
		return copy(elf, edit->from, to, edit->at, edit->len);
	case ELF_EDIT_ZERO:
		return put_zeros(to, edit->at, edit->len);
	}
	return false;
}

static bool copy_all(const struct elf *elf, int to)
{
	int from = elf->source.fd;
	if (elf->source.bytes)
		return copy(elf, 0, to, 0, elf->source.size);
	return ioctl(to, FICLONE, from) == 0 || (lseek(from, 0, SEEK_SET) == 0 && fs_copy_rest(from, to));
}

bool elf_write(const struct elf *elf, const struct elf_plan *plan, int to)
{
	if (!copy_all(elf, to) || (plan->size > elf->source.size && ftruncate(to, (off_t)plan->size) != 0))
		return false;
	for (size_t i = 0; i < plan->count; i++)
		if (!write_edit(elf, &plan->edits[i], to))
			return false;
	return true;
}
