#include "archive/contents.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define PATH_IS_FOLDER (-1)

void contents_reset(struct contents *c, const char *subject)
{
	c->subject = subject;
	c->count = 0;
	string_map_reset(&c->paths);
	arena_reset(&c->names);
}

static bool both_kinds(struct contents *c, const char *path, size_t len, struct error *e)
{
	return error_set(e, c->subject, "'%.*s' is both a file and a folder", (int)len, path);
}

static bool fits(struct contents *c, const char *path, size_t len, struct error *e)
{
	size_t depth = 0;
	if (len > CONTENTS_PATH_MAX)
		return error_set(e, c->subject, "has the path '%.*s', which is longer than %zu bytes",
				 (int)len, path, CONTENTS_PATH_MAX);
	for (size_t i = 0; i < len; i++)
		depth += path[i] == '/';
	return depth <= CONTENTS_DEPTH_MAX ||
	       error_set(e, c->subject, "has the path '%.*s', which is in more than %zu folders", (int)len,
			 path, CONTENTS_DEPTH_MAX);
}

/* Puts PATH, which lasts, into the map. */
static bool add_path(struct contents *c, const char *path, size_t len, int64_t value, struct error *e)
{
	if (c->paths.count == CONTENTS_PATHS_MAX)
		return error_set(e, c->subject, "has more than %zu files and folders", CONTENTS_PATHS_MAX);
	string_map_add_part(&c->paths, path, len, value);
	return true;
}

static size_t parent_len(const char *path, size_t len)
{
	while (len > 0 && path[len - 1] != '/')
		len--;
	return len > 0 ? len - 1 : 0;
}

/* Notes the folder PATH, which lasts, from the deepest up: whatever is known has
 * known parents. */
static bool add_folders(struct contents *c, const char *path, size_t len, struct error *e)
{
	for (; len > 0; len = parent_len(path, len)) {
		struct string_map_slot *slot = string_map_find(&c->paths, path, len);
		if (slot)
			return slot->value == PATH_IS_FOLDER || both_kinds(c, path, len, e);
		if (!add_path(c, path, len, PATH_IS_FOLDER, e))
			return false;
	}
	return true;
}

bool contents_add_folder(struct contents *c, const char *path, size_t len, struct error *e)
{
	struct string_map_slot *slot = string_map_find(&c->paths, path, len);
	if (len == 0 || slot)
		return !slot || slot->value == PATH_IS_FOLDER || both_kinds(c, path, len, e);
	return fits(c, path, len, e) && add_folders(c, arena_strndup(&c->names, path, len), len, e);
}

bool contents_add_file(struct contents *c, const char *path, size_t len, struct contents_file f,
		       struct error *e)
{
	if (len == 0 || path[len - 1] == '/')
		return error_set(e, c->subject, "the file '%.*s' has a folder's name", (int)len, path);
	if (!fits(c, path, len, e))
		return false;
	struct string_map_slot *slot = string_map_find(&c->paths, path, len);
	if (slot && slot->value == PATH_IS_FOLDER)
		return both_kinds(c, path, len, e);
	if (slot) {
		f.path = c->files[slot->value].path;
		c->files[slot->value] = f;
		return true;
	}
	f.path = arena_strndup(&c->names, path, len);
	if (!add_folders(c, f.path, parent_len(path, len), e) ||
	    !add_path(c, f.path, len, (int64_t)c->count, e))
		return false;
	array_reserve(c->files, c->capacity, c->count + 1);
	c->files[c->count++] = f;
	return true;
}

const struct contents_file *contents_find(const struct contents *c, const char *path)
{
	struct string_map_slot *slot = string_map_find(&c->paths, path, strlen(path));
	return slot && slot->value != PATH_IS_FOLDER ? &c->files[slot->value] : NULL;
}

bool contents_has_path(const struct contents *c, const char *path)
{
	while (text_begins(path, "./"))
		path += 2;
	size_t len = strlen(path);
	while (len > 0 && path[len - 1] == '/')
		len--;
	return len == 0 || string_map_find(&c->paths, path, len);
}

void contents_keep(struct contents *c, const bool *kept)
{
	size_t count = 0;
	string_map_reset(&c->paths);
	for (size_t i = 0; i < c->count; i++) {
		const struct contents_file f = c->files[i];
		size_t len = strlen(f.path);
		/* What was in bounds is so with less. */
		if (kept[i] && add_folders(c, f.path, parent_len(f.path, len), NULL) &&
		    add_path(c, f.path, len, (int64_t)count, NULL))
			c->files[count++] = f;
	}
	c->count = count;
}

static void *copy_bytes(struct contents *c, const void *first, size_t len, const void *second, size_t more)
{
	unsigned char *bytes = arena_alloc(&c->names, len + more + 1);
	memcpy(bytes, first, len);
	if (more > 0)
		memcpy(bytes + len, second, more);
	return bytes;
}

void contents_replace_head(struct contents *c, struct contents_file *f, uint64_t cut, const void *head,
			   size_t len)
{
	uint64_t rest = f->size - cut;
	f->size = len + rest;
	if (f->data) {
		f->data = copy_bytes(c, head, len, (const unsigned char *)f->data + cut, (size_t)rest);
		return;
	}
	f->head = copy_bytes(c, head, len, NULL, 0);
	f->head_len = len;
	f->head_cut = cut;
}

unsigned char *contents_replace(struct contents *c, struct contents_file *f, size_t len)
{
	unsigned char *bytes = arena_alloc(&c->names, len + 1);
	f->data = bytes;
	f->size = len;
	return bytes;
}

void contents_free(struct contents *c)
{
	free(c->files);
	string_map_free(&c->paths);
	arena_free(&c->names);
	*c = (struct contents){0};
}
