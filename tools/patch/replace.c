#include "patch/replace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/dir_list.h"
#include "base/fs.h"
#include "base/text.h"

/* The folders that have new files; it changes where nobody ends the process. */
static struct patch_folder *begun;

static bool restore(const struct patch_folder *f)
{
	/* Somebody else's folder keeps no times. */
	fs_set_times(f->dir, &f->st);
	return !f->made_writable || fchmod(f->dir, f->st.st_mode & 07777) == 0;
}

/* When the process ends: removes new files that are not in their places yet.  No more are made: the locks stay. */
static void restore_begun(void)
{
	process_hold();
	for (struct patch_folder *f = begun; f; f = f->next) {
		pthread_mutex_lock(&f->changing);
		if (*f->temp)
			unlinkat(f->dir, f->temp, 0);
		restore(f);
	}
}

static void add_begun(struct patch_folder *f)
{
	static bool registered;
	process_hold();
	if (!registered)
		registered = atexit(restore_begun) == 0;
	f->next = begun;
	begun = f;
	process_release();
}

static void remove_begun(struct patch_folder *f)
{
	struct patch_folder **at = &begun;
	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
}

/* Lets a new file be made in F. */
static bool begin_folder(struct patch_folder *f)
{
	if (f->has_new)
		return true;
	if (fstat(f->dir, &f->st) != 0)
		return false;
	f->made_writable = faccessat(f->dir, ".", W_OK, 0) != 0;
	f->has_new = !f->made_writable || fchmod(f->dir, (f->st.st_mode & 07777) | S_IWUSR) == 0;
	if (f->has_new) {
		pthread_mutex_init(&f->changing, NULL);
		add_begun(f);
	}
	return f->has_new;
}

bool patch_folder_end(struct patch_folder *f)
{
	if (!f->has_new)
		return true;
	process_hold();
	remove_begun(f);
	bool ok = restore(f);
	int error = errno;
	process_release();
	pthread_mutex_destroy(&f->changing);
	errno = error;
	return ok;
}

bool patch_folder_open(struct patch_folder *f, const char *path, char **name)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? xstrndup(path, (size_t)(slash + 1 - path)) : xstrdup(".");
	*f = (struct patch_folder){.dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
	free(folder);
	if (f->dir < 0)
		return false;
	patch_replace_remove_stale(f->dir);
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
	struct patch_folder *f = r->folder;
	if (!begin_folder(f))
		return false;
	pthread_mutex_lock(&f->changing);
	do {
		snprintf(f->temp, sizeof(f->temp), PATCH_REPLACE_PREFIX "%d-%u", (int)getpid(),
			 atomic_fetch_add(&counter, 1));
		r->new = openat(f->dir, f->temp, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	} while (r->new < 0 && errno == EEXIST);
	int error = errno;
	if (r->new < 0)
		*f->temp = '\0';
	pthread_mutex_unlock(&f->changing);
	errno = error;
	return r->new >= 0 && (flock(r->new, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK);
}

void patch_replace_remove_if_stale(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlinkat(dir, name, 0);
	if (fd >= 0)
		close(fd);
}

void patch_replace_remove_stale(int dir)
{
	struct dir_list list = {0};
	if (dir_list_read_unsorted(&list, dir, "."))
		for (size_t i = 0; i < list.count; i++)
			if (list.entries[i].type == DT_REG &&
			    text_begins(list.entries[i].name, PATCH_REPLACE_PREFIX))
				patch_replace_remove_if_stale(dir, list.entries[i].name);
	dir_list_free(&list);
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

/* Swaps the files NEW and OLD in DIR; false where that cannot be. */
static bool swap(int dir, const char *new, const char *old)
{
#ifdef SYS_renameat2
	const unsigned exchange = 1 << 1; /* RENAME_EXCHANGE of linux/fs.h, which musl does not come with */
	return syscall(SYS_renameat2, dir, new, dir, old, exchange) == 0;
#else
	(void)dir, (void)new, (void)old;
	return false;
#endif
}

/* Gives the new file of F the name of the old one, NAME.  A file that is renamed over another is sent to the disk at once
 * by ext4 (auto_da_alloc; Linux 6.18), which takes a third of the time of small files; one that was swapped is not. */
static bool move_new(const struct patch_folder *f, const char *name)
{
	if (!swap(f->dir, f->temp, name))
		return renameat(f->dir, f->temp, f->dir, name) == 0;
	/* Another process may have taken it for stale. */
	return unlinkat(f->dir, f->temp, 0) == 0 || errno == ENOENT;
}

/* What there is no new file of any more is not removed when the process ends. */
static bool put_in_place(const struct patch_replacement *r)
{
	struct patch_folder *f = r->folder;
	pthread_mutex_lock(&f->changing);
	bool ok = move_new(f, r->name);
	int error = errno;
	if (ok)
		*f->temp = '\0';
	pthread_mutex_unlock(&f->changing);
	errno = error;
	return ok;
}

bool patch_replace_commit(struct patch_replacement *r)
{
	if (!keep_owner(r) || fchmod(r->new, r->st.st_mode & 07777) != 0 || !fs_set_times(r->new, &r->st) ||
	    !put_in_place(r)) {
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
		pthread_mutex_lock(&r->folder->changing);
		unlinkat(r->folder->dir, r->folder->temp, 0);
		*r->folder->temp = '\0';
		pthread_mutex_unlock(&r->folder->changing);
	}
	close(r->old);
	errno = error;
}
