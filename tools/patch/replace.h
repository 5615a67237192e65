/* Gives a file new content, all of it or nothing, and keeps its owner, mode and times.
 *
 * It is written beside the file and renamed, so that what other hard links
 * name stays as it was, as does what another process reads or runs. */
#ifndef PATCH_REPLACE_H
#define PATCH_REPLACE_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/error.h"

/* What the names of new files begin with; such a file is locked until it has its place. */
#define PATCH_REPLACE_PREFIX ".tree-patch-"

/* A folder in which files are replaced, by one thread at a time; zero except for
 * dir.  A read-only one becomes writable with the first new file.  When the process ends
 * before patch_folder_end, by die on any thread, it is as it was, without the new file. */
struct patch_folder {
	int dir; /* its descriptor; not owned */
	bool has_new, made_writable;
	struct stat st;            /* as it was before, when has_new */
	char temp[40];             /* the new file's name until it has its place; "": there is none */
	pthread_mutex_t changing;  /* when has_new: held while the new file gets its name or its place */
	struct patch_folder *next; /* of those that have new files */
};

/* Gives the folder its mode and times back.  False with errno set. */
bool patch_folder_end(struct patch_folder *f);

/* Opens the folder of PATH, without what killed processes left there; *NAME, from malloc, is
 * the path's last part.  False with errno set. */
bool patch_folder_open(struct patch_folder *f, const char *path, char **name);

/* Ends and closes such a one.  False with errno set. */
bool patch_folder_close(struct patch_folder *f);

struct patch_replacement {
	struct patch_folder *folder; /* not owned, nor is the name */
	const char *name;
	int old, new;   /* descriptors: the file, for reading, and what will be it; -1: none yet */
	struct stat st; /* of the old one */
};

/* Opens the regular file NAME in F.  False with errno set, and no new file is
 * left; the same holds for the functions below. */
bool patch_replace_open(struct patch_replacement *r, struct patch_folder *f, const char *name);

/* The same, but the old file is the one at PATH, which stays. */
bool patch_replace_open_from(struct patch_replacement *r, const char *path, struct patch_folder *f,
			     const char *name);

/* Removes the file NAME in DIR, of PATCH_REPLACE_PREFIX, when the process that made it was
 * killed. */
void patch_replace_remove_if_stale(int dir, const char *name);

/* Removes all such files in DIR. */
void patch_replace_remove_stale(int dir);

/* Makes NEW, an empty file beside it. */
bool patch_replace_create(struct patch_replacement *r);

/* Appends the old file's bytes from FROM to its end to the new one. */
bool patch_replace_copy_rest(struct patch_replacement *r, off_t from);

/* Puts the new file in the old one's place, and gives it what that had but its
 * content; closes R. */
bool patch_replace_commit(struct patch_replacement *r);

/* Removes the new file; closes R.  Keeps errno. */
void patch_replace_abandon(struct patch_replacement *r);

#endif
