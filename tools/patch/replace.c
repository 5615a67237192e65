#include "patch/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

#include "base/fs.h"

/* Lets a new file be made in F. */
static bool begin_folder(struct replace_folder *f)
{
	if (f->has_new)
		return true;
	if (fstat(f->dir, &f->st) != 0)
		return false;
	f->made_writable = faccessat(f->dir, ".", W_OK, 0) != 0;
	f->has_new = !f->made_writable || fchmod(f->dir, (f->st.st_mode & 07777) | S_IWUSR) == 0;
	return f->has_new;
}

bool replace_folder_end(struct replace_folder *f)
{
	if (!f->has_new)
		return true;
	/* Somebody else's folder keeps no times. */
	fs_set_times(f->dir, &f->st);
	return !f->made_writable || fchmod(f->dir, f->st.st_mode & 07777) == 0;
}

bool replace_open(struct replacement *r, struct replace_folder *f, const char *name)
{
	*r = (struct replacement){.folder = f, .name = name, .new = -1};
	/* To read only: who runs it by another name would find it busy, else. */
	r->old = fs_open_read(f->dir, name, O_NOFOLLOW);
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

#ifdef __linux__

/* From linux/magic.h, which musl does not come with. */
#define EXT4_SUPER_MAGIC 0xEF53
#define TMPFS_MAGIC 0x01021994

/* True where nobody can have a file open without our being told (as an overlay's
 * mappings are), and where bytes are written over in their own place. */
static bool is_plain(int fd)
{
	struct statfs fs;
	return fstatfs(fd, &fs) == 0 && (fs.f_type == EXT4_SUPER_MAGIC || fs.f_type == TMPFS_MAGIC);
}

/* True when FD is the old file, as it was when R was opened. */
static bool is_unchanged(const struct replacement *r, int fd)
{
	struct stat st;
	return fstat(fd, &st) == 0 && st.st_ino == r->st.st_ino && st.st_dev == r->st.st_dev &&
	       st.st_nlink == 1 && st.st_size == r->st.st_size && st.st_ctim.tv_sec == r->st.st_ctim.tv_sec &&
	       st.st_ctim.tv_nsec == r->st.st_ctim.tv_nsec;
}

bool replace_claim(struct replacement *r)
{
	if (r->st.st_nlink != 1 || !is_plain(r->old))
		return false;
	int fd = openat(r->folder->dir, r->name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return false;
	/* A lease is for who has the file open once: this takes OLD's place. */
	bool same = is_unchanged(r, fd) && dup3(fd, r->old, O_CLOEXEC) >= 0;
	close(fd);
	/* Who opens the file from now on waits; that we are told by a signal. */
	signal(SIGIO, SIG_IGN);
	return same && fcntl(r->old, F_SETLEASE, F_WRLCK) == 0 && is_unchanged(r, r->old);
}

#else

bool replace_claim(struct replacement *r)
{
	(void)r;
	return false;
}

#endif

bool replace_create(struct replacement *r)
{
	static atomic_uint counter;
	if (!begin_folder(r->folder))
		return false;
	do {
		snprintf(r->temp, sizeof(r->temp), ".tree-patch-%d-%u", (int)getpid(),
			 atomic_fetch_add(&counter, 1));
		r->new =
		    openat(r->folder->dir, r->temp, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
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
	bool ok = keep_owner(r, fd) && fchmod(fd, r->st.st_mode & 07777) == 0 && fs_set_times(fd, &r->st) &&
		  (r->new < 0 || renameat(r->folder->dir, r->temp, r->folder->dir, r->name) == 0);
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
		unlinkat(r->folder->dir, r->temp, 0);
	}
	close(r->old);
	errno = error;
}
