/* The names in a directory, sorted. */
#ifndef BASE_DIR_LIST_H
#define BASE_DIR_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct dir_entry {
	const char *name;
	unsigned char type; /* DT_REG, DT_DIR, DT_LNK, …; never DT_UNKNOWN */
};

/* Zero-initialise; may be read into again and again. */
struct dir_list {
	struct dir_entry *entries;
	size_t count, capacity;
	struct arena names;
};

/* Lists the directory PATH below AT (".": AT itself), which is not a symlink; "." and
 * ".." are left out, the names sorted by their bytes.  False with errno set; what was
 * read by then is in L. */
bool dir_list_read(struct dir_list *l, int at, const char *path);

/* The same in the order that the file system has, for where it does not
 * matter: sorting takes a seventh of a walk's time. */
bool dir_list_read_unsorted(struct dir_list *l, int at, const char *path);

void dir_list_free(struct dir_list *l);

#endif
