#include "base/path_list.h"

#include <string.h>

bool path_list_next(const char **list, const char **entry, size_t *len)
{
	if (!**list)
		return false;
	*entry = *list;
	*len = strcspn(*list, ":");
	*list += *len + ((*list)[*len] == ':');
	return true;
}

static bool has_entry(const char *list, const char *entry, size_t len)
{
	const char *other;
	size_t other_len;
	while (path_list_next(&list, &other, &other_len))
		if (other_len == len && memcmp(other, entry, len) == 0)
			return true;
	return false;
}

void path_list_add(struct buffer *list, const char *entry, size_t len)
{
	if (len == 0 || has_entry(buffer_string(list), entry, len))
		return;
	if (list->len > 0)
		buffer_add_byte(list, ':');
	buffer_add(list, entry, len);
}

void path_list_add_all(struct buffer *list, const char *entries)
{
	const char *entry;
	size_t len;
	while (path_list_next(&entries, &entry, &len))
		path_list_add(list, entry, len);
}
