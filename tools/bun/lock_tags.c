#include "bun/lock_tags.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/string_map.h"
#include "base/text.h"
#include "bun/lock_json.h"
#include "tree/manifest.h"

/* True for "next", false for "^1.2.0", "x", "v1.0.0", "file:../x", "a/b" … */
static bool is_tag(const char *range)
{
	size_t len = strspn(range, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
	return len > 0 && !range[len] && !strchr("0123456789._-", *range) && strcasecmp(range, "x") != 0 &&
	       !(strchr("vV", *range) && strspn(range + 1, "0123456789") > 0);
}

/* What a workspace's RANGE for NAME is in the end: that of a catalog, that
 * after "npm:NAME@". */
static const char *wanted(const struct bun_lock *l, const char *name, const char *range)
{
	range = bun_lock_range(l->json, name, range);
	if (!text_begins(range, "npm:"))
		return range;
	const char *at = range[4] ? strchr(range + 5, '@') : NULL; /* its scope's "@" is not that */
	return at ? at + 1 : "";
}

/* The id of what the workspace named OWNER (NULL: the root) has as NAME. */
static const char *installed_id(const struct bun_lock *l, const char *owner, const char *name)
{
	const json_t *packages = json_object_get(l->json, "packages"), *found = NULL;
	if (owner) {
		char *key = xasprintf("%s/%s", owner, name);
		found = json_object_get(packages, key);
		free(key);
	}
	return json_string_value(json_array_get(found ? found : json_object_get(packages, name), 0));
}

/* Adds TAG for the package of ID, unless it has that one already. */
static void add_tag(struct bun_lock *l, struct string_map *seen, const char *id, const char *tag)
{
	const char *at = id && *id ? strchr(id + 1, '@') : NULL;
	if (!at)
		return;
	const char *package = arena_strndup(&l->strings, id, (size_t)(at - id));
	const char *key = arena_printf(&l->strings, "%s@%s", package, tag);
	if (string_map_find(seen, key, strlen(key)))
		return;
	string_map_add(seen, key, 0);
	array_reserve(l->tags, l->tag_capacity, l->tag_count + 1);
	l->tags[l->tag_count++] = (struct bun_lock_tag){package, tag, at + 1};
}

static void read_group(struct bun_lock *l, struct string_map *seen, const json_t *workspace, bool is_root,
		       const char *group)
{
	const char *owner = is_root ? NULL : json_text(workspace, "name");
	const char *name;
	json_t *range;
	json_object_foreach(json_object_get(workspace, group), name, range)
	{
		const char *text = json_is_string(range) ? wanted(l, name, json_string_value(range)) : "";
		if (is_tag(text))
			add_tag(l, seen, installed_id(l, owner, name), text);
	}
}

static int compare_tags(const void *left, const void *right)
{
	const struct bun_lock_tag *a = left, *b = right;
	int order = strcmp(a->package, b->package);
	return order != 0 ? order : strcmp(a->tag, b->tag);
}

void bun_lock_read_tags(struct bun_lock *l)
{
	struct string_map seen = {0};
	const char *path;
	json_t *workspace;
	json_object_foreach(json_object_get(l->json, "workspaces"), path, workspace)
	{
		for (size_t i = 0; i < TREE_GROUPS; i++)
			read_group(l, &seen, workspace, *path == '\0', tree_groups[i]);
	}
	string_map_free(&seen);
	if (l->tag_count > 0)
		qsort(l->tags, l->tag_count, sizeof(*l->tags), compare_tags);
}
