/* Lists with colons between their entries, as $PATH and run paths are. */
#ifndef BASE_PATH_LIST_H
#define BASE_PATH_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* Takes the next entry off *LIST: *LEN characters at *ENTRY, possibly none.
 * False when the list is at its end. */
bool path_list_next(const char **list, const char **entry, size_t *len);

/* Puts ENTRY at the end of LIST, unless it is empty or in it already. */
void path_list_add(struct buffer *list, const char *entry, size_t len);

/* The same for every entry of ENTRIES. */
void path_list_add_all(struct buffer *list, const char *entries);

#endif
