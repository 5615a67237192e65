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

/* Notes an entry; false when L has it already. */
static bool note(struct path_list *l, const char *entry, size_t len)
{
	if (string_map_find(&l->entries, entry, len))
		return false;
	string_map_add(&l->entries, arena_strndup(&l->names, entry, len), 0);
	return true;
}

void path_list_set(struct path_list *l, const char *text)
{
	const char *entry;
	size_t len;
	buffer_add_string(&l->text, text);
	while (path_list_next(&text, &entry, &len))
		note(l, entry, len);
}

void path_list_add(struct path_list *l, const char *entry, size_t len)
{
	if (len == 0 || !note(l, entry, len))
		return;
	if (l->text.len > 0)
		buffer_add_byte(&l->text, ':');
	buffer_add(&l->text, entry, len);
}

void path_list_add_all(struct path_list *l, const char *entries)
{
	const char *entry;
	size_t len;
	while (path_list_next(&entries, &entry, &len))
		path_list_add(l, entry, len);
}

void path_list_free(struct path_list *l)
{
	buffer_free(&l->text);
	string_map_free(&l->entries);
	arena_free(&l->names);
}
