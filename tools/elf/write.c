#include "elf/write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"

#define WINDOW (64 << 10)

/* A run of bytes of the new file. */
struct run {
	uint64_t start, end;
};

/* The part of the run that is below LIMIT. */
static uint64_t below(struct run r, uint64_t limit)
{
	return r.start >= limit ? 0 : (r.end < limit ? r.end : limit) - r.start;
}

/* Applies to TO, which holds the run R, what of EDIT is in it. */
static bool apply(const struct elf *elf, const struct elf_edit *edit, struct run r, unsigned char *to)
{
	uint64_t start = edit->at > r.start ? edit->at : r.start;
	uint64_t end = edit->at + edit->len < r.end ? edit->at + edit->len : r.end;
	if (start >= end)
		return true;
	to += start - r.start;
	size_t len = (size_t)(end - start);
	switch (edit->kind) {
	case ELF_EDIT_BYTES:
		memcpy(to, edit->bytes + (start - edit->at), len);
		return true;
	case ELF_EDIT_COPY:
		return elf_bytes(elf, edit->from + (start - edit->at), to, len);
	case ELF_EDIT_ZERO:
		memset(to, 0, len);
		return true;
	}
	return false;
}

/* Fills TO with the run R of the new file. */
static bool render(const struct elf *elf, const struct elf_plan *plan, struct run r, unsigned char *to)
{
	uint64_t old = below(r, elf->source.size);
	memset(to + old, 0, (size_t)(r.end - r.start - old));
	errno = EIO; /* when the file has become shorter */
	bool ok = old == 0 || elf_bytes(elf, r.start, to, (size_t)old);
	for (size_t i = 0; ok && i < plan->count; i++)
		ok = apply(elf, &plan->edits[i], r, to);
	return ok;
}

void elf_write_memory(const struct elf *elf, const struct elf_plan *plan, unsigned char *to)
{
	render(elf, plan, (struct run){0, plan->size}, to);
}

static bool write_run(const struct elf *elf, const struct elf_plan *plan, struct run r, int to)
{
	uint64_t size = r.end - r.start;
	unsigned char *window = xmalloc(size < WINDOW ? (size_t)size : WINDOW);
	bool ok = true;
	while (ok && r.start < r.end) {
		struct run some = {r.start, r.end - r.start < WINDOW ? r.end : r.start + WINDOW};
		ok = render(elf, plan, some, window) &&
		     fs_write_at(to, window, (size_t)(some.end - some.start), (off_t)some.start);
		r.start = some.end;
	}
	free(window);
	return ok;
}

/* Copies what of the run R the old file has. */
static bool copy_run(const struct elf *elf, struct run r, int to)
{
	uint64_t len = below(r, elf->source.size);
	if (elf->source.bytes)
		return fs_write_at(to, elf->source.bytes + r.start, (size_t)len, (off_t)r.start);
	return fs_copy_range(elf->source.fd, to, (off_t)r.start, len);
}

static int by_start(const void *left, const void *right)
{
	const struct run *a = left, *b = right;
	return a->start < b->start ? -1 : a->start > b->start;
}

/* The runs that the edits change, in their order and apart from one another;
 * returns how many.  RUNS has room for plan->count. */
static size_t changed_runs(const struct elf_plan *plan, struct run *runs)
{
	size_t count = 0;
	for (size_t i = 0; i < plan->count; i++)
		runs[i] = (struct run){plan->edits[i].at, plan->edits[i].at + plan->edits[i].len};
	qsort(runs, plan->count, sizeof(*runs), by_start);
	for (size_t i = 0; i < plan->count; i++) {
		if (count == 0 || runs[i].start > runs[count - 1].end)
			runs[count++] = runs[i];
		else if (runs[i].end > runs[count - 1].end)
			runs[count - 1].end = runs[i].end;
	}
	return count;
}

bool elf_write(const struct elf *elf, const struct elf_plan *plan, int to)
{
	bool shared = !elf->source.bytes && fs_share(elf->source.fd, to);
	struct run *runs = xmalloc((plan->count + 1) * sizeof(*runs));
	size_t count = changed_runs(plan, runs);
	runs[count++] = (struct run){plan->size, plan->size};
	bool ok = ftruncate(to, (off_t)plan->size) == 0;
	uint64_t at = 0;
	for (size_t i = 0; ok && i < count; i++) {
		ok = (shared || copy_run(elf, (struct run){at, runs[i].start}, to)) &&
		     write_run(elf, plan, runs[i], to);
		at = runs[i].end;
	}
	free(runs);
	return ok;
}
