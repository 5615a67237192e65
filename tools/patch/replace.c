#include "patch/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fs.h"

bool replace_folder_begin(struct replace_folder *f, int dir)
{
	*f = (struct replace_folder){.dir = dir};
	if (fstat(dir, &f->st) != 0)
		return false;
	f->made_writable = faccessat(dir, ".", W_OK, 0) != 0;
	return !f->made_writable || fchmod(dir, (f->st.st_mode & 07777) | S_IWUSR) == 0;
}

bool replace_folder_end(struct replace_folder *f)
{
	/* Somebody else's folder keeps no times. */
	futimens(f->dir, (struct timespec[]){f->st.st_atim, f->st.st_mtim});
	return !f->made_writable || fchmod(f->dir, f->st.st_mode & 07777) == 0;
}

/* Opens R's file to write, else to read. */
static int open_old(const struct replacement *r)
{
	int flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, fd = openat(r->dir, r->name, O_RDWR | flags);
	if (fd >= 0)
		return fd;
	/* Another thread has a lease on it and will be done soon. */
	if (errno == EWOULDBLOCK)
		flags &= ~O_NONBLOCK;
	return openat(r->dir, r->name, O_RDONLY | flags);
}

bool replace_open(struct replacement *r, const struct replace_folder *f, const char *name)
{
	*r = (struct replacement){.dir = f->dir, .name = name, .new = -1};
	r->old = open_old(r);
	if (r->old < 0)
		return false;
	bool ok = fstat(r->old, &r->st) == 0;
	if (ok && S_ISREG(r->st.st_mode))
		return true;
	if (ok)
		errno = EINVAL;
	replace_abandon(r);
	return false;
}

bool replace_claim(struct replacement *r)
{
	/* Who opens the file from now on waits; that we are told by a signal. */
	signal(SIGIO, SIG_IGN);
	return r->st.st_nlink == 1 && fcntl(r->old, F_SETLEASE, F_WRLCK) == 0;
}

bool replace_create(struct replacement *r)
{
	static atomic_uint counter;
	do {
		snprintf(r->temp, sizeof(r->temp), ".tree-patch-%d-%u", (int)getpid(),
			 atomic_fetch_add(&counter, 1));
		r->new = openat(r->dir, r->temp, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	} while (r->new < 0 && errno == EEXIST);
	return r->new >= 0;
}

bool replace_copy_rest(struct replacement *r, off_t from)
{
	return lseek(r->old, from, SEEK_SET) >= 0 && fs_copy_rest(r->old, r->new);
}

static bool keep_owner(const struct replacement *r, int fd)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return false;
	return (st.st_uid == r->st.st_uid && st.st_gid == r->st.st_gid) ||
	       fchown(fd, r->st.st_uid, r->st.st_gid) == 0;
}

bool replace_commit(struct replacement *r)
{
	int fd = r->new >= 0 ? r->new : r->old;
	bool ok = keep_owner(r, fd) && fchmod(fd, r->st.st_mode & 07777) == 0 &&
		  futimens(fd, (struct timespec[]){r->st.st_atim, r->st.st_mtim}) == 0 &&
		  (r->new < 0 || renameat(r->dir, r->temp, r->dir, r->name) == 0);
	if (!ok) {
		replace_abandon(r);
		return false;
	}
	if (r->new >= 0)
		close(r->new);
	close(r->old);
	return true;
}

void replace_abandon(struct replacement *r)
{
	int error = errno;
	if (r->new >= 0) {
		close(r->new);
		unlinkat(r->dir, r->temp, 0);
	}
	close(r->old);
	errno = error;
}
