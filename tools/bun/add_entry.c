#include "bun/add_entry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"

#define MEMORY_MAX ((size_t)128 << 20)

static bool make_folders(int at, const char *name)
{
	for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
		char *folder = xstrndup(name, (size_t)(slash - name));
		bool ok = mkdirat(at, folder, 0755) == 0 || errno == EEXIST;
		free(folder);
		if (!ok)
			return false;
	}
	return true;
}

/* Creates the file PATH of the package, and the folders on the way. */
static int create_file(struct entry_adder *a, const char *path, uint32_t mode)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	const mode_t perm = mode & 0111 ? 0755 : 0644;
	int fd = openat(a->dir, path, flags, perm);
	if (fd < 0 && errno == ENOENT && make_folders(a->dir, path))
		fd = openat(a->dir, path, flags, perm);
	return fd;
}

static bool cannot_write(struct entry_adder *a, const char *path, struct error *e)
{
	return error_errno(e, a->contents.subject, "cannot write '%s'", path);
}

static bool stream_begin(void *context, size_t index, struct error *e)
{
	struct entry_adder *a = context;
	const struct content_file *f = &a->contents.files[index];
	a->file = create_file(a, f->path, f->mode);
	return a->file >= 0 || cannot_write(a, f->path, e);
}

static bool stream_block(void *context, const void *data, size_t len, struct error *e)
{
	struct entry_adder *a = context;
	return fs_write_all(a->file, data, len) || error_errno(e, a->contents.subject, "cannot write");
}

static bool stream_end(void *context, struct error *e)
{
	struct entry_adder *a = context;
	int status = close(a->file);
	a->file = -1;
	return status == 0 || error_errno(e, a->contents.subject, "cannot write");
}

static bool write_streamed(struct entry_adder *a, struct error *e)
{
	const struct contents_sink sink = {a, stream_begin, stream_block, stream_end};
	a->file = -1;
	bool ok = contents_stream(&a->contents, &sink, e);
	if (a->file >= 0)
		close(a->file);
	return ok;
}

static bool write_file(struct entry_adder *a, const char *path, uint32_t mode, const void *data, size_t len,
		       struct error *e)
{
	int fd = create_file(a, path, mode);
	bool ok = fd >= 0 && fs_write_all(fd, data, len);
	if (fd >= 0 && close(fd) != 0)
		ok = false;
	return ok || cannot_write(a, path, e);
}

static bool write_files(struct entry_adder *a, struct error *e)
{
	const struct contents *c = &a->contents;
	if (!c->tar)
		return write_streamed(a, e);
	for (size_t i = 0; i < c->count; i++)
		if (!write_file(a, c->files[i].path, c->files[i].mode, c->files[i].data,
				(size_t)c->files[i].size, e))
			return false;
	return true;
}

/* .bun-tag: by it bun tells, later, what it has installed.  A file of that
 * name in the package gives way (bun 1.2.23 to 1.4.5). */
static bool write_tag(struct entry_adder *a, const struct entry_source *source, struct error *e)
{
	bool tarball = strncmp(source->name, "tarball:", 8) == 0;
	if (!tarball && strncmp(source->name, "github:", 7) != 0 && strncmp(source->name, "git:", 4) != 0)
		return true;
	char *sri = tarball && source->integrity ? hash_to_sri(&a->found) : xstrdup("");
	const char *tag = tarball ? sri : strchr(source->name, ':') + 1;
	unlinkat(a->dir, ".bun-tag", 0);
	bool ok = write_file(a, ".bun-tag", 0644, tag, strlen(tag), e);
	free(sri);
	return ok;
}

static bool write_folder(struct entry_adder *a, int cache, const struct entry_source *source, struct error *e)
{
	bool made = make_folders(cache, source->folder) && mkdirat(cache, source->folder, 0755) == 0;
	if (!made && errno == EEXIST)
		return true;
	a->dir = made ? openat(cache, source->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
	if (a->dir < 0)
		return error_errno(e, source->name, "cannot create '%s'", source->folder);
	bool ok = write_files(a, e) && write_tag(a, source, e);
	close(a->dir);
	return ok;
}

static bool write_alias(int cache, const struct entry_source *source, struct error *e)
{
	const char *slash = strrchr(source->folder, '/');
	return !*source->alias || symlinkat(slash ? slash + 1 : source->folder, cache, source->alias) == 0 ||
	       errno == EEXIST || error_errno(e, source->name, "cannot create '%s'", source->alias);
}

static bool read_package(struct entry_adder *a, const struct entry_source *source,
			 unsigned long long max_unpacked, struct error *e)
{
	struct contents *c = &a->contents;
	struct integrity expected;
	if (source->integrity && !integrity_parse(source->integrity, &expected, source->name, e))
		return false;
	if (!contents_open(c, source->name, source->path, max_unpacked, e))
		return false;
	if (source->integrity && c->is_folder)
		return error_set(e, source->name, "'%s' is a folder and so has no integrity to check",
				 source->path);
	if (!c->is_folder && c->packed_size <= MEMORY_MAX) {
		buffer_renew(&a->packed, c->packed_size + 1);
		if (!contents_load(c, (unsigned char *)a->packed.data, e))
			return false;
	}
	if (source->integrity && (!contents_hash(c, integrity_strongest(&expected), &a->found, e) ||
				  !integrity_check(&expected, &a->found, source->name, e)))
		return false;
	size_t size = c->packed ? gunzip_claimed_size(c->packed, c->packed_size) : 0;
	if (size > 0 && size <= MEMORY_MAX) {
		buffer_renew(&a->unpacked, size);
		contents_unpack(c, &a->decompressor, (unsigned char *)a->unpacked.data, size);
	}
	return contents_list(c, e);
}

bool entry_add(struct entry_adder *a, int cache, const struct entry_source *source,
	       unsigned long long max_unpacked, struct error *e)
{
	return read_package(a, source, max_unpacked, e) && write_folder(a, cache, source, e) &&
	       write_alias(cache, source, e);
}

void entry_adder_free(struct entry_adder *a)
{
	contents_free(&a->contents);
	buffer_free(&a->packed);
	buffer_free(&a->unpacked);
	gunzip_free(a->decompressor);
}
