#include "patch/elf_write.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* From linux/fs.h, which musl does not come with. */
#ifndef FICLONE
#define FICLONE _IOW(0x94, 9, int)
#endif

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

/* Copies through memory, a window at a time. */
static bool copy_by_hand(const struct elf *elf, uint64_t from, int to, uint64_t at, uint64_t len)
{
	unsigned char window[65536];
	while (len > 0) {
		size_t some = len < sizeof(window) ? (size_t)len : sizeof(window);
		if (!elf_bytes(elf, from, window, some)) {
			errno = EIO;
			return false;
		}
		if (!put(to, at, window, some))
			return false;
		from += some;
		at += some;
		len -= some;
	}
	return true;
}

static bool copy(const struct elf *elf, uint64_t from, int to, uint64_t at, uint64_t len)
{
	while (len > 0 && !elf->source.bytes) {
		off_t in = (off_t)from, out = (off_t)at;
		ssize_t done = copy_file_range(elf->source.fd, &in, to, &out, len, 0);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) /* not between these file systems: copied by hand */
			break;
		from += (uint64_t)done;
		at += (uint64_t)done;
		len -= (uint64_t)done;
	}
	return copy_by_hand(elf, from, to, at, len);
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

bool elf_write(const struct elf *elf, const struct elf_plan *plan, int to)
{
	uint64_t size = elf->source.size;
	bool whole = !elf->source.bytes && plan->insert_at == size && ioctl(to, FICLONE, elf->source.fd) == 0;
	if (!whole &&
	    (!copy(elf, 0, to, 0, plan->insert_at) ||
	     !copy(elf, plan->insert_at, to, plan->insert_at + plan->inserted, size - plan->insert_at)))
		return false;
	if (plan->insert_at == size && ftruncate(to, (off_t)(size + plan->inserted)) != 0)
		return false;
	for (size_t i = 0; i < plan->count; i++)
		if (!write_edit(elf, &plan->edits[i], to))
			return false;
	return true;
}
