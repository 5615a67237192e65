#include "patch/elf_write.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/fs.h"

#define WINDOW (64 << 10)

/* A file of this size is changed where it is.  Who loses power, or is killed by a
 * signal that cannot wait, in these microseconds has half of a change; a copy of a
 * smaller file costs too little for that. */
#define HERE_FROM (1 << 20)

/* More than this is not held in memory to be undone. */
#define HERE_MAX (4 << 20)

static bool put_zeros(int to, uint64_t at, uint64_t len)
{
	static const unsigned char zeros[16384];
	while (len > 0) {
		uint64_t some = len < sizeof(zeros) ? len : sizeof(zeros);
		if (!fs_write_at(to, zeros, some, (off_t)at))
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
		ok = elf_bytes(elf, from, window, some) && fs_write_at(to, window, some, (off_t)at);
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
		return fs_write_at(to, edit->bytes, edit->len, (off_t)edit->at);
	case ELF_EDIT_COPY:
		return copy(elf, edit->from, to, edit->at, edit->len);
	case ELF_EDIT_ZERO:
		return put_zeros(to, edit->at, edit->len);
	}
	return false;
}

static bool copy_all(const struct elf *elf, int to)
{
	return elf->source.bytes ? copy(elf, 0, to, 0, elf->source.size) : fs_clone(elf->source.fd, to);
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

void elf_write_memory(const struct elf *elf, const struct elf_plan *plan, unsigned char *to)
{
	const unsigned char *old = elf->source.bytes;
	memcpy(to, old, elf->source.size);
	memset(to + elf->source.size, 0, plan->size - elf->source.size);
	for (size_t i = 0; i < plan->count; i++) {
		const struct elf_edit *edit = &plan->edits[i];
		if (edit->kind == ELF_EDIT_ZERO)
			memset(to + edit->at, 0, edit->len);
		else
			memcpy(to + edit->at, edit->kind == ELF_EDIT_COPY ? old + edit->from : edit->bytes,
			       edit->len);
	}
}

/* --- where it is ------------------------------------------------------------- */

/* One edit, with what it writes over. */
struct piece {
	uint64_t at;
	size_t len, old_len;
	unsigned char *new, *old;
};

static uint64_t length_of(const struct elf_plan *plan)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < plan->count && sum <= HERE_MAX; i++)
		sum += plan->edits[i].len < HERE_MAX ? plan->edits[i].len : HERE_MAX + 1;
	return sum;
}

/* Fills P from EDIT; its bytes are MEMORY's. */
static bool read_piece(struct piece *p, const struct elf *elf, const struct elf_edit *edit,
		       struct arena *memory)
{
	uint64_t size = elf->source.size, behind = edit->at < size ? size - edit->at : 0;
	*p = (struct piece){.at = edit->at, .len = (size_t)edit->len};
	p->old_len = behind < p->len ? (size_t)behind : p->len;
	p->new = arena_alloc(memory, p->len);
	p->old = arena_alloc(memory, p->old_len);
	errno = EIO; /* when the file has become shorter */
	if (p->old_len > 0 && !elf_bytes(elf, edit->at, p->old, p->old_len))
		return false;
	if (edit->kind == ELF_EDIT_COPY)
		return elf_bytes(elf, edit->from, p->new, p->len);
	if (edit->kind == ELF_EDIT_ZERO)
		memset(p->new, 0, p->len);
	else
		memcpy(p->new, edit->bytes, p->len);
	return true;
}

static void undo(const struct piece *pieces, size_t count, const struct replacement *r)
{
	int error = errno;
	for (size_t i = 0; i < count; i++)
		(void)!fs_write_at(r->old, pieces[i].old, pieces[i].old_len, (off_t)pieces[i].at);
	(void)!ftruncate(r->old, r->st.st_size);
	fs_set_times(r->old, &r->st);
	errno = error;
}

/* Has the disk's room for all of them before any is written. */
static bool allocate(const struct piece *pieces, size_t count, int fd)
{
	bool ok = true;
	for (size_t i = 0; ok && i < count; i++)
		ok = pieces[i].len == 0 || fs_allocate(fd, (off_t)pieces[i].at, (off_t)pieces[i].len);
	return ok;
}

/* Edits R's old file itself, which ELF was read from; on failure it is as it was. */
static bool write_here(const struct elf *elf, const struct elf_plan *plan, const struct replacement *r)
{
	struct arena memory = {0};
	struct piece *pieces = xmalloc(plan->count * sizeof(*pieces));
	bool ok = true;
	for (size_t i = 0; ok && i < plan->count; i++)
		ok = read_piece(&pieces[i], elf, &plan->edits[i], &memory);
	if (ok) {
		/* No signal ends us halfway. */
		sigset_t all, before;
		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &before);
		size_t done = 0;
		ok = allocate(pieces, plan->count, r->old) &&
		     (plan->size <= elf->source.size || ftruncate(r->old, (off_t)plan->size) == 0);
		for (; ok && done < plan->count; done++)
			ok = fs_write_at(r->old, pieces[done].new, pieces[done].len, (off_t)pieces[done].at);
		if (!ok)
			undo(pieces, done, r);
		pthread_sigmask(SIG_SETMASK, &before, NULL);
	}
	free(pieces);
	arena_free(&memory);
	return ok;
}

bool elf_replace(struct replacement *r, const struct elf *elf, const struct elf_plan *plan)
{
	if (elf->source.size >= HERE_FROM && length_of(plan) <= HERE_MAX && replace_claim(r) &&
	    write_here(elf, plan, r))
		return true;
	return replace_create(r) && elf_write(elf, plan, r->new);
}
