#include "tree/agree.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/semver_range.h"
#include "base/text.h"
#include "tree/manifest.h"

/* RANGE will do for VERSION: see struct tree_locked.  For a workspace, RANGE may begin with
 * "workspace:", and have "^", "~" or a folder after it. */
static bool range_has(const char *range, const char *version)
{
	static const char workspace[] = "workspace:";
	if (!version || !text_begins(version, workspace))
		return semver_range_has(range, version);
	bool says = text_begins(range, workspace);
	range += says ? strlen(workspace) : 0;
	if (says && (strcmp(range, "^") == 0 || strcmp(range, "~") == 0 || !semver_is_range(range)))
		return true;
	return semver_range_is_star(range) || semver_range_has(range, version + strlen(workspace));
}

/* What FILE wants of NAME is what L has. */
static bool wants_as_locked(const char *file, const char *name, const json_t *wanted,
			    const struct tree_locked *l, struct error *e)
{
	const char *text = json_string_value(wanted), *known = json_text(l->ranges, name);
	if (!text || (known && strcmp(text, known) == 0) ||
	    (known && range_has(text, json_text(l->versions, name))))
		return true;
	/* A lockfile may leave links out. */
	if (!known && text_begins(text, "link:"))
		return true;
	if (!known)
		return error_set(e, file, "depends on '%s', which the lockfile does not have; %s", name,
				 l->update);
	return error_set(e, file, "wants '%s' of '%s', but the lockfile was made for '%s'; %s", text, name,
			 known, l->update);
}

/* In how many groups of MANIFEST the name is. */
static size_t count_groups(const json_t *manifest, const char *name)
{
	size_t count = 0;
	for (size_t i = 0; i < TREE_GROUPS; i++)
		count += json_object_get(json_object_get(manifest, tree_groups[i]), name) != NULL;
	return count;
}

static bool agrees(const struct tree_request *r, const char *file, const json_t *manifest,
		   const struct tree_locked *l, struct error *e)
{
	const char *name;
	json_t *value;
	for (size_t i = 0; i < TREE_PEERS; i++) { /* of peers only the names count */
		json_object_foreach(json_object_get(manifest, tree_groups[i]), name, value)
		{
			/* Of a name that is in two groups, the lockfile has one. */
			if (!json_object_get(l->free_names, name) && count_groups(manifest, name) == 1 &&
			    !wants_as_locked(file, name, value, l, e))
				return false;
		}
	}
	json_object_foreach((json_t *)l->ranges, name, value)
	{
		if (!r->prod && !json_object_get(l->free_names, name) && count_groups(manifest, name) == 0)
			return error_set(e, file, "does not depend on '%s', but the lockfile does; %s", name,
					 l->update);
	}
	return true;
}

bool tree_agrees(const struct tree_request *r, const char *folder, const struct tree_locked *l,
		 struct error *e)
{
	json_t *manifest;
	if (!tree_manifest_read(r, folder, &manifest, e))
		return false;
	/* A lockfile may have been cut down to what is wanted of it. */
	if (r->prod)
		json_object_del(manifest, "devDependencies");
	char *file = tree_manifest_path(folder);
	bool ok = !manifest || agrees(r, file, manifest, l, e);
	free(file);
	json_decref(manifest);
	return ok;
}
