#include "tree/list.h"

#include <string.h>

static bool read_lines(struct tree_list *l, const char *path, struct error *e)
{
	for (size_t i = 0; i < l->lines.count; i++) {
		char *fields[2] = {NULL};
		if (lines_fields(l->lines.lines[i], fields, 2) != 2 || !*fields[0] || !*fields[1])
			return error_set(e, path, "line %zu is not KEY<TAB>TARBALL_OR_DIR", i + 1);
		if (string_map_find(&l->paths, fields[0], strlen(fields[0])))
			return error_set(e, path, "line %zu gives '%s' again", i + 1, fields[0]);
		string_map_add(&l->paths, fields[0], (int64_t)(fields[1] - l->lines.text.data));
	}
	return true;
}

bool tree_list_read(struct tree_list *l, const char *path, struct error *e)
{
	return lines_read(&l->lines, path, e) && read_lines(l, path, e);
}

bool tree_list_take(struct tree_list *l, struct buffer *text, const char *path, struct error *e)
{
	return lines_take(&l->lines, text, path, e) && read_lines(l, path, e);
}

const char *tree_list_find(const struct tree_list *l, const char *key)
{
	struct string_map_slot *slot = string_map_find(&l->paths, key, strlen(key));
	return slot ? l->lines.text.data + slot->value : NULL;
}

void tree_list_free(struct tree_list *l)
{
	string_map_free(&l->paths);
	lines_free(&l->lines);
}
