#include "archive/write_files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"

/* A stream on its way into files. */
struct writer {
	const struct contents *contents;
	const struct archive_rules *rules;
	int dir, file;
};

static bool cannot_write(const struct contents *c, const char *path, struct error *e)
{
	return error_errno(e, c->subject, "cannot write '%s'", path);
}

static int create_file(int dir, const char *path, mode_t perm)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(dir, path, flags, perm);
	if (fd < 0 && errno == ENOENT && fs_make_parents(dir, path))
		fd = openat(dir, path, flags, perm);
	return fd;
}

int files_create(int dir, const char *path, uint32_t mode)
{
	return create_file(dir, path, 0644 | (mode & 0111));
}

static int create(int dir, const struct contents_file *f, const struct archive_rules *rules)
{
	mode_t x_bits = f->mode & 0111;
	if (x_bits && !rules->single_x_bits)
		x_bits = 0111;
	return create_file(dir, f->path, (rules->as_in_nix_store ? 0444 : 0644) | x_bits);
}

/* Closes what create has made, when it has its content. */
static bool finish(int file, const struct archive_rules *rules)
{
	const struct timespec times[] = {{.tv_sec = 1}, {.tv_sec = 1}};
	bool ok = !rules->as_in_nix_store || futimens(file, times) == 0;
	return close(file) == 0 && ok;
}

static bool stream_begin(void *context, size_t index, struct error *e)
{
	struct writer *w = context;
	const struct contents_file *f = &w->contents->files[index];
	w->file = create(w->dir, f, w->rules);
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
	bool ok = finish(w->file, w->rules);
	w->file = -1;
	return ok || error_errno(e, w->contents->subject, "cannot write");
}

bool files_write(struct package *p, int dir, struct error *e)
{
	struct writer w = {&p->contents, p->rules, dir, -1};
	const struct contents_sink sink = {&w, stream_begin, stream_block, stream_end};
	bool ok = package_stream(p, &sink, e);
	if (w.file >= 0)
		close(w.file);
	return ok;
}

/* Fills the new file TO with the file FROM; *SHARED becomes false when that took a copy. */
static bool fill(int from, int to, bool *shared)
{
	bool ok = fs_share(from, to);
	*shared = *shared && ok;
	return ok || fs_copy_rest(from, to);
}

bool files_share(const struct package *p, int from, int dir, bool *shared, struct error *e)
{
	bool ok = true;
	*shared = true;
	for (size_t i = 0; ok && i < p->contents.count; i++) {
		const struct contents_file *f = &p->contents.files[i];
		int old = openat(from, f->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
		int new = old < 0 ? -1 : create(dir, f, p->rules);
		ok = new >= 0 && fill(old, new, shared);
		if (new >= 0)
			ok = finish(new, p->rules) && ok;
		if (!ok)
			cannot_write(&p->contents, f->path, e);
		if (old >= 0)
			close(old);
	}
	return ok;
}
