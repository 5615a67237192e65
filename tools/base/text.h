/* Beginnings and ends of strings. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <string.h>

static inline bool text_begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static inline bool text_ends(const char *text, const char *with)
{
	size_t len = strlen(text), with_len = strlen(with);
	return len >= with_len && memcmp(text + len - with_len, with, with_len) == 0;
}

#endif
