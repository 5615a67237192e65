#include "npm/agree.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/semver_range.h"
#include "base/text.h"
#include "tree/manifest.h"

#define UPDATE "run 'npm install --package-lock-only' and commit package-lock.json"

/* What the folder ENTRY of the lockfile wanted of NAME, or NULL. */
static const char *locked_range(const json_t *entry, const char *name)
{
	for (size_t i = 0; i < TREE_PEERS; i++) {
		const char *range = json_text(json_object_get(entry, tree_groups[i]), name);
		if (range)
			return range;
	}
	return NULL;
}

/* The version of what FOLDER finds as NAME: in its own node_modules, or in that of a folder around it; or NULL. */
static const char *locked_version(const json_t *packages, const char *folder, const char *name)
{
	char *around = xstrdup(folder);
	const json_t *found = NULL;
	for (bool more = true; more && !found;) {
		char *path = xasprintf("%s%snode_modules/%s", around, *around ? "/" : "", name);
		found = json_object_get(packages, path);
		free(path);
		char *slash = strrchr(around, '/');
		more = *around;
		*(slash ? slash : around) = '\0';
	}
	free(around);
	if (json_is_true(json_object_get(found, "link")))
		found = json_object_get(packages, json_text(found, "resolved"));
	return json_text(found, "version");
}

/* A word such as "latest". What it is now, npm ci does not ask (seen with npm 10 to 12). */
static bool is_tag(const char *range)
{
	return !semver_is_range(range) && !strpbrk(range, ":/");
}

static bool folder_agrees(const json_t *packages, const struct tree_request *r, const char *folder,
			  const json_t *manifest, struct error *e)
{
	const json_t *entry = json_object_get(packages, folder);
	const char *name;
	json_t *value;
	char *file = xasprintf("%s%spackage.json", folder, *folder ? "/" : "");
	bool ok = true;
	for (size_t i = 0; ok && i < TREE_PEERS; i++) {
		if (r->prod && strcmp(tree_groups[i], "devDependencies") == 0)
			continue;
		json_object_foreach(json_object_get(manifest, tree_groups[i]), name, value)
		{
			const char *range = json_string_value(value), *locked = locked_range(entry, name);
			if (!ok || !range || (locked && strcmp(range, locked) == 0))
				continue;
			if (!locked)
				ok = error_set(e, file,
					       "depends on '%s', which the lockfile does not have; " UPDATE,
					       name);
			else if (!semver_range_has(range, locked_version(packages, folder, name)) &&
				 (!is_tag(range) || strpbrk(locked, ":/")))
				ok = error_set(
				    e, file,
				    "wants '%s' of '%s', but the lockfile was made for '%s'; " UPDATE, range,
				    name, locked);
		}
	}
	free(file);
	return ok;
}

/* True for the path of a folder of the project, not of a package, nor one that leads out. */
static bool is_in_project(const char *path)
{
	return !text_begins(path, "node_modules/") && !strstr(path, "/node_modules/") &&
	       !text_leads_out(path);
}

bool npm_agrees(const json_t *packages, const struct tree_request *r, struct error *e)
{
	const char *folder;
	json_t *entry;
	bool ok = true;
	if (r->project_dir < 0 && !r->manifests)
		return true;
	json_object_foreach((json_t *)packages, folder, entry)
	{
		json_t *manifest = NULL;
		if (ok && is_in_project(folder))
			ok = tree_manifest_read(r, folder, &manifest, e) &&
			     folder_agrees(packages, r, folder, manifest, e);
		json_decref(manifest);
	}
	return ok;
}
