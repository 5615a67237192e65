/* Files and directories, by directory descriptor. */
#ifndef BASE_FS_H
#define BASE_FS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"

/* Reads the file PATH (below AT; AT_FDCWD: the working directory) into B,
 * which is emptied first.  Fails when it is larger than LIMIT bytes. */
bool fs_read_file(int at, const char *path, size_t limit, struct buffer *b, struct error *e);

/* The same for what follows in FD, which it closes in any case. */
bool fs_read_rest(int fd, const char *path, size_t limit, struct buffer *b, struct error *e);

/* Opens PATH below AT, or what it leads to, for reading and fills ST; -1 with
 * E, at once, when that is no regular file. */
int fs_open_regular(int at, const char *path, struct stat *st, struct error *e);

/* Opens PATH below AT for reading, with FLAGS besides; does not wait for a FIFO,
 * but for a process that has a lease on the file.  -1 with errno set. */
int fs_open_read(int at, const char *path, int flags);

/* Creates PATH below AT with exactly these bytes and MODE (subject to the
 * umask).  Returns 1 when made, 0 when PATH exists already, -1 with E filled. */
int fs_create_file(int at, const char *path, mode_t mode, const void *data, size_t len, struct error *e);

/* Makes the folders that PATH below AT goes through, those that are not there
 * yet; safe from several threads.  False with errno set. */
bool fs_make_parents(int at, const char *path);

/* Writes all LEN bytes; false with errno set. */
bool fs_write_all(int fd, const void *data, size_t len);

/* Copies what follows in the file FROM to TO, where both stand, by the kernel
 * alone where it can; false with errno set. */
bool fs_copy_rest(int from, int to);

/* Removes NAME below AT with everything in it, symlinks not followed.
 * What cannot be removed is left; false with errno set then. */
bool fs_remove_tree(int at, const char *name);

#endif
