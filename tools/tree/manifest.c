#include "tree/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/text.h"

#define MANIFESTS_MAX ((size_t)256 << 20)
#define SETTINGS_MAX ((size_t)16 << 20)

const char *const tree_groups[TREE_GROUPS] = {"dependencies", "devDependencies", "optionalDependencies",
					      "peerDependencies"};

bool tree_settings_file(const struct tree_request *r, const char *name, struct buffer *text, struct error *e)
{
	struct stat st;
	const char *given = r->manifests ? json_text(r->manifests, name) : NULL;
	text->len = 0;
	if (given)
		buffer_add_string(text, given);
	else if (fstatat(r->project_dir, name, &st, 0) == 0 || errno != ENOENT) {
		if (!fs_read_file(r->project_dir, name, SETTINGS_MAX, text, e))
			return false;
	}
	buffer_string(text);
	return true;
}

const char *tree_importer_path(const char *path)
{
	path += text_begins(path, "./") ? 2 : 0;
	return strcmp(path, ".") == 0 ? "" : path;
}

char *tree_manifest_path(const char *folder)
{
	bool is_root = !*folder || strcmp(folder, ".") == 0;
	return is_root ? xstrdup("package.json") : xasprintf("%s/package.json", folder);
}

bool tree_manifest_text(const struct tree_request *r, const char *folder, struct buffer *text, bool *there,
			struct error *e)
{
	struct stat st;
	char *path = tree_manifest_path(folder);
	bool ok = true;
	if (r->manifests) {
		const json_t *manifest = json_object_get(r->manifests, path);
		char *json = json_dumps(manifest, JSON_COMPACT);
		*there = manifest;
		text->len = 0;
		buffer_add_string(text, json ? json : "");
		ok = json || !manifest ||
		     error_set(e, path, "is not among the package.json files of --manifests");
		free(json);
	} else {
		*there = fstatat(r->project_dir, path, &st, 0) == 0 || (errno != ENOENT && errno != ENOTDIR);
		ok = !*there || fs_read_file(r->project_dir, path, JSON_MANIFEST_BYTES, text, e);
	}
	free(path);
	return ok;
}

bool tree_manifest_read(const struct tree_request *r, const char *folder, json_t **manifest, struct error *e)
{
	struct buffer text = {0};
	bool there, ok = tree_manifest_text(r, folder, &text, &there, e);
	*manifest = ok && there ? json_parse(text.data, text.len, 0, JSON_MANIFEST_VALUES, NULL) : NULL;
	if (ok && there && !*manifest)
		*manifest = json_null();
	buffer_free(&text);
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
