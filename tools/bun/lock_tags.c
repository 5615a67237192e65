#include "bun/lock_tags.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/string_map.h"
#include "base/text.h"
#include "tree/manifest.h"

/* True for "next", false for "^1.2.0", "x", "v1.0.0", "file:../x", "a/b" … */
static bool is_tag(const char *range)
{
	size_t len = strspn(range, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");
	return len > 0 && !range[len] && !strchr("0123456789._-", *range) && strcasecmp(range, "x") != 0 &&
	       !(strchr("vV", *range) && strspn(range + 1, "0123456789") > 0);
}

/* What a workspace's RANGE for NAME is in the end: that of a catalog, that
 * after "npm:NAME@".  Never NULL. */
static const char *wanted(const struct bun_lock *l, const char *name, const char *range)
{
	if (text_begins(range, "catalog:")) {
		const json_t *catalogs = json_object_get(l->json, "catalogs");
		const json_t *catalog =
		    range[8] ? json_object_get(catalogs, range + 8) : json_object_get(l->json, "catalog");
		range = json_text(catalog, name);
	}
	if (range && text_begins(range, "npm:")) {
		const char *at = range[4] ? strchr(range + 5, '@') : NULL; /* its scope's "@" is not that */
		range = at ? at + 1 : NULL;
	}
	return range ? range : "";
}

/* The id of what the workspace named OWNER (NULL: the root) has as NAME. */
static const char *installed_id(const struct bun_lock *l, const char *owner, const char *name)
{
	const json_t *packages = json_object_get(l->json, "packages"), *found = NULL;
	struct buffer key = {0};
	if (owner) {
		buffer_add_string(&key, owner);
		buffer_add_byte(&key, '/');
		buffer_add_string(&key, name);
		found = json_object_get(packages, buffer_string(&key));
	}
	buffer_free(&key);
	return json_string_value(json_array_get(found ? found : json_object_get(packages, name), 0));
}

/* Adds TAG for the package of ID, unless it has that one already. */
static void add_tag(struct bun_lock *l, struct string_map *seen, const char *id, const char *tag)
{
	const char *at = id && *id ? strchr(id + 1, '@') : NULL;
	if (!at)
		return;
	struct buffer key = {0};
	buffer_add(&key, id, (size_t)(at + 1 - id));
	buffer_add_string(&key, tag);
	if (!string_map_find(seen, buffer_string(&key), key.len)) {
		string_map_add(seen, arena_strndup(&l->strings, key.data, key.len), 0);
		array_reserve(l->tags, l->tag_capacity, l->tag_count + 1);
		const char *package = arena_strndup(&l->strings, id, (size_t)(at - id));
		l->tags[l->tag_count++] = (struct bun_lock_tag){package, tag, at + 1};
	}
	buffer_free(&key);
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
