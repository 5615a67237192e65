/* Files and directories, by directory descriptor. */
#ifndef BASE_FS_H
#define BASE_FS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"

/* Reads the file PATH (below AT; AT_FDCWD: the working directory) into B,
 * which is emptied first.  Fails when it is larger than LIMIT bytes. */
bool fs_read_file(int at, const char *path, size_t limit, struct buffer *b, struct error *e);

/* Creates PATH below AT with exactly these bytes and MODE (subject to the
 * umask).  Returns 1 when made, 0 when PATH exists already, -1 with E filled. */
int fs_create_file(int at, const char *path, mode_t mode, const void *data, size_t len,
		   struct error *e);

/* Writes all LEN bytes; false with errno set. */
bool fs_write_all(int fd, const void *data, size_t len);

/* Removes NAME below AT with everything in it, symlinks not followed.
 * What cannot be removed is left; false with errno set then. */
bool fs_remove_tree(int at, const char *name);

/* An output directory that appears whole or not at all: it is built in a
 * sibling of its target, which is renamed when all is done. */
struct output {
	char *target;	/* where it will be */
	char *temp;	/* where it is being built */
	int dir;	/* descriptor of temp */
};

/* Starts building TARGET, which must not exist or be an empty directory.
 * Until output_commit, ending the process by exit removes what was built. */
bool output_begin(struct output *o, const char *target, struct error *e);

/* Gives the finished directory mode 0755 and its name; closes O. */
bool output_commit(struct output *o, struct error *e);

/* Removes what was built; closes O. */
void output_abandon(struct output *o);

#endif
