#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool fs_read_file(int at, const char *path, size_t limit, struct buffer *b, struct error *e)
{
	b->len = 0;
	int fd = openat(at, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_errno(e, path, "cannot open");
	struct stat st;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && (size_t)st.st_size <= limit)
		buffer_reserve(b, (size_t)st.st_size + 1);
	for (;;) {
		buffer_reserve(b, 4096);
		ssize_t got = read(fd, b->data + b->len, b->capacity - b->len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			error_errno(e, path, "cannot read");
			close(fd);
			return false;
		}
		b->len += (size_t)got;
		if (b->len > limit) {
			close(fd);
			return error_set(e, path, "larger than %zu bytes", limit);
		}
		if (got == 0)
			break;
	}
	close(fd);
	return true;
}

bool fs_write_all(int fd, const void *data, size_t len)
{
	const char *p = data;
	while (len > 0) {
		ssize_t put = write(fd, p, len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		p += put;
		len -= (size_t)put;
	}
	return true;
}

int fs_create_file(int at, const char *path, mode_t mode, const void *data, size_t len,
		   struct error *e)
{
	int fd = openat(at, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	if (fd < 0) {
		if (errno == EEXIST)
			return 0;
		error_errno(e, path, "cannot create");
		return -1;
	}
	bool ok = fs_write_all(fd, data, len);
	if (close(fd) != 0)
		ok = false;
	if (!ok) {
		error_errno(e, path, "cannot write");
		return -1;
	}
	return 1;
}

static bool remove_entries(int fd)
{
	DIR *dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return false;
	}
	bool ok = true;
	struct dirent *entry;
	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    !fs_remove_tree(dirfd(dir), entry->d_name))
			ok = false;
	}
	closedir(dir);
	return ok;
}

bool fs_remove_tree(int at, const char *name)
{
	if (unlinkat(at, name, 0) == 0 || errno == ENOENT)
		return true;
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool ok = fchmod(fd, 0700) == 0;
	ok = remove_entries(fd) && ok;
	return unlinkat(at, name, AT_REMOVEDIR) == 0 && ok;
}

/* The one output under way, for the removal at exit. */
static struct output *pending_output;

static void remove_pending(void)
{
	if (pending_output)
		fs_remove_tree(AT_FDCWD, pending_output->temp);
}

static bool is_empty_dir(const char *path)
{
	DIR *dir = opendir(path);
	if (!dir)
		return false;
	bool empty = true;
	struct dirent *entry;
	while (empty && (entry = readdir(dir)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	closedir(dir);
	return empty;
}

static char *trimmed(const char *path)
{
	size_t len = strlen(path);
	while (len > 1 && path[len - 1] == '/')
		len--;
	return xstrndup(path, len);
}

bool output_begin(struct output *o, const char *target, struct error *e)
{
	*o = (struct output){.target = trimmed(target), .dir = -1};
	struct stat st;
	if (lstat(o->target, &st) == 0 && !is_empty_dir(o->target)) {
		free(o->target);
		return error_set(e, target, "exists already; name a new directory for the output");
	}
	const char *slash = strrchr(o->target, '/');
	int parent = slash ? (int)(slash - o->target) + 1 : 0;
	o->temp = xasprintf("%.*s.%s.XXXXXX", parent, o->target, o->target + parent);
	if (!mkdtemp(o->temp)) {
		error_errno(e, target, "cannot create beside it");
		free(o->temp);
		free(o->target);
		return false;
	}
	pending_output = o;
	atexit(remove_pending);
	o->dir = open(o->temp, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (o->dir < 0) {
		error_errno(e, o->temp, "cannot open");
		output_abandon(o);
		return false;
	}
	return true;
}

static void output_close(struct output *o)
{
	if (o->dir >= 0)
		close(o->dir);
	free(o->target);
	free(o->temp);
	pending_output = NULL;
}

bool output_commit(struct output *o, struct error *e)
{
	if (fchmod(o->dir, 0755) != 0 || rename(o->temp, o->target) != 0) {
		error_errno(e, o->target, "cannot put in place");
		output_abandon(o);
		return false;
	}
	output_close(o);
	return true;
}

void output_abandon(struct output *o)
{
	fs_remove_tree(AT_FDCWD, o->temp);
	output_close(o);
}
