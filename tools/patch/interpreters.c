#include "patch/interpreters.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path_list.h"

/* True when PATH can stand in an interpreter line, also after `env -S`. */
static bool path_is_plain(const char *path, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)path[i] <= ' ' || strchr("\"'\\$#", path[i]))
			return false;
	return len > 0 && path[0] == '/';
}

static const char *remember(struct patch_interpreters *in, const char *name, size_t len, const char *path)
{
	array_reserve(in->paths, in->capacity, in->count + 1);
	in->paths[in->count] = path;
	string_map_add(&in->known, arena_strndup(&in->strings, name, len), (int64_t)in->count++);
	return path;
}

bool patch_interpreters_map(struct patch_interpreters *in, const char *map, const char *subject,
			    struct error *e)
{
	const char *p;
	for (size_t len; path_list_next(&map, &p, &len);) {
		size_t name = strcspn(p, "=");
		if (name == 0 || name + 1 >= len || memchr(p, '/', name) ||
		    !path_is_plain(p + name + 1, len - name - 1))
			return error_set(e, subject, "'%.*s' is not NAME=/PATH", (int)len, p);
		if (string_map_find(&in->known, p, name))
			return error_set(e, subject, "'%.*s' is mapped twice", (int)name, p);
		remember(in, p, name, arena_strndup(&in->strings, p + name + 1, len - name - 1));
	}
	return true;
}

/* NAME in that directory, when it is an executable file there; else NULL. */
static const char *in_directory(struct patch_interpreters *in, const char *directory, size_t dir_len,
				const char *name, size_t len)
{
	while (dir_len > 1 && directory[dir_len - 1] == '/')
		dir_len--;
	if (!path_is_plain(directory, dir_len))
		return NULL;
	const char *path = arena_printf(&in->strings, "%.*s/%.*s", (int)dir_len, directory, (int)len, name);
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0 ? path : NULL;
}

const char *patch_interpreters_find(struct patch_interpreters *in, const char *name, size_t len)
{
	const struct string_map_slot *slot = string_map_find(&in->known, name, len);
	if (slot)
		return in->paths[slot->value];
	const char *path = NULL, *list = in->directories, *p;
	for (size_t dir_len; !path && path_list_next(&list, &p, &dir_len);)
		path = in_directory(in, p, dir_len, name, len);
	return remember(in, name, len, path);
}

void patch_interpreters_free(struct patch_interpreters *in)
{
	free(in->paths);
	string_map_free(&in->known);
	arena_free(&in->strings);
	*in = (struct patch_interpreters){.directories = in->directories};
}
