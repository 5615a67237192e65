/* Files and directories, by directory descriptor. */
#ifndef BASE_FS_H
#define BASE_FS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"

/* Reads the file PATH (below AT; AT_FDCWD: the working directory) into B,
 * which is emptied first.  Fails when it is larger than LIMIT bytes, and at once when it
 * leads to something else than a regular file, except for an open pipe as /dev/fd/N. */
bool fs_read_file(int at, const char *path, size_t limit, struct buffer *b, struct error *e);

/* The same for what follows in FD, which it closes in any case. */
bool fs_read_rest(int fd, const char *path, size_t limit, struct buffer *b, struct error *e);

/* Opens PATH below AT, or what it leads to, for reading and fills ST; -1 with
 * E, at once, when that is not a regular file. */
int fs_open_regular(int at, const char *path, struct stat *st, struct error *e);

/* Opens PATH below AT for reading, with FLAGS added; does not wait for a FIFO, but does for a
 * process that has a lease on the file. -1 with errno set. */
int fs_open_read(int at, const char *path, int flags);

/* Creates PATH below AT with exactly these bytes and MODE (subject to the
 * umask).  Returns 1 when made, 0 when PATH exists already, -1 with E filled. */
int fs_create_file(int at, const char *path, mode_t mode, const void *data, size_t len, struct error *e);

/* Makes the folders that PATH below AT goes through, those that are not there
 * yet; safe from several threads.  False with errno set. */
bool fs_make_parents(int at, const char *path);

/* Reads at most LEN bytes once, as read(2) does, but again after EINTR. */
ssize_t fs_read(int fd, void *to, size_t len);

/* Reads LEN bytes at AT, fewer at the end of the file; how many, or -1 with errno set. */
ssize_t fs_read_at(int fd, void *to, size_t len, off_t at);

/* Writes all LEN bytes; false with errno set. */
bool fs_write_all(int fd, const void *data, size_t len);

/* The same at AT. */
bool fs_write_at(int fd, const void *data, size_t len, off_t at);

/* Copies the rest of the file FROM to TO, from the present positions on.  The kernel does it alone
 * where it can.  False with errno set. */
bool fs_copy_rest(int from, int to);

/* Copies LEN bytes at AT of the file FROM to the same place in TO, by the kernel
 * alone where it can; false with errno set. */
bool fs_copy_range(int from, int to, off_t at, uint64_t len);

/* Makes the empty file TO share all bytes of the file FROM (FICLONE); false with
 * errno set where the file system cannot. */
bool fs_share(int from, int to);

/* Fills the empty file TO with all of the file FROM: shared where that is
 * possible, else copied; false with errno set. */
bool fs_clone(int from, int to);

/* Gives FD the times of access and change that ST tells; false with errno set. */
bool fs_set_times(int fd, const struct stat *st);

/* Opens the directory PATH below AT, which is not a symlink; -1 with errno set. */
int fs_open_dir(int at, const char *path);

/* True for a directory, or what leads to one. */
bool fs_is_dir(const char *path);

/* The same, and it has nothing in it. */
bool fs_is_empty_dir(const char *path);

/* Removes NAME below AT with everything in it, symlinks not followed.
 * What cannot be removed is left; false with errno set then. */
bool fs_remove_tree(int at, const char *name);

#endif
