/* A file that takes the place of another, whole or not at all: written beside
 * it and renamed, with its owner, mode and times.  What other hard links name
 * stays as it was. */
#ifndef PATCH_REPLACE_H
#define PATCH_REPLACE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/error.h"

/* A folder in which files are replaced, by one thread at a time. */
struct replace_folder {
	int dir; /* its descriptor; not owned */
	struct stat st;
	bool made_writable;
};

/* Begins work in DIR: a read-only folder becomes writable until
 * replace_folder_end.  False with errno set. */
bool replace_folder_begin(struct replace_folder *f, int dir);

/* Gives the folder its mode and times back.  False with errno set. */
bool replace_folder_end(struct replace_folder *f);

struct replacement {
	int dir;
	const char *name; /* not owned */
	int old, new;     /* descriptors: the file, for reading, and what will be it */
	struct stat st;   /* of the old one */
	char temp[40];    /* the new one's name until then */
};

/* Opens the regular file NAME in F and an empty one beside it.  False with
 * errno set, and nothing is left behind; so do the functions below. */
bool replace_begin(struct replacement *r, const struct replace_folder *f, const char *name);

/* Appends the old file's bytes from FROM to its end to the new one. */
bool replace_copy_rest(struct replacement *r, off_t from);

/* Puts the new file in the old one's place; closes R. */
bool replace_commit(struct replacement *r);

/* Removes the new file; closes R.  Keeps errno. */
void replace_abandon(struct replacement *r);

#endif
