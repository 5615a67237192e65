#include "patch/path_list.h"

#include <stdbool.h>
#include <string.h>

void path_list_each(const char *list, void (*take)(void *context, const char *entry, size_t len),
		    void *context)
{
	while (*list) {
		size_t len = strcspn(list, ":");
		if (len > 0)
			take(context, list, len);
		list += len + (list[len] == ':');
	}
}

static bool has_entry(const char *list, const char *entry, size_t len)
{
	while (*list) {
		size_t here = strcspn(list, ":");
		if (here == len && memcmp(list, entry, len) == 0)
			return true;
		list += here + (list[here] == ':');
	}
	return false;
}

void path_list_add(void *b, const char *entry, size_t len)
{
	struct buffer *list = b;
	if (has_entry(buffer_string(list), entry, len))
		return;
	if (list->len > 0)
		buffer_add_byte(list, ':');
	buffer_add(list, entry, len);
}
