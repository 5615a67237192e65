#include "tree/bin_names.h"

#include <string.h>

const char *tree_bin_name(const char *name)
{
	const char *last = name;
	for (const char *p = name; *p; p++)
		if (strchr("/\\:", *p))
			last = p + 1;
	return strcmp(last, ".") == 0 || strcmp(last, "..") == 0 ? "" : last;
}

const char *tree_bin_path(struct tree_plan *plan, const char *path)
{
	char *out = arena_alloc(&plan->arena, strlen(path) + 1), *end = out;
	for (size_t len; *path; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		if (len == 0 || (len == 1 && *path == '.'))
			continue;
		if (len == 2 && path[0] == '.' && path[1] == '.') {
			while (end > out && *--end != '/')
				;
			continue;
		}
		if (end > out)
			*end++ = '/';
		memcpy(end, path, len);
		end += len;
	}
	*end = '\0';
	return out;
}
