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

bool contents_add_folder(struct contents *c, const char *path, size_t len, struct error *e)
{
	/* From the deepest up: whoever is known has known parents. */
	while (len > 0) {
		struct string_map_slot *slot = string_map_find(&c->paths, path, len);
		if (slot)
			return slot->value == PATH_IS_FOLDER || both_kinds(c, path, len, e);
		string_map_add(&c->paths, arena_strndup(&c->names, path, len), PATH_IS_FOLDER);
		while (len > 0 && path[len - 1] != '/')
			len--;
		if (len > 0)
			len--;
	}
	return true;
}

bool contents_add_file(struct contents *c, const char *path, size_t len, struct content_file f,
		       struct error *e)
{
	if (len == 0 || path[len - 1] == '/')
		return error_set(e, c->subject, "the file '%.*s' has a folder's name", (int)len, path);
	struct string_map_slot *slot = string_map_find(&c->paths, path, len);
	if (slot && slot->value == PATH_IS_FOLDER)
		return both_kinds(c, path, len, e);
	if (slot) {
		f.path = c->files[slot->value].path;
		c->files[slot->value] = f;
		return true;
	}
	size_t folder = len;
	while (folder > 0 && path[folder - 1] != '/')
		folder--;
	if (folder > 0 && !contents_add_folder(c, path, folder - 1, e))
		return false;
	f.path = arena_strndup(&c->names, path, len);
	array_reserve(c->files, c->capacity, c->count + 1);
	string_map_add(&c->paths, f.path, (int64_t)c->count);
	c->files[c->count++] = f;
	return true;
}

const struct content_file *contents_find(const struct contents *c, const char *path)
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

static void *copy_bytes(struct contents *c, const void *first, size_t len, const void *second, size_t more)
{
	unsigned char *bytes = arena_alloc(&c->names, len + more + 1);
	memcpy(bytes, first, len);
	if (more > 0)
		memcpy(bytes + len, second, more);
	return bytes;
}

void contents_replace_head(struct contents *c, struct content_file *f, uint64_t cut, const void *head,
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

unsigned char *contents_replace(struct contents *c, struct content_file *f, size_t len)
{
	unsigned char *bytes = arena_alloc(&c->names, len + 1);
	if (f->data) {
		f->data = bytes;
	} else {
		f->head = bytes;
		f->head_len = len;
		f->head_cut = f->size;
	}
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
