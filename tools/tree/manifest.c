#include "tree/manifest.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/fs.h"
#include "base/json.h"

#define MANIFESTS_MAX ((size_t)256 << 20)

bool tree_manifest_read(const struct tree_request *r, const char *folder, struct buffer *text,
			struct error *e)
{
	bool is_root = !*folder || strcmp(folder, ".") == 0;
	char *path = is_root ? xstrdup("package.json") : xasprintf("%s/package.json", folder);
	bool ok;
	if (r->manifests) {
		char *json = json_dumps(json_object_get(r->manifests, path), JSON_COMPACT);
		text->len = 0;
		if (json)
			buffer_add_string(text, json);
		ok = json || error_set(e, path, "is not among the package.json files of --manifests");
		free(json);
	} else {
		ok = fs_read_file(r->project_dir, path, JSON_MANIFEST_BYTES, text, e);
	}
	free(path);
	return ok;
}

bool tree_manifests_load(struct tree_request *r, const char *path, struct error *e)
{
	struct buffer text = {0};
	json_error_t problem;
	bool ok = fs_read_file(AT_FDCWD, path, MANIFESTS_MAX, &text, e);
	if (ok) {
		r->manifests =
		    json_parse(text.data, text.len, JSON_REJECT_DUPLICATES, JSON_LOCKFILE_VALUES, &problem);
		if (!json_is_object(r->manifests))
			ok = error_set(e, path, "is not a JSON object from paths to package.json files");
	}
	buffer_free(&text);
	return ok;
}
