#include "base/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"

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

static void output_remove(struct output *o)
{
	fs_remove_tree(AT_FDCWD, o->temp);
	remove_parents(o);
}

static void remove_pending(void)
{
	if (pending_output)
		output_remove(pending_output);
}

static volatile sig_atomic_t interrupted;

static void note_signal(int signal)
{
	(void)signal;
	interrupted = 1;
}

bool output_interrupted(void)
{
	return interrupted;
}

/* The second signal of a kind ends the process at once. */
void output_watch_signals(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	/* Over the limit on a file's size is an error like others (EFBIG). */
	signal(SIGXFSZ, SIG_IGN);
	struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESETHAND | SA_RESTART};
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction old;
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
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

/* Makes the directory to build in: beside the target or, where nothing but the
 * target may be written (Nix's sandbox on macOS), the target itself. */
static bool make_temp(struct output *o)
{
	if (mkdtemp(o->temp))
		return true;
	if (errno != EPERM && errno != EACCES && errno != EROFS)
		return false;
	strcpy(o->temp, o->target);
	return mkdir(o->temp, 0700) == 0 || errno == EEXIST;
}

/* Creates the directory to build in. */
static bool output_begin(struct output *o, const char *target, struct error *e)
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
	if (!make_parents(o) || !make_temp(o)) {
		error_errno(e, target, "cannot create beside it");
		remove_parents(o);
		free(o->temp);
		free(o->target);
		return false;
	}
	pending_output = o;
	output_watch_signals();
	atexit(remove_pending);
	o->dir = open(o->temp, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	/* A folder's set-group-ID bit would go on to all that are made in it. */
	if (o->dir < 0 || fchmod(o->dir, 0700) != 0) {
		error_errno(e, o->temp, "cannot open");
		output_remove(o);
		output_close(o);
		return false;
	}
	return true;
}

static bool put_in_place(const struct output *o, struct error *e)
{
	if (output_interrupted())
		return error_set(e, o->target, "interrupted");
	return (fchmod(o->dir, 0755) == 0 && (is_in_place(o) || rename(o->temp, o->target) == 0)) ||
	       error_errno(e, o->target, "cannot put in place");
}

bool output_make(const char *target, output_builder *build, void *context, struct error *e)
{
	struct output o;
	if (!output_begin(&o, target, e))
		return false;
	bool ok = build(context, &o, e) && put_in_place(&o, e);
	if (!ok)
		output_remove(&o);
	output_close(&o);
	return ok;
}
