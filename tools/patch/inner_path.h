/* Paths that have to stay in their tree. */
#ifndef PATCH_INNER_PATH_H
#define PATCH_INNER_PATH_H

#include <stddef.h>

/* What PATH, relative to the folder FOLDER (LEN characters), is relative to the
 * tree that FOLDER is in, with "." and ".." resolved; from malloc.  NULL when
 * it leaves the tree, or is the tree. */
char *patch_inner_path(const char *folder, size_t len, const char *path);

#endif
