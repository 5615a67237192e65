#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/interrupt.h"

#define ABOUT_MAX ((size_t)64 << 20)

/* The one output under way, for the removal at exit. */
static struct output *pending_output;

/* Makes the folders that lead to the target. */
static bool make_parents(struct output *o)
{
	for (char *slash = strchr(o->target + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		bool made = mkdir(o->target, 0755) == 0;
		*slash = '/';
		if (!made && errno != EEXIST)
			return false;
		if (made && o->made == 0)
			o->made = (size_t)(slash - o->target);
	}
	return true;
}

/* Removes those that make_parents made, unless something else is in them by now. */
static void remove_parents(struct output *o)
{
	for (size_t len = strlen(o->target); o->made > 0 && len > o->made;) {
		while (o->target[--len] != '/')
			;
		o->target[len] = '\0';
		rmdir(o->target);
	}
}

/* While the process is ending, other threads may still write what is removed here. */
static void remove_now(struct output *o)
{
	const struct timespec moment = {.tv_nsec = 1000 * 1000};
	for (int tries = 0; !fs_remove_tree(AT_FDCWD, o->temp) && errno == ENOTEMPTY && tries < 2000; tries++)
		nanosleep(&moment, NULL);
	remove_parents(o);
}

/* Lets go of what the parent has open, but for the lock on O and the descriptor DONE: who reads from a pipe
 * to the parent waits for the parent alone. */
static void become_remover(const struct output *o, int done)
{
	long most = sysconf(_SC_OPEN_MAX);
	setsid();
	interrupt_unwatch();
	for (int fd = 0; fd < most && fd < 1 << 16; fd++)
		if (fd != o->dir && fd != done)
			close(fd);
	for (int fd = open("/dev/null", O_RDWR); fd >= 0 && fd < STDERR_FILENO; fd = dup(fd))
		;
}

/* Removes O in a process of its own, which goes on when there is more than can be removed within a second of the
 * signal. False when there can be none. */
static bool remove_beside(struct output *o)
{
	int ends[2];
	if (pipe(ends) != 0)
		return false;
	pid_t child = fork();
	if (child == 0) {
		become_remover(o, ends[1]);
		remove_now(o);
		_exit(0);
	}
	close(ends[1]);
	struct pollfd end = {.fd = ends[0], .events = POLLIN};
	while (child > 0 && poll(&end, 1, interrupt_time_left()) < 0 && errno == EINTR)
		;
	close(ends[0]);
	return child > 0;
}

static void output_remove(struct output *o)
{
	if (interrupt_time_left() < 0 || !remove_beside(o))
		remove_now(o);
}

/* Given back before the removal at exit, which may be for want of memory. */
#define RESERVE_BYTES ((size_t)1 << 20)
static void *reserve;

static void remove_pending(void)
{
	process_hold();
	interrupt_all();
	free(reserve);
	reserve = NULL;
	if (pending_output)
		output_remove(pending_output);
}

/* Nothing ends when the output is in place by now. */
static void end_output(void)
{
	process_hold();
	char *target = pending_output ? xstrdup(pending_output->target) : NULL;
	process_release();
	if (target)
		die("%s: interrupted", target);
}

void output_end_interrupted(void)
{
	if (interrupt_came())
		end_output();
}

static char *trimmed(const char *path)
{
	size_t len = strlen(path);
	while (len > 1 && path[len - 1] == '/')
		len--;
	return xstrndup(path, len);
}

static void output_close(struct output *o)
{
	if (o->dir >= 0)
		close(o->dir);
	free(o->target);
	free(o->temp);
	pending_output = NULL;
}

static bool is_in_place(const struct output *o)
{
	return strcmp(o->temp, o->target) == 0;
}

/* Opens the folder o->temp and locks it; false when that is another process's. */
static bool lock_temp(struct output *o)
{
	struct stat opened, named;
	o->dir = fs_open_dir(AT_FDCWD, o->temp);
	if (o->dir < 0)
		return false;
	if (flock(o->dir, LOCK_EX | LOCK_NB) == 0 && fstat(o->dir, &opened) == 0 &&
	    opened.st_uid == geteuid() && lstat(o->temp, &named) == 0 && opened.st_dev == named.st_dev &&
	    opened.st_ino == named.st_ino)
		return true;
	close(o->dir);
	o->dir = -1;
	return false;
}

/* Removes o->temp when its maker ended without: the lock goes with the process. */
static bool remove_stale(struct output *o)
{
	if (!lock_temp(o))
		return false;
	bool removed = fs_remove_tree(AT_FDCWD, o->temp);
	close(o->dir);
	o->dir = -1;
	return removed;
}

enum claim { CLAIM_FAILED, CLAIM_TAKEN, CLAIM_OURS };

/* Makes the folder o->temp, which may be a stale one's name. */
static enum claim claim_temp(struct output *o)
{
	for (int tries = 0; tries < 10; tries++) {
		if (mkdir(o->temp, 0700) == 0) {
			if (lock_temp(o))
				return CLAIM_OURS;
			/* Another process took it for stale; or some network file system has no locks. */
			if (errno != ENOLCK && errno != EOPNOTSUPP && errno != EINVAL)
				continue;
			o->dir = fs_open_dir(AT_FDCWD, o->temp);
			return o->dir >= 0 ? CLAIM_OURS : CLAIM_FAILED;
		}
		if (errno != EEXIST)
			return CLAIM_FAILED;
		if (!remove_stale(o))
			return CLAIM_TAKEN;
	}
	return CLAIM_TAKEN;
}

/* How many programs may make one target at a time. */
#define TEMPS_MAX 100

static char *sibling_name(const char *target, int i)
{
	const char *slash = strrchr(target, '/');
	int parent = slash ? (int)(slash - target) + 1 : 0;
	return xasprintf("%.*s.%s.fragstore-%d", parent, target, target + parent, i);
}

/* Removes the stale ones of the names that follow number I. */
static void remove_stale_after(const struct output *o, int i)
{
	bool removed = true;
	while (removed && ++i < TEMPS_MAX) {
		struct output other = {.temp = sibling_name(o->target, i), .dir = -1};
		removed = remove_stale(&other);
		free(other.temp);
	}
}

/* Makes the folder to build in beside the target, of the first name that nobody has. */
static enum claim make_sibling(struct output *o)
{
	enum claim claim = CLAIM_TAKEN;
	for (int i = 0; i < TEMPS_MAX && claim == CLAIM_TAKEN; i++) {
		free(o->temp);
		o->temp = sibling_name(o->target, i);
		claim = claim_temp(o);
		if (claim == CLAIM_OURS)
			remove_stale_after(o, i);
	}
	return claim;
}

static bool make_temp(struct output *o)
{
	enum claim claim = make_sibling(o);
#ifndef __linux__
	/* Nix's sandbox on macOS lets a build write to nothing but its output. */
	if (claim == CLAIM_FAILED && (errno == EPERM || errno == EACCES || errno == EROFS)) {
		free(o->temp);
		o->temp = xstrdup(o->target);
		if (mkdir(o->temp, 0700) == 0 || errno == EEXIST)
			o->dir = fs_open_dir(AT_FDCWD, o->temp);
	}
#endif
	if (claim == CLAIM_TAKEN)
		errno = EBUSY;
	return o->dir >= 0;
}

/* Creates the directory to build in. */
static bool output_begin(struct output *o, const char *target, struct error *e)
{
	*o = (struct output){.target = trimmed(target), .dir = -1};
	struct stat st;
	if (lstat(o->target, &st) == 0 && !fs_is_empty_dir(o->target)) {
		free(o->target);
		return error_set(e, target, "exists already; name a new directory for the output");
	}
	/* Before anything is made: a signal in between would leave it. */
	reserve = malloc(RESERVE_BYTES);
	interrupt_watch(end_output);
	atexit(remove_pending);
	if (!make_parents(o) || !make_temp(o)) {
		error_errno(e, target, "cannot create beside it");
		remove_parents(o);
		free(o->temp);
		free(o->target);
		return false;
	}
	pending_output = o;
	/* A folder's set-group-ID bit would go on to everything that is made in it. */
	if (fchmod(o->dir, 0700) != 0) {
		error_errno(e, o->temp, "cannot open");
		output_remove(o);
		output_close(o);
		return false;
	}
	return true;
}

static bool put_in_place(const struct output *o, struct error *e)
{
	if (interrupt_came())
		return error_set(e, o->target, "interrupted");
	/* Nobody removes it in between. */
	process_hold();
	bool ok = fchmod(o->dir, 0755) == 0 && (is_in_place(o) || rename(o->temp, o->target) == 0);
	int error = errno;
	if (ok)
		pending_output = NULL;
	process_release();
	errno = error;
	return ok || error_errno(e, o->target, "cannot put in place");
}

/* Ends O; removes what is made unless it is to stay. */
static void output_end(struct output *o, bool stays)
{
	process_hold();
	if (!stays)
		output_remove(o);
	output_close(o);
	process_release();
}

bool output_make(const char *target, output_builder *build, void *context, struct error *e)
{
	struct output o;
	if (!output_begin(&o, target, e))
		return false;
	bool ok = build(context, &o, e) && put_in_place(&o, e);
	output_end(&o, ok);
	return ok;
}

bool output_scratch(const char *target, output_builder *build, void *context, struct error *e)
{
	struct output o;
	if (!output_begin(&o, target, e))
		return false;
	bool ok = build(context, &o, e) &&
		  (fs_remove_tree(AT_FDCWD, o.temp) || error_errno(e, o.temp, "cannot remove"));
	output_end(&o, false);
	return ok;
}

bool output_add_about(const struct output *o, const char *path, const struct buffer *more, struct error *e)
{
	struct buffer b = {0};
	bool ok = !path || fs_read_file(AT_FDCWD, path, ABOUT_MAX, &b, e);
	if (ok) {
		buffer_add(&b, more->data, more->len);
		int made = fs_create_file(o->dir, OUTPUT_ABOUT, 0444, b.data, b.len, e);
		ok = made == 1 || (made == 0 && error_set(e, o->target, "has a file 'about' already"));
	}
	buffer_free(&b);
	return ok;
}
