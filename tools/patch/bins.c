#include "patch/bins.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "patch/inner_path.h"

/* What patch_bins_read was called with. */
struct reader {
	void (*found)(void *, const char *);
	void *context;
};

/* Tells of the path that is VALUE, with END after it. */
static void add(const struct reader *r, const json_t *value, const char *end)
{
	const char *path = json_string_value(value);
	char *inner = path ? patch_inner_path("", 0, path) : NULL;
	if (!inner)
		return;
	char *whole = xasprintf("%s%s", inner, end);
	r->found(r->context, whole);
	free(whole);
	free(inner);
}

json_t *patch_bins_parse(const char *json, size_t len)
{
	/* Most package.json files have none, and parsing takes time. */
	return memmem(json, len, "\"bin\"", 5)
		   ? json_parse(json, len, JSON_ALLOW_NUL, JSON_MANIFEST_VALUES, NULL)
		   : NULL;
}

void patch_bins_read(const char *json, size_t len, void (*found)(void *, const char *), void *context)
{
	const struct reader r = {found, context};
	json_t *package = patch_bins_parse(json, len);
	json_t *bin = json_object_get(package, "bin");
	if (!bin) /* the folder counts only then, for npm, pnpm and bun alike */
		add(&r, json_object_get(json_object_get(package, "directories"), "bin"), "/");
	add(&r, bin, "");
	for (void *i = json_object_iter(bin); i; i = json_object_iter_next(bin, i))
		add(&r, json_object_iter_value(i), "");
	json_decref(package);
}
