#include "bun/graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/integrity.h"
#include "base/json.h"
#include "base/text.h"
#include "bun/entry_name.h"
#include "bun/lock_json.h"

#define PLACE_MAX 4096 /* a longer one is not a path */

/* --- dependencies --- */

size_t bun_graph_name_id(struct bun_graph *g, const char *name, size_t len)
{
	struct string_map_slot *slot = string_map_find(&g->names, name, len);
	if (slot)
		return (size_t)slot->value;
	string_map_add_part(&g->names, name, len, (int64_t)g->name_count);
	return g->name_count++;
}

static void add_dependency(struct bun_graph *g, const char *name, const char *range, enum bun_group group)
{
	array_reserve(g->dependencies, g->dependency_capacity, g->dependency_count + 1);
	g->dependencies[g->dependency_count++] =
	    (struct bun_dependency){.name = name,
				    .name_id = bun_graph_name_id(g, name, strlen(name)),
				    .range = range,
				    .group = group,
				    .package = BUN_NONE};
}

/* The strings of ARRAY. */
static struct string_map strings_of(const json_t *array)
{
	struct string_map strings = {0};
	for (size_t i = 0; i < json_array_size(array); i++) {
		const char *item = json_string_value(json_array_get(array, i));
		if (item && !string_map_find(&strings, item, strlen(item)))
			string_map_add(&strings, item, 1);
	}
	return strings;
}

/* True for the package that is in the place OWNER/NAME and came with OWNER's tarball. */
static bool is_bundled(const struct bun_graph *g, const char *owner, const char *name)
{
	char *key = xasprintf("%s/%s", owner, name);
	const json_t *entry = json_object_get(json_object_get(g->json, "packages"), key);
	free(key);
	return json_is_true(json_object_get(json_array_get(entry, 2), "bundled"));
}

static int compare_dependencies(const void *left, const void *right)
{
	const struct bun_dependency *a = left, *b = right;
	return a->group != b->group ? (a->group > b->group) - (a->group < b->group)
				    : strcmp(a->name, b->name);
}

static bool is_dependency(const char *name, const json_t *range)
{
	return *name && strlen(name) <= BUN_NAME_MAX && json_is_string(range);
}

/* Reads the dependencies that INFO, of the place or workspace KEY, lists.  BUNDLES: it may
 * bring some along. */
static bool read_dependencies(struct bun_graph *g, struct bun_package *p, const char *key, bool bundles,
			      struct error *e)
{
	static const struct {
		const char *name;
		enum bun_group group;
	} groups[] = {{"dependencies", BUN_GROUP_PROD},
		      {"devDependencies", BUN_GROUP_DEV},
		      {"optionalDependencies", BUN_GROUP_OPTIONAL},
		      {"peerDependencies", BUN_GROUP_PEER}};
	struct string_map optional = strings_of(json_object_get(p->info, "optionalPeers"));
	bool ok = true;
	for (size_t i = 0; ok && i < sizeof(groups) / sizeof(groups[0]); i++) {
		json_t *list = json_object_get(p->info, groups[i].name), *range;
		const char *name;
		if (list && !json_is_object(list))
			ok = error_set(e, g->path, "package '%.100s': its \"%s\" is not an object", key,
				       groups[i].name);
		json_object_foreach(list, name, range)
		{
			if (ok && !is_dependency(name, range))
				ok = error_set(
				    e, g->path,
				    "package '%.100s': its dependency '%.100s' is not a name and a range",
				    key, name);
			if (!ok)
				break;
			add_dependency(g, name, json_string_value(range), groups[i].group);
			struct bun_dependency *d = &g->dependencies[g->dependency_count - 1];
			d->optional_peer = d->group == BUN_GROUP_PEER &&
					   string_map_find(&optional, name, strlen(name)) != NULL;
			d->bundled = bundles && is_bundled(g, key, name);
		}
	}
	string_map_free(&optional);
	return ok;
}

/* Counts by name ids how often the dependencies from FIRST on list a name, in whatever group,
 * or in others than devDependencies. */
static void count_listed(struct bun_graph *g, size_t first, bool with_dev)
{
	for (size_t i = first; i < g->dependency_count; i++)
		g->listed[g->dependencies[i].name_id] = 0;
	for (size_t i = first; i < g->dependency_count; i++) {
		const struct bun_dependency *d = &g->dependencies[i];
		g->listed[d->name_id] +=
		    d->group != BUN_GROUP_WORKSPACES && (with_dev || d->group != BUN_GROUP_DEV);
	}
}

/* Notes which of the dependencies from FIRST on are listed in several groups. */
static void note_others(struct bun_graph *g, size_t first)
{
	array_reserve(g->listed, g->listed_capacity, g->name_count);
	count_listed(g, first, true);
	for (size_t i = first; i < g->dependency_count; i++) {
		struct bun_dependency *d = &g->dependencies[i];
		d->also_other = g->listed[d->name_id] > (d->group != BUN_GROUP_WORKSPACES);
	}
	count_listed(g, first, false);
	for (size_t i = first; i < g->dependency_count; i++) {
		struct bun_dependency *d = &g->dependencies[i];
		d->also_dev = d->also_other && g->listed[d->name_id] == 1;
	}
}

/* Ends the dependencies of P, which begin at FIRST. */
static void close_dependencies(struct bun_graph *g, struct bun_package *p, size_t first)
{
	p->first = first;
	p->count = g->dependency_count - first;
	if (p->count > 0)
		note_others(g, first);
	if (p->count > 0)
		qsort(&g->dependencies[first], p->count, sizeof(*g->dependencies), compare_dependencies);
}

/* --- packages --- */

/* Adds P, which ID names; returns its index. */
static size_t add_package(struct bun_graph *g, const char *id, struct bun_package p)
{
	array_reserve(g->packages, g->capacity, g->count + 1);
	g->packages[g->count] = p;
	string_map_add(&g->ids, id, (int64_t)g->count);
	return g->count++;
}

/* Notes what P->resolution is. */
static void read_resolution(struct bun_package *p)
{
	static const struct {
		const char *prefix;
		enum bun_kind kind;
		bool is_path;
	} kinds[] = {
	    {"root:", BUN_KIND_ROOT, false},
	    {"link:", BUN_KIND_LINK, false},
	    {"workspace:", BUN_KIND_WORKSPACE, true},
	    {"file:", BUN_KIND_FOLDER, true},
	    {"github:", BUN_KIND_GITHUB, false},
	    {"git+", BUN_KIND_GIT, false},
	    {"git:", BUN_KIND_GIT, false},
	    {"git@", BUN_KIND_GIT, false},
	    {"ssh:", BUN_KIND_GIT, false},
	    {"https://", BUN_KIND_REMOTE_TARBALL, false},
	    {"http://", BUN_KIND_REMOTE_TARBALL, false},
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *rest = text_after(p->resolution, kinds[i].prefix);
		if (rest) {
			p->kind = kinds[i].kind;
			p->path = kinds[i].is_path ? rest : NULL;
			return;
		}
	}
	if (text_ends(p->resolution, ".tgz") || text_ends(p->resolution, ".tar.gz")) {
		p->kind = BUN_KIND_LOCAL_TARBALL;
		p->path = p->resolution;
		return;
	}
	p->kind = BUN_KIND_NPM;
}

/* Of an npm package, NAME@VERSION. */
static bool read_version(struct bun_package *p, const char *id)
{
	struct bun_name folder = {0};
	bool ok = bun_name_make(&folder, id, NULL, NULL, NULL) && semver_parse(&p->version, p->resolution);
	bun_name_free(&folder);
	return ok;
}

/* NAME@RESOLUTION. */
static bool read_id(struct bun_graph *g, struct bun_package *p, const char *id)
{
	if (text_begins(id, "@root:")) {
		p->name = "";
		p->resolution = id + 1;
		read_resolution(p);
		return true;
	}
	const char *at = *id ? strchr(id + 1, '@') : NULL;
	if (!at || !at[1] || at - id > BUN_NAME_MAX)
		return false;
	p->name = arena_strndup(&g->strings, id, (size_t)(at - id));
	p->resolution = at + 1;
	read_resolution(p);
	return p->kind != BUN_KIND_NPM || read_version(p, id);
}

/* The elements of ENTRY after its id: [REGISTRY of npm,] {…}[, TAG of git][, INTEGRITY] */
static bool read_elements(struct bun_package *p, const json_t *entry)
{
	size_t at = 1;
	if (p->kind == BUN_KIND_NPM) {
		p->registry = json_string_value(json_array_get(entry, at++));
		if (!p->registry)
			return false;
	}
	p->info = json_array_get(entry, at++);
	if (!json_is_object(p->info))
		return false;
	if (p->kind == BUN_KIND_GIT || p->kind == BUN_KIND_GITHUB) {
		p->tag = json_string_value(json_array_get(entry, at++));
		if (!p->tag)
			return false;
	}
	const char *integrity = json_string_value(json_array_get(entry, at));
	p->integrity = integrity ? integrity : "";
	return integrity || p->kind != BUN_KIND_NPM;
}

static bool read_info(struct bun_graph *g, struct bun_package *p, const char *id, const char *key,
		      struct error *e)
{
	struct integrity parsed;
	if (*p->integrity &&
	    !integrity_parse(p->integrity, &parsed, key, NULL)) /* bun warns, and takes it for none */
		return error_set(e, g->path, "package '%.100s': '%.100s' is not an integrity", key,
				 p->integrity);
	size_t first = g->dependency_count;
	if (!read_dependencies(g, p, key, p->kind != BUN_KIND_WORKSPACE, e))
		return false;
	close_dependencies(g, p, first);
	string_map_add(&g->places, key, (int64_t)add_package(g, id, *p));
	return true;
}

/* One value of "packages". */
static bool read_package(struct bun_graph *g, const char *key, const json_t *entry, struct error *e)
{
	const char *id = json_string_value(json_array_get(entry, 0));
	struct bun_package p = {.integrity = ""};
	if (strlen(key) >= PLACE_MAX || (id && strlen(id) >= PLACE_MAX))
		return error_set(e, g->path, "package '%.100s': its name or version is longer than %d bytes",
				 key, PLACE_MAX - 1);
	if (!id || !read_id(g, &p, id))
		return error_set(e, g->path, "package '%.100s': it does not begin with NAME@VERSION", key);
	struct string_map_slot *known = string_map_find(&g->ids, id, strlen(id));
	if (p.kind == BUN_KIND_WORKSPACE && g->lockfile_version > 0) {
		/* Under another name, it may be; the workspace itself is there already. */
		if (!known)
			known = string_map_find(&g->workspace_paths, p.path, strlen(p.path));
		if (!known)
			return error_set(e, g->path, "package '%.100s': '%.100s' is not a workspace", key,
					 p.path);
	}
	if (p.kind == BUN_KIND_ROOT)
		known = string_map_find(&g->ids, "", 0);
	if (known) {
		if (!string_map_find(&g->places, key, strlen(key)))
			string_map_add(&g->places, key, known->value);
		return true;
	}
	if (!read_elements(&p, entry))
		return error_set(e, g->path, "package '%.100s': it does not have the elements of its kind",
				 key);
	return read_info(g, &p, id, key, e);
}

/* --- workspaces --- */

static const char *workspace_name(const json_t *info)
{
	const char *name = json_text(info, "name");
	return name && *name && strlen(name) <= BUN_NAME_MAX ? name : NULL;
}

static bool read_root(struct bun_graph *g, json_t *workspaces, struct error *e)
{
	struct bun_package root = {.kind = BUN_KIND_ROOT, .resolution = "", .path = "", .integrity = ""};
	root.info = json_object_get(workspaces, "");
	root.name = json_text(root.info, "name");
	if (!root.name)
		root.name = "";
	if (!json_is_object(root.info))
		return error_set(e, g->path,
				 "its \"workspaces\" does not have the project itself (the entry \"\")");
	if (!read_dependencies(g, &root, "", false, e))
		return false;
	const char *key;
	json_t *info;
	json_object_foreach(workspaces, key, info)
	{
		if (*key && !workspace_name(info))
			return error_set(e, g->path, "workspace '%.100s': it has no name", key);
		if (*key)
			add_dependency(g, workspace_name(info), "", BUN_GROUP_WORKSPACES);
	}
	close_dependencies(g, &root, 0);
	add_package(g, "", root);
	return true;
}

static bool read_workspace(struct bun_graph *g, const char *key, const json_t *info, struct error *e)
{
	struct bun_package p = {.kind = BUN_KIND_WORKSPACE, .integrity = "", .info = info};
	p.name = workspace_name(info);
	const char *id = arena_printf(&g->strings, "%s@workspace:%s", p.name, key);
	p.resolution = id + strlen(p.name) + 1;
	p.path = key;
	if (strlen(key) >= PLACE_MAX)
		return error_set(e, g->path, "workspace '%.100s': its path is longer than %d bytes", key,
				 PLACE_MAX - 1);
	if (text_leads_out(key))
		return error_set(e, g->path, "package '%.100s': its folder '%.200s' is not in the project",
				 p.name, key);
	if (string_map_find(&g->places, p.name, strlen(p.name)))
		return error_set(e, g->path, "two workspaces are called '%.100s'", p.name);
	string_map_add(&g->workspace_paths, key, (int64_t)++g->workspaces);
	return read_info(g, &p, id, p.name, e);
}

static bool read_all(struct bun_graph *g, struct error *e)
{
	json_t *workspaces = json_object_get(g->json, "workspaces"),
	       *packages = json_object_get(g->json, "packages"), *entry;
	const char *key;
	if (!json_is_object(workspaces))
		return error_set(e, g->path, "it has no \"workspaces\"");
	if (!read_root(g, workspaces, e))
		return false;
	json_object_foreach(workspaces, key, entry)
	{
		/* Before version 1 they are among the packages. */
		if (*key && g->lockfile_version > 0 && !read_workspace(g, key, entry, e))
			return false;
	}
	json_object_foreach(packages, key, entry)
	{
		if (!read_package(g, key, entry, e))
			return false;
	}
	return true;
}

bool bun_graph_read(struct bun_graph *g, const struct buffer *text, const char *path, bool peers_by_version,
		    struct error *e)
{
	g->path = path;
	g->effort = effort_for(text->len);
	g->bytes = text->len;
	g->json = bun_lock_json(text, path, JSON_REJECT_DUPLICATES, e);
	g->lockfile_version = (int)json_integer_value(json_object_get(g->json, "lockfileVersion"));
	g->config_version = json_integer_value(json_object_get(g->json, "configVersion")) > 0;
	return g->json && read_all(g, e) && bun_graph_resolve(g, peers_by_version, e);
}

bool bun_graph_is_workspace(const struct bun_graph *g, const struct bun_dependency *d)
{
	return d->group == BUN_GROUP_WORKSPACES ||
	       (d->package != BUN_NONE && g->packages[d->package].kind == BUN_KIND_WORKSPACE);
}

size_t *bun_graph_nones(size_t count)
{
	size_t *all = xmalloc(count * sizeof(*all));
	for (size_t i = 0; i < count; i++)
		all[i] = BUN_NONE;
	return all;
}

void bun_graph_free(struct bun_graph *g)
{
	json_decref(g->json);
	free(g->packages);
	free(g->dependencies);
	string_map_free(&g->places);
	string_map_free(&g->ids);
	string_map_free(&g->names);
	string_map_free(&g->workspace_paths);
	free(g->listed);
	arena_free(&g->strings);
}
