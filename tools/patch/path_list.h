/* Lists with colons between their entries, as run paths are. */
#ifndef PATCH_PATH_LIST_H
#define PATCH_PATH_LIST_H

#include <stddef.h>

#include "base/buffer.h"

/* Calls TAKE for each entry of LIST that is not empty. */
void path_list_each(const char *list, void (*take)(void *context, const char *entry, size_t len),
		    void *context);

/* Puts ENTRY at the end of the list in B, a struct buffer, when it is not in it yet. */
void path_list_add(void *b, const char *entry, size_t len);

#endif
