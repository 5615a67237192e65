#include "patch/bins.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "patch/inner_path.h"

static void add(const json_t *value, void (*found)(void *, const char *), void *context)
{
	const char *path = json_string_value(value);
	if (!path)
		return;
	char *inner = inner_path("", 0, path);
	if (inner)
		found(context, inner);
	free(inner);
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
