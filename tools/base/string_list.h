/* A list of strings that grows. */
#ifndef BASE_STRING_LIST_H
#define BASE_STRING_LIST_H

#include <stddef.h>

/* Zero-initialise; string_list_free ends it.  It owns its strings. */
struct string_list {
	char **items;
	size_t count, capacity;
};

/* Adds a copy of TEXT. */
void string_list_add(struct string_list *l, const char *text);

/* Adds a copy of the LEN bytes at TEXT. */
void string_list_add_part(struct string_list *l, const char *text, size_t len);

/* Adds a string as printf makes it. */
void string_list_printf(struct string_list *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Moves the strings of FROM to the end of L. */
void string_list_take(struct string_list *l, struct string_list *from);

void string_list_free(struct string_list *l);

#endif
