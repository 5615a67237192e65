#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A copy of the descriptor N that the path /dev/fd/N, a shell's <(COMMAND), means; -1: PATH is
 * another, or N is not open.  Whoever gave it has opened it, so reading it does not wait for nobody. */
static int own_descriptor(const char *path)
{
	static const char folder[] = "/dev/fd/";
	const char *name = path + sizeof(folder) - 1;
	if (strncmp(path, folder, sizeof(folder) - 1) != 0 || strspn(name, "0123456789") != strlen(name) ||
	    !*name || strlen(name) > 6)
		return -1;
	return fcntl((int)strtol(name, NULL, 10), F_DUPFD_CLOEXEC, 0);
}

bool fs_read_file(int at, const char *path, size_t limit, struct buffer *b, struct error *e)
{
	struct stat st;
	int fd = at == AT_FDCWD ? own_descriptor(path) : -1;
	if (fd < 0)
		fd = fs_open_regular(at, path, &st, e);
	return fd >= 0 && fs_read_rest(fd, path, limit, b, e);
}

bool fs_read_rest(int fd, const char *path, size_t limit, struct buffer *b, struct error *e)
{
	b->len = 0;
	struct stat st;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 && (size_t)st.st_size <= limit)
		buffer_reserve(b, (size_t)st.st_size + 1);
	for (;;) {
		buffer_reserve(b, 4096);
		ssize_t got = fs_read(fd, b->data + b->len, b->capacity - b->len);
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

int fs_open_regular(int at, const char *path, struct stat *st, struct error *e)
{
	/* Without O_NONBLOCK, opening a FIFO would wait. */
	int fd = openat(at, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 || fstat(fd, st) != 0) {
		error_errno(e, path, "cannot open");
	} else if (!S_ISREG(st->st_mode)) {
		error_set(e, path, "is not a regular file");
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

/* What of LEN bytes one call takes: macOS refuses more than INT_MAX. */
static size_t at_once(size_t len)
{
	const size_t most = (size_t)1 << 30;
	return len < most ? len : most;
}

ssize_t fs_read(int fd, void *to, size_t len)
{
	ssize_t got;
	do
		got = read(fd, to, at_once(len));
	while (got < 0 && errno == EINTR);
	return got;
}

ssize_t fs_read_at(int fd, void *to, size_t len, off_t at)
{
	size_t done = 0;
	while (done < len) {
		ssize_t got = pread(fd, (char *)to + done, at_once(len - done), at + (off_t)done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

bool fs_write_all(int fd, const void *data, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t put = write(fd, (const char *)data + done, at_once(len - done));
		if (put < 0 && errno != EINTR)
			return false;
		done += put < 0 ? 0 : (size_t)put;
	}
	return true;
}

bool fs_write_at(int fd, const void *data, size_t len, off_t at)
{
	for (size_t done = 0; done < len;) {
		ssize_t put = pwrite(fd, (const char *)data + done, at_once(len - done), at + (off_t)done);
		if (put < 0 && errno != EINTR)
			return false;
		done += put < 0 ? 0 : (size_t)put;
	}
	return true;
}

/* From linux/fs.h, which musl does not come with. */
#ifndef FICLONE
#define FICLONE _IOW(0x94, 9, int)
#endif

bool fs_share(int from, int to)
{
#ifdef __linux__
	return ioctl(to, FICLONE, from) == 0;
#else
	(void)from, (void)to;
	errno = ENOTSUP;
	return false;
#endif
}

bool fs_clone(int from, int to)
{
	return fs_share(from, to) || (lseek(from, 0, SEEK_SET) == 0 && fs_copy_rest(from, to));
}

bool fs_copy_range(int from, int to, off_t at, uint64_t len)
{
	static _Thread_local char block[64 * 1024];
#ifdef __linux__
	for (off_t in = at, out = at; len > 0; at = in) {
		ssize_t moved =
		    copy_file_range(from, &in, to, &out, len < 1 << 30 ? (size_t)len : 1 << 30, 0);
		if (moved == 0 || (moved < 0 && errno != EINTR))
			break; /* not between these two: by hand */
		if (moved > 0)
			len -= (uint64_t)moved;
	}
#endif
	while (len > 0) {
		size_t some = len < sizeof(block) ? (size_t)len : sizeof(block);
		errno = EIO; /* when the file has become shorter */
		if (fs_read_at(from, block, some, at) != (ssize_t)some || !fs_write_at(to, block, some, at))
			return false;
		at += (off_t)some;
		len -= some;
	}
	return true;
}

bool fs_copy_rest(int from, int to)
{
	static _Thread_local char block[64 * 1024];
#ifdef __linux__
	for (;;) {
		ssize_t moved = copy_file_range(from, NULL, to, NULL, (size_t)1 << 30, 0);
		if (moved == 0)
			break; /* the end, or a file system that only pretends: read() tells */
		if (moved < 0 && errno != EINTR)
			break;
	}
#endif
	for (;;) {
		ssize_t got = fs_read(from, block, sizeof(block));
		if (got == 0)
			return true;
		if (got < 0 || !fs_write_all(to, block, (size_t)got))
			return false;
	}
}

bool fs_set_times(int fd, const struct stat *st)
{
#ifdef __APPLE__
	return futimens(fd, (struct timespec[]){st->st_atimespec, st->st_mtimespec}) == 0;
#else
	return futimens(fd, (struct timespec[]){st->st_atim, st->st_mtim}) == 0;
#endif
}

int fs_open_read(int at, const char *path, int flags)
{
	flags |= O_RDONLY | O_CLOEXEC;
	int fd = openat(at, path, flags | O_NONBLOCK);
	return fd < 0 && errno == EWOULDBLOCK ? openat(at, path, flags) : fd;
}

int fs_create_file(int at, const char *path, mode_t mode, const void *data, size_t len, struct error *e)
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

bool fs_make_parents(int at, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		char *folder = xstrndup(path, (size_t)(slash - path));
		bool ok = mkdirat(at, folder, 0755) == 0 || errno == EEXIST;
		free(folder);
		if (!ok)
			return false;
	}
	return true;
}

/* Removes what the directory STREAM still has; how many went.  A name may be passed
 * over, and another thread may add some. */
static size_t remove_entries(DIR *stream)
{
	size_t removed = 0;
	struct dirent *entry;
	rewinddir(stream);
	while ((entry = readdir(stream)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			removed += fs_remove_tree(dirfd(stream), entry->d_name);
	return removed;
}

/* Of memory it takes one DIR for each level, since it is what is done when there is none. */
bool fs_remove_tree(int at, const char *name)
{
	if (unlinkat(at, name, 0) == 0 || errno == ENOENT)
		return true;
	int fd = fs_open_dir(at, name);
	if (fd < 0)
		return false;
	fchmod(fd, 0700);
	DIR *stream = fdopendir(fd);
	if (!stream) {
		close(fd);
		return false;
	}
	while (remove_entries(stream) > 0)
		;
	closedir(stream);
	return unlinkat(at, name, AT_REMOVEDIR) == 0 || errno == ENOENT;
}

int fs_open_dir(int at, const char *path)
{
	return openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

bool fs_is_dir(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool fs_is_empty_dir(const char *path)
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
