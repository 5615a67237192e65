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

/* Lists the directory of descriptor DIR, which it closes in any case; "." and
 * ".." are left out, the names sorted by their bytes.  False with errno set. */
bool dir_list_read(struct dir_list *l, int dir);

/* The same in the order that the file system has, for where it does not
 * matter: sorting takes a seventh of a walk's time. */
bool dir_list_read_unsorted(struct dir_list *l, int dir);

void dir_list_free(struct dir_list *l);

#endif
