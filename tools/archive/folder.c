#include "archive/folder.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/dir_list.h"
#include "base/fs.h"
#include "base/utf8.h"

/* A folder that is being listed. */
struct listing {
	bool any_bytes; /* in names, else valid UTF-8 alone */
	bool working_tree;
	struct contents *c;
	struct buffer path; /* of the folder at hand, with a "/" at its end */
};

static bool is_left_out(const struct listing *l, const char *name)
{
	return strcmp(name, ".git") == 0 || (l->working_tree && strcmp(name, "node_modules") == 0);
}

static bool list_below(struct listing *l, int dir, struct error *e);

static bool list_entry(struct listing *l, int dir, const char *name, struct error *e)
{
	const char *subject = l->c->subject;
	struct stat st;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return error_errno(e, subject, "cannot look at '%s%s'", buffer_string(&l->path), name);
	if (strchr(name, '\n') || (!l->any_bytes && !utf8_valid(name, strlen(name))))
		return error_set(e, subject, "the file name '%s' is not valid in a package", name);
	size_t parent = l->path.len;
	buffer_add_string(&l->path, name);
	bool ok = true;
	if (S_ISREG(st.st_mode)) {
		struct contents_file f = {.mode = st.st_mode & 0111 ? 0755 : 0644,
					  .size = (uint64_t)st.st_size};
		ok = contents_add_file(l->c, l->path.data, l->path.len, f, e);
	} else if (S_ISDIR(st.st_mode)) {
		int sub = fs_open_dir(dir, name);
		buffer_add_byte(&l->path, '/');
		ok = sub < 0 ? error_errno(e, subject, "cannot open '%s'", buffer_string(&l->path))
			     : list_below(l, sub, e);
		if (sub >= 0)
			close(sub);
	} /* symlinks and special files are left out, as from a tarball */
	l->path.len = parent;
	return ok;
}

static bool list_below(struct listing *l, int dir, struct error *e)
{
	struct dir_list list = {0};
	bool ok = dir_list_read(&list, dir, ".") ||
		  error_errno(e, l->c->subject, "cannot list '%s'", buffer_string(&l->path));
	for (size_t i = 0; ok && i < list.count; i++)
		ok = is_left_out(l, list.entries[i].name) || list_entry(l, dir, list.entries[i].name, e);
	dir_list_free(&list);
	return ok;
}

bool folder_list(int folder, const struct archive_rules *rules, bool working_tree, struct contents *c,
		 struct error *e)
{
	struct listing l = {.any_bytes = rules->raw_names, .working_tree = working_tree, .c = c};
	bool ok = list_below(&l, folder, e);
	buffer_free(&l.path);
	return ok;
}

/* Passes what FD holds to SINK; it must be the size that was listed. */
static bool stream_file(const struct contents *c, const struct contents_file *f, int fd,
			const struct contents_sink *sink, struct error *e)
{
	char block[64 * 1024];
	uint64_t total = 0;
	for (;;) {
		ssize_t got = fs_read(fd, block, sizeof(block));
		if (got < 0)
			return error_errno(e, c->subject, "cannot read '%s'", f->path);
		if (got == 0)
			break;
		total += (uint64_t)got;
		if (!sink->block(sink->context, block, (size_t)got, e))
			return false;
	}
	return total == f->size - f->head_len + f->head_cut ||
	       error_set(e, c->subject, "'%s' changed while it was read", f->path);
}

bool folder_stream(int folder, const struct contents *c, const struct contents_sink *sink, struct error *e)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct contents_file *f = &c->files[i];
		if (f->data)
			continue;
		int fd = openat(folder, f->path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0)
			return error_errno(e, c->subject, "cannot open '%s'", f->path);
		bool ok = sink->begin(sink->context, i, e) && stream_file(c, f, fd, sink, e) &&
			  sink->end(sink->context, e);
		close(fd);
		if (!ok)
			return false;
	}
	return true;
}
