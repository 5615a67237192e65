#include "tree/path.h"

#include <stdbool.h>
#include <string.h>

const char *tree_join(struct arena *arena, const char *folder, const char *path)
{
	bool absolute = *path == '/';
	const char *part = absolute ? path + 1 : arena_printf(arena, "%s/%s", folder, path);
	char *out = arena_alloc(arena, strlen(part) + 3), *end = out;
	if (absolute)
		*end++ = '/';
	char *least = end; /* what is before it is "/" or some "../" */
	for (size_t len; *part; part += len + (part[len] == '/')) {
		len = strcspn(part, "/");
		bool up = len == 2 && memcmp(part, "..", 2) == 0;
		if (len == 0 || (len == 1 && *part == '.') || (up && absolute && end == least))
			continue;
		if (up && end > least) {
			while (end > least && *--end != '/')
				;
			continue;
		}
		if (end > out && end[-1] != '/')
			*end++ = '/';
		memcpy(end, part, len);
		end += len;
		if (up) {
			*end++ = '/';
			least = end;
		}
	}
	if (end > out + absolute && end[-1] == '/')
		end--;
	*end = '\0';
	return out;
}

const char *tree_inner_path(struct arena *arena, const char *path)
{
	return tree_join(arena, "", arena_printf(arena, "/%s", path)) + 1;
}

const char *tree_bin_name(const char *name)
{
	const char *last = name;
	for (const char *p = name; *p; p++)
		if (strchr("/\\:", *p))
			last = p + 1;
	return strcmp(last, ".") == 0 || strcmp(last, "..") == 0 ? "" : last;
}
