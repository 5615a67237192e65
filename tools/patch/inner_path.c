#include "patch/inner_path.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Resolves "." and ".." in PATH, in place; false when it leaves the tree, or
 * is the tree. */
static bool normalize(char *path)
{
	char *out = path;
	for (const char *p = path; *p;) {
		size_t len = strcspn(p, "/");
		const char *next = p + len + (p[len] == '/');
		if (len == 2 && memcmp(p, "..", 2) == 0) {
			if (out == path)
				return false;
			for (out--; out > path && out[-1] != '/'; out--)
				;
		} else if (len > 0 && !(len == 1 && *p == '.')) {
			memmove(out, p, len);
			out += len;
			*out++ = '/';
		}
		p = next;
	}
	if (out == path)
		return false;
	out[-1] = '\0';
	return true;
}

char *patch_inner_path(const char *folder, size_t len, const char *path)
{
	/* The slash of the last part needs room. */
	char *inner = xasprintf("%.*s/%s/", (int)len, folder, path);
	if (normalize(inner))
		return inner;
	free(inner);
	return NULL;
}
