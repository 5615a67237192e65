/* Parts of strings, and of paths. */
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

/* For qsort and bsearch: the bytes of two strings, given by pointers to them. */
static inline int text_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The rest of TEXT after the prefix WITH; NULL: TEXT does not begin with it. */
static inline const char *text_after(const char *text, const char *with)
{
	return text_begins(text, with) ? text + strlen(with) : NULL;
}

static inline const char *text_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* The length of the folder that the LEN first characters of PATH are in; 0: there is none in PATH. */
static inline size_t text_parent(const char *path, size_t len)
{
	while (len > 0 && path[--len] != '/')
		;
	return len;
}

/* True for a PATH that may lead out of the folder that it is relative to: it is absolute,
 * or one of its parts is "..". */
static inline bool text_leads_out(const char *path)
{
	if (*path == '/')
		return true;
	for (size_t len; *path; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		if (len == 2 && memcmp(path, "..", 2) == 0)
			return true;
	}
	return false;
}

#endif
