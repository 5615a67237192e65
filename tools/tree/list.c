#include "tree/list.h"

#include <string.h>

#include "base/fs.h"

/* The value of a line with an empty folder. */
#define FAILED (-1)

static int64_t place_of_path(const struct tree_list *l, const char *path)
{
	return fs_is_empty_dir(path) ? FAILED : (int64_t)(path - l->lines.text.data);
}

static bool read_lines(struct tree_list *l, const char *path, struct error *e)
{
	for (size_t i = 0; i < l->lines.count; i++) {
		char *fields[3] = {NULL};
		size_t count = lines_fields(l->lines.lines[i], fields, 3);
		if (count < 2 || count > 3 || !*fields[0] || !*fields[1] || (count == 3 && !*fields[2]))
			return error_set(e, path, "line %zu is not KEY<TAB>TARBALL_OR_DIR[<TAB>PATCH]",
					 i + 1);
		if (string_map_find(&l->paths, fields[0], strlen(fields[0])))
			return error_set(e, path, "line %zu gives '%s' again", i + 1, fields[0]);
		string_map_add(&l->paths, fields[0], place_of_path(l, fields[1]));
		if (count == 3)
			string_map_add(&l->patches, fields[0], fields[2] - l->lines.text.data);
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
	return slot && slot->value != FAILED ? l->lines.text.data + slot->value : NULL;
}

const char *tree_list_patch(const struct tree_list *l, const char *key)
{
	struct string_map_slot *slot = string_map_find(&l->patches, key, strlen(key));
	return slot ? l->lines.text.data + slot->value : NULL;
}

bool tree_list_is_patched(const struct tree_list *l, const char *key, const char *source, const char *name,
			  struct error *e)
{
	return tree_list_patch(l, key) || fs_is_dir(source) ||
	       error_set(e, name, "is patched: the list must have its patch, or its patched folder");
}

void tree_list_add_line(struct buffer *b, const char *key, const char *path, const char *patch)
{
	buffer_printf(b, "%s\t%s%s%s\n", key, path, patch ? "\t" : "", patch ? patch : "");
}

bool tree_list_failed(const struct tree_list *l, const char *key)
{
	struct string_map_slot *slot = string_map_find(&l->paths, key, strlen(key));
	return slot && slot->value == FAILED;
}

void tree_list_add_failed(const struct tree_list *l, struct buffer *b)
{
	for (size_t i = 0; i < l->lines.count; i++)
		if (tree_list_failed(l, l->lines.lines[i]))
			buffer_printf(b, "failed\t%s\n", l->lines.lines[i]);
}

void tree_list_free(struct tree_list *l)
{
	string_map_free(&l->paths);
	string_map_free(&l->patches);
	lines_free(&l->lines);
}
