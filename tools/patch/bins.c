#include "patch/bins.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* Resolves "." and ".." in PATH, in place; false when it leaves the folder, or
 * is the folder. */
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

static void add(const json_t *value, void (*found)(void *, const char *), void *context)
{
	const char *path = json_string_value(value);
	if (!path)
		return;
	char *copy = xasprintf("%s/", path); /* room for the slash of the last part */
	if (normalize(copy))
		found(context, copy);
	free(copy);
}

void bins_read(const char *json, size_t len, void (*found)(void *, const char *), void *context)
{
	if (len >= 3 && memcmp(json, "\xef\xbb\xbf", 3) == 0) {
		json += 3;
		len -= 3;
	}
	/* Most package.json files have none, and parsing takes time. */
	if (!memmem(json, len, "\"bin\"", 5))
		return;
	json_t *package = json_loadb(json, len, JSON_ALLOW_NUL, NULL);
	json_t *bin = json_object_get(package, "bin");
	add(bin, found, context);
	for (void *i = json_object_iter(bin); i; i = json_object_iter_next(bin, i))
		add(json_object_iter_value(i), found, context);
	json_decref(package);
}
