#include "patch/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/file.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"

/* Lets a new file be made in F. */
static bool begin_folder(struct patch_folder *f)
{
	if (f->has_new)
		return true;
	if (fstat(f->dir, &f->st) != 0)
		return false;
	f->made_writable = faccessat(f->dir, ".", W_OK, 0) != 0;
	f->has_new = !f->made_writable || fchmod(f->dir, (f->st.st_mode & 07777) | S_IWUSR) == 0;
	return f->has_new;
}

bool patch_folder_end(struct patch_folder *f)
{
	if (!f->has_new)
		return true;
	/* Somebody else's folder keeps no times. */
	fs_set_times(f->dir, &f->st);
	return !f->made_writable || fchmod(f->dir, f->st.st_mode & 07777) == 0;
}

bool patch_folder_open(struct patch_folder *f, const char *path, char **name)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? xstrndup(path, (size_t)(slash + 1 - path)) : xstrdup(".");
	*f = (struct patch_folder){.dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	free(folder);
	if (f->dir < 0)
		return false;
	*name = xstrdup(slash ? slash + 1 : path);
	return true;
}

bool patch_folder_close(struct patch_folder *f)
{
	bool ok = patch_folder_end(f);
	int error = errno;
	close(f->dir);
	errno = error;
	return ok;
}

/* Opens the old file NAME in DIR. */
static bool open_old(struct patch_replacement *r, int dir, const char *name)
{
	r->old = fs_open_read(dir, name, O_NOFOLLOW);
	if (r->old < 0)
		return false;
	bool ok = fstat(r->old, &r->st) == 0;
	if (ok && S_ISREG(r->st.st_mode))
		return true;
	if (ok)
		errno = EINVAL;
	patch_replace_abandon(r);
	return false;
}

bool patch_replace_open(struct patch_replacement *r, struct patch_folder *f, const char *name)
{
	*r = (struct patch_replacement){.folder = f, .name = name, .new = -1};
	return open_old(r, f->dir, name);
}

bool patch_replace_open_from(struct patch_replacement *r, const char *path, struct patch_folder *f,
			     const char *name)
{
	*r = (struct patch_replacement){.folder = f, .name = name, .new = -1};
	return open_old(r, AT_FDCWD, path);
}

bool patch_replace_create(struct patch_replacement *r)
{
	static atomic_uint counter;
	if (!begin_folder(r->folder))
		return false;
	do {
		snprintf(r->temp, sizeof(r->temp), PATCH_REPLACE_PREFIX "%d-%u", (int)getpid(),
			 atomic_fetch_add(&counter, 1));
		r->new =
		    openat(r->folder->dir, r->temp, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	} while (r->new < 0 && errno == EEXIST);
	return r->new >= 0 && (flock(r->new, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK);
}

void patch_replace_remove_stale(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlinkat(dir, name, 0);
	if (fd >= 0)
		close(fd);
}

bool patch_replace_copy_rest(struct patch_replacement *r, off_t from)
{
	return lseek(r->old, from, SEEK_SET) >= 0 && fs_copy_rest(r->old, r->new);
}

static bool keep_owner(const struct patch_replacement *r)
{
	struct stat st;
	if (fstat(r->new, &st) != 0)
		return false;
	return (st.st_uid == r->st.st_uid && st.st_gid == r->st.st_gid) ||
	       fchown(r->new, r->st.st_uid, r->st.st_gid) == 0;
}

bool patch_replace_commit(struct patch_replacement *r)
{
	if (!keep_owner(r) || fchmod(r->new, r->st.st_mode & 07777) != 0 || !fs_set_times(r->new, &r->st) ||
	    renameat(r->folder->dir, r->temp, r->folder->dir, r->name) != 0) {
		patch_replace_abandon(r);
		return false;
	}
	close(r->new);
	close(r->old);
	return true;
}

void patch_replace_abandon(struct patch_replacement *r)
{
	int error = errno;
	if (r->new >= 0) {
		close(r->new);
		unlinkat(r->folder->dir, r->temp, 0);
	}
	close(r->old);
	errno = error;
}
