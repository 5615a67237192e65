#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "bun/graph.h"
#include "base/semver_range.h"

/* What a resolver keeps. */
struct resolver {
	struct bun_graph *g;
	const char *path; /* the lockfile's */
	/* For peers_by_version: all npm packages, by name, the newest of a name first. */
	const struct bun_package **by_name;
	struct string_map first_of_name; /* to indexes in by_name */
};

/* --- by place --- */

/* The package in the place PREFIX (LEN characters) NAME, or BUN_NONE. */
static size_t find_place(const struct bun_graph *g, struct buffer *key, size_t len, const char *name)
{
	key->len = len;
	buffer_add_string(key, name);
	const struct string_map_slot *slot = string_map_find(&g->places, buffer_string(key), key->len);
	return slot ? (size_t)slot->value : BUN_NONE;
}

/* The length of PLACE, LEN characters with a "/" at the end, without its last name. */
static size_t outer_place(const char *place, size_t len)
{
	size_t end = len - 1;
	while (end > 0 && place[end - 1] != '/')
		end--;
	/* @scope/name is one name. */
	size_t scope = end > 0 ? end - 1 : 0;
	while (scope > 0 && place[scope - 1] != '/')
		scope--;
	return end > 0 && place[scope] == '@' ? scope : end;
}

/* What Node would find for NAME in the place PLACE. */
static size_t find_upwards(const struct bun_graph *g, const char *place, const char *name)
{
	struct buffer key = {0};
	size_t found = BUN_NONE, len = strlen(place);
	buffer_add_string(&key, place);
	buffer_add_byte(&key, '/');
	for (len++; found == BUN_NONE; len = outer_place(key.data, len)) {
		found = find_place(g, &key, len, name);
		if (len == 0)
			break;
	}
	buffer_free(&key);
	return found;
}

/* --- by version --- */

static int compare_versions(const void *left, const void *right)
{
	const struct bun_package *a = *(const struct bun_package *const *)left,
				 *b = *(const struct bun_package *const *)right;
	int order = strcmp(a->name, b->name);
	if (order == 0 && a->kind != b->kind)
		order = a->kind > b->kind ? -1 : 1;
	if (order == 0 && a->kind == BUN_KIND_NPM)
		order = -semver_version_compare(&a->version, &b->version);
	return order != 0 ? order : (a > b) - (a < b);
}

static void sort_by_name(struct resolver *r)
{
	const struct bun_graph *g = r->g;
	r->by_name = xmalloc(g->count * sizeof(*r->by_name));
	for (size_t i = 0; i < g->count; i++)
		r->by_name[i] = &g->packages[i];
	qsort(r->by_name, g->count, sizeof(*r->by_name), compare_versions);
	for (size_t i = 0; i < g->count; i++)
		if (i == 0 || strcmp(r->by_name[i]->name, r->by_name[i - 1]->name) != 0)
			string_map_add(&r->first_of_name, r->by_name[i]->name, (int64_t)i);
}

/* RANGE for NAME, with what a catalog says in its place. */
static const char *of_catalog(const struct bun_graph *g, const char *name, const char *range)
{
	if (strncmp(range, "catalog:", 8) != 0)
		return range;
	const json_t *catalog = range[8] ? json_object_get(json_object_get(g->json, "catalogs"), range + 8)
					 : json_object_get(g->json, "catalog");
	const char *found = json_text(catalog, name);
	return found ? found : "";
}

static bool is_overridden(const struct bun_graph *g, const char *name)
{
	const char *key;
	json_t *value;
	json_object_foreach(json_object_get(g->json, "overrides"), key, value)
	{
		size_t len = strlen(name);
		if (strncmp(key, name, len) == 0 && (!key[len] || key[len] == '@'))
			return true;
		if (json_is_object(value) && json_object_get(value, name))
			return true;
	}
	return false;
}

/* The newest package that the peer D may be, or the newest of all (bun 1.4.5); BUN_NONE
 * for one that is taken by its place: an optional or overridden one, or "*". */
static size_t find_by_version(const struct resolver *r, const struct bun_dependency *d)
{
	const struct bun_graph *g = r->g;
	const char *range = of_catalog(g, d->name, d->range), *name = d->name;
	struct buffer real = {0};
	bool alias = strncmp(range, "npm:", 4) == 0;
	if (alias) {
		const char *at = range[4] ? strchr(range + 5, '@') : NULL;
		buffer_add(&real, range + 4, at ? (size_t)(at - range - 4) : strlen(range + 4));
		name = buffer_string(&real);
		range = at ? at + 1 : "";
	}
	const struct bun_package *found = NULL;
	const struct string_map_slot *slot = string_map_find(&r->first_of_name, name, strlen(name));
	if (slot && semver_is_range(range) && !semver_range_is_star(range) &&
	    (alias || !is_overridden(g, name))) {
		const struct bun_package *const *first = &r->by_name[slot->value];
		for (size_t i = 0; !found && (size_t)slot->value + i < g->count; i++) {
			if (strcmp(first[i]->name, name) != 0)
				break;
			if (first[i]->kind == BUN_KIND_NPM && semver_range_allows(range, &first[i]->version))
				found = first[i];
		}
		if (!found && (*first)->kind == BUN_KIND_NPM)
			found = *first;
	}
	buffer_free(&real);
	return found ? (size_t)(found - g->packages) : BUN_NONE;
}

/* --- all --- */

/* Tells D, of the package in the place PLACE ("": the root), its package. */
static bool resolve(const struct resolver *r, struct bun_dependency *d, const char *place, struct error *e)
{
	static const char *const groups[] = {"workspace", "dev", "optional", "", "peer"};
	size_t found = BUN_NONE;
	if (r->by_name && d->group == BUN_GROUP_PEER && !d->optional_peer)
		found = find_by_version(r, d);
	if (found == BUN_NONE && *place)
		found = find_upwards(r->g, place, d->name);
	else if (found == BUN_NONE) {
		const struct string_map_slot *slot = string_map_find(&r->g->places, d->name, strlen(d->name));
		found = slot ? (size_t)slot->value : BUN_NONE;
	}
	d->package = found;
	if (found != BUN_NONE || d->group == BUN_GROUP_OPTIONAL || d->group == BUN_GROUP_PEER)
		return true;
	return error_set(e, r->path, "%s '%.100s': its %s%sdependency '%.100s' is not in the lockfile",
			 *place ? "package" : "the project", place, groups[d->group],
			 *groups[d->group] ? " " : "", d->name);
}

static bool resolve_package(const struct resolver *r, size_t package, const char *place, struct error *e)
{
	const struct bun_package *p = &r->g->packages[package];
	for (size_t i = p->first; i < p->first + p->count; i++)
		if (!resolve(r, &r->g->dependencies[i], place, e))
			return false;
	return true;
}

static bool resolve_all(const struct resolver *r, struct error *e)
{
	const struct bun_graph *g = r->g;
	if (!resolve_package(r, 0, "", e))
		return false;
	for (size_t i = 1; i <= g->workspaces; i++)
		if (!resolve_package(r, i, g->packages[i].name, e))
			return false;
	/* Of a package that is in several places, the last one counts. */
	const char *key;
	json_t *entry;
	json_object_foreach(json_object_get(g->json, "packages"), key, entry)
	{
		size_t package = (size_t)string_map_find(&g->places, key, strlen(key))->value;
		if (package > g->workspaces && !resolve_package(r, package, key, e))
			return false;
	}
	return true;
}

bool bun_graph_resolve(struct bun_graph *g, bool peers_by_version, const char *path, struct error *e)
{
	struct resolver r = {.g = g, .path = path};
	if (peers_by_version)
		sort_by_name(&r);
	bool ok = resolve_all(&r, e);
	free(r.by_name);
	string_map_free(&r.first_of_name);
	return ok;
}
