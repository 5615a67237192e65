/* A list of strings that grows. */
#ifndef BASE_STRING_LIST_H
#define BASE_STRING_LIST_H

#include <stddef.h>

/* Zero-initialise; string_list_free ends it.  It owns its strings. */
struct string_list {
	char **items;
	size_t count, capacity;
};

/* Adds a copy of the LEN bytes at TEXT. */
void string_list_add(struct string_list *l, const char *text, size_t len);

void string_list_free(struct string_list *l);

#endif
