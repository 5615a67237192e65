#include "bun/add_entry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"

static bool cannot_write(const struct entry_adder *a, const char *path, struct error *e)
{
	return error_errno(e, a->contents->subject, "cannot write '%s'", path);
}

/* Creates the file PATH of the package, and the folders on the way. */
static int create_file(const struct entry_adder *a, const char *path, uint32_t mode)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	const mode_t perm = mode & 0111 ? 0755 : 0644;
	int fd = openat(a->dir, path, flags, perm);
	if (fd < 0 && errno == ENOENT && fs_make_parents(a->dir, path))
		fd = openat(a->dir, path, flags, perm);
	return fd;
}

static bool write_file(const struct entry_adder *a, const char *path, uint32_t mode, const void *data,
		       size_t len, struct error *e)
{
	int fd = create_file(a, path, mode);
	bool ok = fd >= 0 && fs_write_all(fd, data, len);
	if (fd >= 0 && close(fd) != 0)
		ok = false;
	return ok || cannot_write(a, path, e);
}

static bool stream_begin(void *context, size_t index, struct error *e)
{
	struct entry_adder *a = context;
	const struct content_file *f = &a->contents->files[index];
	a->file = create_file(a, f->path, f->mode);
	return a->file >= 0 || cannot_write(a, f->path, e);
}

static bool stream_block(void *context, const void *data, size_t len, struct error *e)
{
	struct entry_adder *a = context;
	return fs_write_all(a->file, data, len) || error_errno(e, a->contents->subject, "cannot write");
}

static bool stream_end(void *context, struct error *e)
{
	struct entry_adder *a = context;
	int status = close(a->file);
	a->file = -1;
	return status == 0 || error_errno(e, a->contents->subject, "cannot write");
}

static bool write_from_stream(struct entry_adder *a, struct error *e)
{
	const struct contents_sink sink = {a, stream_begin, stream_block, stream_end};
	a->file = -1;
	bool ok = contents_stream(a->contents, &sink, e);
	if (a->file >= 0)
		close(a->file);
	return ok;
}

static bool write_files(struct entry_adder *a, struct error *e)
{
	const struct contents *c = a->contents;
	if (!c->tar)
		return write_from_stream(a, e);
	for (size_t i = 0; i < c->count; i++) {
		const struct content_file *f = &c->files[i];
		if (!write_file(a, f->path, f->mode, f->data, (size_t)f->size, e))
			return false;
	}
	return true;
}

/* .bun-tag, by which bun tells what it has installed: a tarball's integrity
 * (1.4), or the commit.  A file of that name in the package gives way. */
static bool write_tag(const struct entry_adder *a, const struct package *p, struct error *e)
{
	const char *id = p->source->id;
	bool tarball = strncmp(id, "tarball:", 8) == 0;
	if (!tarball && strncmp(id, "github:", 7) != 0 && strncmp(id, "git:", 4) != 0)
		return true;
	const struct hash_value *hash = p->source->key_integrity
					    ? integrity_first(&p->expected, integrity_strongest(&p->expected))
					    : NULL;
	char *tag = !tarball ? xstrdup(strchr(id, ':') + 1) : hash ? hash_to_sri(hash) : xstrdup("");
	unlinkat(a->dir, ".bun-tag", 0);
	bool ok = write_file(a, ".bun-tag", 0644, tag, strlen(tag), e);
	free(tag);
	return ok;
}

static bool write_folder(struct entry_adder *a, struct package *p, const char *folder, struct error *e)
{
	/* That it exists is an error: where case does not count, it is another package's. */
	bool made = fs_make_parents(a->cache, folder) && mkdirat(a->cache, folder, 0755) == 0;
	a->dir = made ? openat(a->cache, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
	if (a->dir < 0)
		return error_errno(e, p->source->id, "cannot create '%s'", folder);
	a->contents = &p->contents;
	bool ok = write_files(a, e) && write_tag(a, p, e);
	close(a->dir);
	return ok;
}

static bool write_entry(void *context, size_t index, struct error *e)
{
	struct entry_adder *a = context;
	struct package *p = &a->group.packages[index];
	const struct entry_name *name = &a->names[p->source->ordinal];
	const char *folder = name->folder.data, *alias = name->alias.data;
	if (!name->folder_again && !write_folder(a, p, folder, e))
		return false;
	const char *slash = strrchr(folder, '/');
	return !*alias || name->alias_again || symlinkat(slash ? slash + 1 : folder, a->cache, alias) == 0 ||
	       error_errno(e, p->source->id, "cannot create '%s'", alias);
}

void entry_adder_init(struct entry_adder *a, int cache, const struct entry_name *names, size_t memory,
		      unsigned long long max_unpacked, const struct package_rules *rules)
{
	*a = (struct entry_adder){
	    .group = {.memory = memory, .max_unpacked = max_unpacked, .as_bun = true},
	    .cache = cache,
	    .names = names,
	};
	package_patcher_init(&a->patcher, rules);
}

size_t entries_add(struct entry_adder *a, const struct package_source *sources, size_t count, struct error *e)
{
	count = package_group_read(&a->group, sources, count, e);
	count = packages_patch(&a->patcher, &a->group, count, e);
	return package_group_each(count, write_entry, a, e);
}

void entry_adder_free(struct entry_adder *a)
{
	package_group_free(&a->group);
	package_patcher_free(&a->patcher);
}
