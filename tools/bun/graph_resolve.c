#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/pair_map.h"
#include "base/semver_range.h"
#include "base/text.h"
#include "bun/graph.h"
#include "bun/lock_json.h"

/* Packages of one name: each peer of that name is compared with all.  Real lockfiles have some ten. */
#define VERSIONS_MAX 256

/* What a resolver keeps. */
struct resolver {
	struct bun_graph *g;
	/* The places as a tree, whose root is 0: "a/b" is the child "b" of "a". */
	struct pair_map children; /* a place and a name id, to a place */
	struct place *places;
	size_t place_count, place_capacity;
	/* For peers_by_version: all npm packages, by name, the newest of a name first. */
	const struct bun_package **by_name;
	struct string_map first_of_name; /* to indexes in by_name */
	struct string_map overridden;    /* the names that "overrides" may be about */
};

struct place {
	size_t outer;   /* BUN_NONE: the root's */
	size_t package; /* BUN_NONE: only what is in it is known */
};

/* --- by place --- */

/* The length of the name that PLACE begins with; @scope/name is one. */
static size_t first_name(const char *place)
{
	size_t len = strcspn(place, "/");
	return *place == '@' && place[len] ? len + 1 + strcspn(place + len + 1, "/") : len;
}

static size_t add_place(struct resolver *r, size_t outer)
{
	array_reserve(r->places, r->place_capacity, r->place_count + 1);
	r->places[r->place_count] = (struct place){outer, BUN_NONE};
	return r->place_count++;
}

/* The place KEY, which is added unless it is there. */
static size_t place_of(struct resolver *r, const char *key)
{
	size_t at = 0;
	while (*key) {
		size_t len = first_name(key), name = bun_graph_name_id(r->g, key, len);
		size_t inner = pair_map_find(&r->children, at, name);
		if (inner == PAIR_NONE) {
			inner = add_place(r, at);
			pair_map_add(&r->children, at, name, inner);
		}
		at = inner;
		key += len + (key[len] == '/');
	}
	return at;
}

static void note_place(struct resolver *r, const char *key)
{
	size_t place = place_of(r, key);
	r->places[place].package = (size_t)string_map_find(&r->g->places, key, strlen(key))->value;
}

static void note_places(struct resolver *r)
{
	const struct bun_graph *g = r->g;
	const char *key;
	json_t *entry;
	add_place(r, BUN_NONE);
	for (size_t i = 1; i <= g->workspaces; i++)
		note_place(r, g->packages[i].name);
	json_object_foreach(json_object_get(g->json, "packages"), key, entry)
	{
		note_place(r, key);
	}
}

/* What Node would find for the name NAME in the place PLACE. */
static size_t find_upwards(const struct resolver *r, size_t place, size_t name)
{
	size_t found = BUN_NONE;
	for (; place != BUN_NONE && found == BUN_NONE; place = r->places[place].outer) {
		size_t inner = pair_map_find(&r->children, place, name);
		found = inner == PAIR_NONE ? BUN_NONE : r->places[inner].package;
		r->g->effort.made += 8;
	}
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
		order = -semver_compare_whole(&a->version, &b->version);
	return order != 0 ? order : (a > b) - (a < b);
}

static bool sort_by_name(struct resolver *r, struct error *e)
{
	const struct bun_graph *g = r->g;
	size_t first = 0;
	r->by_name = xmalloc(g->count * sizeof(*r->by_name));
	for (size_t i = 0; i < g->count; i++)
		r->by_name[i] = &g->packages[i];
	qsort(r->by_name, g->count, sizeof(*r->by_name), compare_versions);
	for (size_t i = 0; i < g->count; i++) {
		const char *name = r->by_name[i]->name;
		if (i == 0 || strcmp(name, r->by_name[first]->name) != 0) {
			first = i;
			string_map_add(&r->first_of_name, name, (int64_t)i);
		} else if (i - first >= VERSIONS_MAX) {
			return error_set(e, r->g->path, "it has more than %d packages '%.100s'", VERSIONS_MAX,
					 name);
		}
	}
	return true;
}

static void add_overridden(struct resolver *r, const char *name, size_t len)
{
	if (!string_map_find(&r->overridden, name, len))
		string_map_add_part(&r->overridden, name, len, 1);
}

/* "name", "name@range", and in each the names that it overrides below it. */
static void note_overridden(struct resolver *r)
{
	const char *key, *inner;
	json_t *value, *version;
	json_object_foreach(json_object_get(r->g->json, "overrides"), key, value)
	{
		size_t len = strlen(key);
		for (size_t i = 0; i < len && i <= BUN_NAME_MAX; i++)
			if (key[i] == '@')
				add_overridden(r, key, i);
		if (len <= BUN_NAME_MAX)
			add_overridden(r, key, len);
		json_object_foreach(value, inner, version)
		{
			add_overridden(r, inner, strlen(inner));
		}
	}
}

/* The newest package that the peer D may be (bun 1.4.5); BUN_NONE for one that is taken by its
 * place: an optional or overridden one, or one that no package will do for. */
static size_t find_by_version(const struct resolver *r, const struct bun_dependency *d)
{
	const struct bun_graph *g = r->g;
	const char *range = bun_lock_range(g->json, d->name, d->range), *name = d->name;
	struct buffer real = {0};
	bool alias = text_begins(range, "npm:");
	if (alias) {
		const char *at = range[4] ? strchr(range + 5, '@') : NULL;
		buffer_add(&real, range + 4, at ? (size_t)(at - range - 4) : strlen(range + 4));
		name = buffer_string(&real);
		range = at ? at + 1 : "";
	}
	const struct bun_package *found = NULL;
	const struct string_map_slot *slot = string_map_find(&r->first_of_name, name, strlen(name));
	if (slot && semver_is_range(range) &&
	    (alias || !string_map_find(&r->overridden, name, strlen(name)))) {
		const struct bun_package *const *first = &r->by_name[slot->value];
		for (size_t i = 0; !found && (size_t)slot->value + i < g->count; i++) {
			if (strcmp(first[i]->name, name) != 0)
				break;
			if (first[i]->kind == BUN_KIND_NPM && semver_range_allows(range, &first[i]->version))
				found = first[i];
		}
	}
	buffer_free(&real);
	return found ? (size_t)(found - g->packages) : BUN_NONE;
}

/* --- all --- */

/* Tells D, of the package in the place PLACE, which is called KEY ("": the root), its package. */
static bool resolve(const struct resolver *r, struct bun_dependency *d, size_t place, const char *key,
		    struct error *e)
{
	static const char *const groups[] = {"workspace", "dev", "optional", "", "peer"};
	size_t found = BUN_NONE;
	/* What the package itself depends on is its peer of that name. */
	if (r->by_name && d->group == BUN_GROUP_PEER && !d->optional_peer && !d->also_other)
		found = find_by_version(r, d);
	if (found == BUN_NONE)
		found = find_upwards(r, place, d->name_id);
	if (effort_is_spent(&r->g->effort))
		return error_set(
		    e, r->g->path,
		    "its packages depend on each other in too many ways; use installer = \"bun\"");
	d->package = found;
	if (found != BUN_NONE || d->group == BUN_GROUP_OPTIONAL || d->group == BUN_GROUP_PEER)
		return true;
	return error_set(e, r->g->path, "%s '%.100s': its %s%sdependency '%.100s' is not in the lockfile",
			 *key ? "package" : "the project", key, groups[d->group],
			 *groups[d->group] ? " " : "", d->name);
}

static bool resolve_package(struct resolver *r, size_t package, const char *key, struct error *e)
{
	const struct bun_package *p = &r->g->packages[package];
	size_t place = place_of(r, key);
	for (size_t i = p->first; i < p->first + p->count; i++)
		if (!resolve(r, &r->g->dependencies[i], place, key, e))
			return false;
	return true;
}

static bool resolve_all(struct resolver *r, struct error *e)
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

bool bun_graph_resolve(struct bun_graph *g, bool peers_by_version, struct error *e)
{
	struct resolver r = {.g = g};
	note_places(&r);
	note_overridden(&r);
	bool ok = (!peers_by_version || sort_by_name(&r, e)) && resolve_all(&r, e);
	pair_map_free(&r.children);
	string_map_free(&r.overridden);
	free(r.places);
	free(r.by_name);
	string_map_free(&r.first_of_name);
	return ok;
}
