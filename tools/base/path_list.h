/* Lists with colons between their entries, as $PATH and run paths are. */
#ifndef BASE_PATH_LIST_H
#define BASE_PATH_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/string_map.h"

/* Takes the next entry off *LIST: *LEN characters at *ENTRY, possibly none.
 * False when the list is at its end. */
bool path_list_next(const char **list, const char **entry, size_t *len);

/* A list that grows.  Zero-initialise; path_list_free ends it. */
struct path_list {
	struct buffer text;
	struct string_map entries;
	struct arena names;
};

/* Makes the empty list L be TEXT as it is, also when entries in it are empty or there twice. */
void path_list_set(struct path_list *l, const char *text);

/* Puts ENTRY at the end of L, unless it is empty or in it already. */
void path_list_add(struct path_list *l, const char *entry, size_t len);

/* The same for every entry of ENTRIES. */
void path_list_add_all(struct path_list *l, const char *entries);

void path_list_free(struct path_list *l);

#endif
