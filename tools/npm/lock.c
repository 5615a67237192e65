#include "npm/lock.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "npm/agree.h"
#include "tree/manifest.h"

static const char modules[] = "node_modules/";

bool npm_flag(const struct npm_node *n, const char *key)
{
	return json_is_true(json_object_get(n->entry, key));
}

bool npm_is_unpacked(const struct npm_node *n)
{
	return !n->top && !n->is_link && !n->bundled && !n->orphan;
}

bool npm_is_git(const struct npm_node *n)
{
	const char *resolved = json_text(n->entry, "resolved");
	return resolved && text_begins(resolved, "git");
}

/* A git commit says what is in it; what npm packs of it has a hash of its own. */
const char *npm_integrity(const struct npm_node *n)
{
	return npm_is_git(n) ? NULL : json_text(n->entry, "integrity");
}

size_t npm_target(const struct npm_lock *l, size_t node)
{
	return l->nodes[node].is_link ? l->nodes[node].target : node;
}

size_t npm_top(const struct npm_lock *l, size_t node)
{
	while (!l->nodes[node].top && l->nodes[node].parent != NPM_NONE)
		node = l->nodes[node].parent;
	return node;
}

/* --- the file --- */

static bool read_version(struct npm_lock *l, struct error *e)
{
	const char *file = l->request->lockfile;
	json_t *version = json_object_get(l->json, "lockfileVersion");
	json_int_t number = json_integer_value(version);
	if (!version)
		return error_set(
		    e, file,
		    "has no lockfileVersion, so it is not a package-lock.json; let npm write it again");
	if (number == 1)
		return error_set(
		    e, file,
		    "has lockfileVersion 1, which does not say where packages are; run "
		    "'npm install --package-lock-only --lockfile-version 3' with npm 7 or later");
	if (number != 2 && number != 3)
		return error_set(e, file, "is not a package-lock.json of lockfileVersion 2 or 3");
	if (!json_is_object(json_object_get(l->json, "packages")))
		return error_set(e, file, "does not have \"packages\"; let npm write it again");
	return true;
}

static bool read_json(struct npm_lock *l, struct error *e)
{
	const struct buffer *text = &l->request->text;
	json_error_t problem;
	l->json = json_parse(text->data, text->len, JSON_REJECT_DUPLICATES, JSON_LOCKFILE_VALUES, &problem);
	if (!l->json)
		return error_set(e, l->request->lockfile, "line %d is not JSON: %s", problem.line,
				 problem.text);
	return read_version(l, e);
}

/* What the project depends on is what its package.json says, if it has one: npm leaves out
 * what the lockfile has beyond that. */
static bool read_project(struct npm_lock *l, struct error *e)
{
	static const char *const groups[] = {"dependencies", "devDependencies", "optionalDependencies",
					     "peerDependencies", "peerDependenciesMeta"};
	json_t *project = json_object_get(json_object_get(l->json, "packages"), ""), *manifest;
	if (l->request->project_dir < 0 && !l->request->manifests)
		return true;
	bool ok = tree_manifest_read(l->request, "", &manifest, e);
	for (size_t i = 0; json_is_object(manifest) && i < sizeof(groups) / sizeof(groups[0]); i++) {
		json_t *group = json_object_get(manifest, groups[i]);
		json_object_del(project, groups[i]);
		if (json_is_object(group))
			json_object_set(project, groups[i], group);
	}
	json_decref(manifest);
	return ok;
}

/* --- nodes --- */

/* Where in PATH the name of a package is; NULL: it is not in a folder node_modules. */
static const char *find_name(const char *path)
{
	const char *name = NULL;
	for (const char *at = path; (at = strstr(at, modules)); at += sizeof(modules) - 1)
		if (at == path || at[-1] == '/')
			name = at + sizeof(modules) - 1;
	return name && *name ? name : NULL;
}

static bool add_node(struct npm_lock *l, const char *path, json_t *entry, struct error *e)
{
	if (!json_is_object(entry))
		return error_set(e, l->request->lockfile, "its entry '%s' is not an object", path);
	if (strlen(path) >= PATH_MAX)
		return error_set(e, l->request->lockfile, "has a path that is too long, '%s'", path);
	const char *name = find_name(path);
	bool is_link = json_is_true(json_object_get(entry, "link"));
	l->nodes[l->count] = (struct npm_node){.path = path,
					       .name = name,
					       .entry = entry,
					       .parent = NPM_NONE,
					       .top = !name,
					       .is_link = name && is_link,
					       .target = NPM_NONE,
					       .planned = NPM_NONE};
	string_map_add(&l->by_path, path, (int64_t)l->count++);
	return true;
}

static bool read_nodes(struct npm_lock *l, struct error *e)
{
	json_t *packages = json_object_get(l->json, "packages"), *entry;
	const char *path;
	l->nodes = xmalloc((json_object_size(packages) + 1) * sizeof(*l->nodes));
	if (!json_object_get(packages, ""))
		return error_set(e, l->request->lockfile,
				 "does not have the project itself in \"packages\"; let npm write it again");
	add_node(l, "", json_object_get(packages, ""), e);
	json_object_foreach(packages, path, entry)
	{
		if (*path && !add_node(l, path, entry, e))
			return false;
	}
	return true;
}

static size_t find_node(const struct npm_lock *l, const char *path, size_t len)
{
	const struct string_map_slot *slot = string_map_find(&l->by_path, path, len);
	return slot ? (size_t)slot->value : NPM_NONE;
}

/* The nearest folder around the folder PATH that is a node. */
static size_t folder_around(struct npm_lock *l, const char *path)
{
	for (size_t len = strlen(path); len > 0;) {
		len = text_parent(path, len);
		size_t node = find_node(l, path, len);
		l->effort.made += 2 + len / 8;
		if (node != NPM_NONE)
			return node;
	}
	return NPM_NONE;
}

static bool find_target(struct npm_lock *l, struct npm_node *n, struct error *e)
{
	const char *to = json_text(n->entry, "resolved");
	if (to)
		to += text_begins(to, "./") ? 2 : strcmp(to, ".") == 0 ? 1 : 0;
	n->target = to ? find_node(l, to, strlen(to)) : NPM_NONE;
	if (n->target == NPM_NONE || l->nodes[n->target].is_link)
		return error_set(e, n->path, "leads to '%s', which %s does not have; let npm write it again",
				 to ? to : "", l->request->lockfile);
	return true;
}

/* Whose node_modules the package N is in.  "a/node_modules/b" is in "a". */
static void find_parent(struct npm_lock *l, struct npm_node *n)
{
	size_t len = (size_t)(n->name - n->path) - (sizeof(modules) - 1);
	n->parent = find_node(l, n->path, len > 0 ? len - 1 : 0);
	if (n->parent == NPM_NONE)
		return;
	const struct string_map_slot *slot = string_map_find(&l->names, n->name, strlen(n->name));
	size_t name = slot ? (size_t)slot->value : l->names.count;
	if (!slot)
		string_map_add(&l->names, n->name, (int64_t)name);
	pair_map_add(&l->packages, n->parent, name, (size_t)(n - l->nodes));
}

static bool is_link_to_workspace(const struct npm_lock *l, const struct npm_node *n)
{
	if (!n->is_link || n->parent != 0 || !json_object_get(l->nodes[0].entry, "workspaces"))
		return false;
	for (size_t i = 0; i < TREE_GROUPS; i++) {
		const char *spec = json_text(json_object_get(l->nodes[0].entry, tree_groups[i]), n->name);
		if (spec && text_begins(spec, "file:"))
			return false;
	}
	return true;
}

static bool too_much(const struct npm_lock *l, struct error *e)
{
	return error_set(e, l->request->lockfile,
			 "its packages are in too many folders, or need each other in too many ways");
}

static bool place_nodes(struct npm_lock *l, struct error *e)
{
	for (size_t i = 1; i < l->count; i++)
		if (l->nodes[i].is_link && !find_target(l, &l->nodes[i], e))
			return false;
	for (size_t i = 1; i < l->count; i++) {
		struct npm_node *n = &l->nodes[i];
		if (n->top)
			n->parent = folder_around(l, n->path);
		else
			find_parent(l, n);
		if (is_link_to_workspace(l, n))
			l->nodes[n->target].workspace = true;
		if (effort_is_spent(&l->effort))
			return too_much(l, e);
	}
	return true;
}

/* What follows for a package from those around it. */
static void look_around(struct npm_lock *l, struct npm_node *n)
{
	size_t parent = n->parent;
	/* npm installs nothing in a folder outside of the project. */
	n->orphan = parent == NPM_NONE || text_begins(n->path, "../");
	for (; parent != NPM_NONE; parent = l->nodes[parent].parent) {
		const struct npm_node *around = &l->nodes[parent];
		n->depth++;
		if (around->top)
			return;
		n->bundled = n->bundled || (npm_flag(n, "inBundle") &&
					    json_object_get(around->entry, "bundleDependencies"));
		n->orphan = n->orphan || around->parent == NPM_NONE;
		if (around->is_link)
			n->orphan = true; /* a link has no packages of its own */
	}
}

/* --- edges --- */

/* What the name NAME is to the node FROM, as Node finds it. */
static size_t resolve(struct npm_lock *l, size_t from, const char *name)
{
	const struct string_map_slot *slot = string_map_find(&l->names, name, strlen(name));
	for (; slot && from != NPM_NONE; from = l->nodes[from].parent) {
		size_t node = pair_map_find(&l->packages, from, (size_t)slot->value);
		l->effort.made += 8;
		if (node != PAIR_NONE && !l->nodes[node].orphan)
			return node;
	}
	return NPM_NONE;
}

/* Of a dependency that is in several groups, the last that is read counts. */
static bool is_overridden(const struct npm_node *n, const char *group, const char *name)
{
	static const char *const order[] = {"peerDependencies", "dependencies", "optionalDependencies",
					    "devDependencies"};
	size_t at = 0, end = n->top ? 4 : 3;
	while (at < end && strcmp(order[at], group) != 0)
		at++;
	for (at++; at < end; at++)
		if (json_object_get(json_object_get(n->entry, order[at]), name))
			return true;
	return false;
}

static void add_edge(struct npm_lock *l, size_t from, size_t to, unsigned kind)
{
	array_reserve(l->edges, l->edge_capacity, l->edge_count + 1);
	l->edges[l->edge_count++] = (struct npm_edge){from, to, kind};
}

static void add_edges(struct npm_lock *l, size_t from, const char *group, unsigned kind)
{
	const json_t *entry = l->nodes[from].entry, *meta = json_object_get(entry, "peerDependenciesMeta");
	const char *name;
	json_t *spec;
	json_object_foreach(json_object_get(entry, group), name, spec)
	{
		size_t to = is_overridden(&l->nodes[from], group, name) ? NPM_NONE : resolve(l, from, name);
		if (to == NPM_NONE || (from == 0 && is_link_to_workspace(l, &l->nodes[to])))
			continue;
		bool optional_peer = kind == NPM_PEER &&
				     json_is_true(json_object_get(json_object_get(meta, name), "optional"));
		add_edge(l, from, to, kind | (optional_peer ? NPM_OPTIONAL | NPM_OPTIONAL_PEER : 0));
	}
}

static bool read_edges(struct npm_lock *l, struct error *e)
{
	l->first = xmalloc((l->count + 1) * sizeof(*l->first));
	for (size_t i = 0; i < l->count; i++) {
		l->first[i] = l->edge_count;
		if (effort_is_spent(&l->effort))
			return too_much(l, e);
		if (l->nodes[i].is_link || l->nodes[i].orphan)
			continue;
		add_edges(l, i, "peerDependencies", NPM_PEER);
		add_edges(l, i, "dependencies", 0);
		add_edges(l, i, "optionalDependencies", NPM_OPTIONAL);
		if (l->nodes[i].top)
			add_edges(l, i, "devDependencies", NPM_DEV);
		for (size_t link = 1; i == 0 && link < l->count; link++)
			if (is_link_to_workspace(l, &l->nodes[link]))
				add_edge(l, 0, link, 0);
	}
	l->first[l->count] = l->edge_count;
	return true;
}

struct npm_backwards npm_backwards_of(const struct npm_lock *l)
{
	struct npm_backwards b = {xmalloc(l->edge_count * sizeof(size_t)),
				  xcalloc(l->count + 2, sizeof(size_t))};
	for (size_t i = 0; i < l->edge_count; i++)
		b.first[l->edges[i].to + 2]++;
	for (size_t i = 2; i < l->count + 2; i++)
		b.first[i] += b.first[i - 1];
	for (size_t i = 0; i < l->edge_count; i++)
		b.edges[b.first[l->edges[i].to + 1]++] = i;
	return b;
}

void npm_backwards_free(struct npm_backwards *b)
{
	free(b->edges);
	free(b->first);
}

bool npm_lock_read(struct npm_lock *l, const struct tree_request *r, struct arena *arena, struct error *e)
{
	*l = (struct npm_lock){.request = r, .arena = arena, .effort = effort_for(r->text.len)};
	if (!read_json(l, e) || !npm_agrees(json_object_get(l->json, "packages"), r, e) ||
	    !read_project(l, e) || !read_nodes(l, e) || !place_nodes(l, e))
		return false;
	for (size_t i = 1; i < l->count; i++)
		if (!l->nodes[i].top)
			look_around(l, &l->nodes[i]);
	return read_edges(l, e);
}

int npm_major(const struct npm_lock *l)
{
	return l->request->version ? atoi(l->request->version) : INT_MAX;
}

void npm_lock_free(struct npm_lock *l)
{
	json_decref(l->json);
	free(l->nodes);
	free(l->edges);
	free(l->first);
	string_map_free(&l->by_path);
	string_map_free(&l->names);
	pair_map_free(&l->packages);
}
