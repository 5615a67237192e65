#include "archive/write_files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"

/* A stream on its way into files. */
struct writer {
	const struct contents *contents;
	int dir, file;
};

static bool cannot_write(const struct contents *c, const char *path, struct error *e)
{
	return error_errno(e, c->subject, "cannot write '%s'", path);
}

int file_create(int dir, const char *path, uint32_t mode)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	const mode_t perm = mode & 0111 ? 0755 : 0644;
	int fd = openat(dir, path, flags, perm);
	if (fd < 0 && errno == ENOENT && fs_make_parents(dir, path))
		fd = openat(dir, path, flags, perm);
	return fd;
}

static bool stream_begin(void *context, size_t index, struct error *e)
{
	struct writer *w = context;
	const struct content_file *f = &w->contents->files[index];
	w->file = file_create(w->dir, f->path, f->mode);
	return w->file >= 0 || cannot_write(w->contents, f->path, e);
}

static bool stream_block(void *context, const void *data, size_t len, struct error *e)
{
	struct writer *w = context;
	return fs_write_all(w->file, data, len) || error_errno(e, w->contents->subject, "cannot write");
}

static bool stream_end(void *context, struct error *e)
{
	struct writer *w = context;
	int status = close(w->file);
	w->file = -1;
	return status == 0 || error_errno(e, w->contents->subject, "cannot write");
}

static bool write_from_stream(struct contents *c, int dir, struct error *e)
{
	struct writer w = {c, dir, -1};
	const struct contents_sink sink = {&w, stream_begin, stream_block, stream_end};
	bool ok = contents_stream(c, &sink, e);
	if (w.file >= 0)
		close(w.file);
	return ok;
}

static bool write_from_memory(const struct contents *c, int dir, struct error *e)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct content_file *f = &c->files[i];
		int fd = file_create(dir, f->path, f->mode);
		bool ok = fd >= 0 && fs_write_all(fd, f->data, (size_t)f->size);
		if (fd >= 0 && close(fd) != 0)
			ok = false;
		if (!ok)
			return cannot_write(c, f->path, e);
	}
	return true;
}

bool files_write(struct contents *c, int dir, struct error *e)
{
	return c->tar ? write_from_memory(c, dir, e) : write_from_stream(c, dir, e);
}
