/* A package's files into a folder. */
#ifndef ARCHIVE_WRITE_FILES_H
#define ARCHIVE_WRITE_FILES_H

#include <stdbool.h>

#include "archive/package_group.h"

/* Creates PATH below the folder DIR, and the folders on the way, with mode 0644
 * and the x bits of MODE.  A descriptor, or -1 with errno set: also when PATH exists. */
int files_create(int dir, const char *path, uint32_t mode);

/* Writes all files of P into the folder DIR, which has none of them.  False with
 * E, about the package. */
bool files_write(struct package *p, int dir, struct error *e);

/* Writes all files of P, which files_write wrote into the folder FROM, into the folder
 * DIR, where they share their bytes with those (FICLONE).  *SHARED is false when the
 * file system could not do so for all of them: the others are copies.  False with E,
 * about the package. */
bool files_share(const struct package *p, int from, int dir, bool *shared, struct error *e);

#endif
