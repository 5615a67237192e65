#include "pnpm/tree_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "pnpm/tree_bins.h"
#include "pnpm/workspace_state.h"

/* VALUE, which it takes, as a file of the plan. */
static void add_json(struct tree_plan *plan, const char *path, json_t *value)
{
	char *text = json_dumps(value, JSON_INDENT(2));
	json_decref(value);
	if (!text)
		die_no_memory();
	size_t len = strlen(text);
	char *copy = arena_strndup(&plan->arena, text, len);
	free(text);
	copy[len] = '\n'; /* in place of the NUL */
	tree_add_file(plan, path, copy, len + 1);
}

/* --- .modules.yaml --- */

static json_t *hoisted_json(const struct pnpm_hoisting *h, bool late_eleven)
{
	json_t *all = json_object();
	for (size_t i = 0; i < h->count; i++) {
		const struct pnpm_hoisted *one = &h->all[i];
		if (!one->package && !late_eleven)
			continue;
		const char *key = one->package ? one->package->dep_path : one->folder;
		json_t *aliases = json_object_get(all, key);
		if (!aliases) {
			aliases = json_object();
			json_object_set_new(all, key, aliases);
		}
		json_object_set_new(aliases, one->alias, json_string(one->public ? "public" : "private"));
	}
	return all;
}

/* Injected packages of the workspace, and where they are. */
static json_t *injected_json(const struct pnpm_graph *g)
{
	json_t *all = json_object();
	for (size_t i = 0; i < g->package_count; i++) {
		const struct pnpm_package *p = &g->packages[i];
		const char *folder = json_text(json_object_get(p->entry, "resolution"), "directory");
		if (!p->installed || !folder)
			continue;
		folder = tree_join(g->arena, "", folder);
		json_t *places = json_object_get(all, folder);
		if (!places) {
			places = json_array();
			json_object_set_new(all, folder, places);
		}
		json_array_append_new(places, json_string(p->place));
	}
	return all;
}

static json_t *skipped_json(const struct pnpm_graph *g)
{
	json_t *list = json_array();
	for (size_t i = 0; i < g->package_count; i++)
		if (g->packages[i].reached && !g->packages[i].installed)
			json_array_append_new(list, json_string(g->packages[i].dep_path));
	return list;
}

/* The packages whose scripts have not run. */
static json_t *pending_json(const struct tree_plan *plan, const struct pnpm_graph *g)
{
	json_t *list = json_array();
	for (size_t i = 0; i < g->package_count; i++)
		if (g->packages[i].installed && pnpm_package_builds(&plan->packages[g->packages[i].planned]))
			json_array_append_new(list, json_string(g->packages[i].dep_path));
	return list;
}

static json_t *included_json(const struct pnpm_graph *g)
{
	return json_pack("{sbsbsb}", "dependencies", 1, "devDependencies", !g->request->prod,
			 "optionalDependencies", 1);
}

static void add_modules_yaml(struct tree_plan *plan, const struct pnpm_graph *g,
			     const struct pnpm_hoisting *h)
{
	const struct pnpm_settings *s = g->settings;
	json_t *m = json_object();
	json_object_set_new(m, "hoistedDependencies", hoisted_json(h, s->late_eleven));
	if (s->hoists)
		json_object_set_new(m, "hoistPattern", pnpm_patterns_json(&s->hoist));
	json_object_set_new(m, "included", included_json(g));
	json_object_set_new(m, "injectedDeps", injected_json(g));
	json_object_set_new(m, "layoutVersion", json_integer(5));
	json_object_set_new(m, "nodeLinker", json_string("isolated"));
	json_object_set_new(m, "packageManager", json_sprintf("pnpm@%s", s->version));
	json_object_set_new(m, "pendingBuilds", pending_json(plan, g));
	if (s->hoists_publicly)
		json_object_set_new(m, "publicHoistPattern", pnpm_patterns_json(&s->public_hoist));
	/* A date at which nothing is too old to keep. */
	json_object_set_new(m, "prunedAt", json_string("Fri, 01 Jan 2100 00:00:00 GMT"));
	if (s->major <= 10)
		json_object_set_new(m, "registries",
				    json_pack("{ss}", "default", "https://registry.npmjs.org/"));
	json_object_set_new(m, "skipped", skipped_json(g));
	json_object_set_new(m, "storeDir", json_string(s->store));
	const char *virtual_store = tree_relative(plan, s->modules, s->virtual_store);
	json_object_set_new(m, "virtualStoreDir", json_string(virtual_store));
	json_object_set_new(m, "virtualStoreDirMaxLength", json_integer((json_int_t)s->name_max));
	add_json(plan, tree_string(plan, "%s/.modules.yaml", s->modules), m);
}

/* --- .pnpm/lock.yaml --- */

static json_t *packages_json(const struct pnpm_graph *g)
{
	json_t *packages = json_object();
	for (size_t i = 0; i < g->package_count; i++)
		if (g->packages[i].reached)
			json_object_set(packages, g->packages[i].id, (json_t *)g->packages[i].entry);
	return packages;
}

/* What the snapshot of P has of KIND, without optional peers that are not there. */
static void keep_reached(const struct pnpm_package *p, json_t *snapshot, const char *kind)
{
	json_t *edges = json_copy(json_object_get(snapshot, kind));
	for (size_t i = 0; i < p->child_count; i++)
		if (p->children[i].listed && !p->children[i].package->reached)
			json_object_del(edges, p->children[i].alias);
	if (json_object_size(edges) > 0)
		json_object_set(snapshot, kind, edges);
	else
		json_object_del(snapshot, kind);
	json_decref(edges);
}

static json_t *snapshots_json(const struct pnpm_graph *g)
{
	json_t *snapshots = json_object();
	for (size_t i = 0; i < g->package_count; i++) {
		const struct pnpm_package *p = &g->packages[i];
		if (!p->reached)
			continue;
		json_t *snapshot = json_copy((json_t *)p->snapshot);
		keep_reached(p, snapshot, "dependencies");
		keep_reached(p, snapshot, "optionalDependencies");
		json_object_set_new(snapshots, p->dep_path, snapshot);
	}
	return snapshots;
}

static void without_dev(json_t *importers)
{
	for (void *i = json_object_iter(importers); i; i = json_object_iter_next(importers, i)) {
		json_t *importer = json_copy(json_object_iter_value(i));
		json_object_del(importer, "devDependencies");
		json_object_iter_set_new(importers, i, importer);
	}
}

/* The lockfile as far as it is installed. */
static void add_lockfile(struct tree_plan *plan, const struct pnpm_graph *g)
{
	const struct tree_request *r = g->request;
	const struct pnpm_settings *s = g->settings;
	const char *path = s->major == 10 || s->major == 11
			       ? tree_string(plan, "%s/.pnpm/lock.yaml", s->modules)
			       : tree_string(plan, "%s/lock.yaml", s->virtual_store);
	if (!r->prod && r->importer_count == 0) {
		/* The last document is the project's. */
		const char *text = r->text.data, *next;
		while ((next = strstr(text, "\n---\n")))
			text = next + 5;
		tree_add_file(plan, path, text, r->text.len - (size_t)(text - r->text.data));
		return;
	}
	json_t *lockfile = json_copy(g->lockfile);
	json_object_set_new(lockfile, "packages", packages_json(g));
	json_object_set_new(lockfile, "snapshots", snapshots_json(g));
	if (r->prod) {
		json_t *importers = json_copy(json_object_get(g->lockfile, "importers"));
		without_dev(importers);
		json_object_set_new(lockfile, "importers", importers);
	}
	add_json(plan, path, lockfile);
}

/* True when no importer has dependencies that are wanted. */
static bool nothing_is_wanted(const struct pnpm_graph *g)
{
	size_t i = 0;
	while (i < g->importer_count && g->importers[i].child_count == 0)
		i++;
	return i == g->importer_count;
}

/* The same of all kinds of dependencies. */
static bool is_empty(const struct pnpm_graph *g)
{
	size_t i = 0;
	while (i < g->importer_count &&
	       !json_object_size(json_object_get(g->importers[i].entry, "devDependencies")))
		i++;
	return i == g->importer_count && nothing_is_wanted(g);
}

void pnpm_tree_state(struct tree_plan *plan, const struct pnpm_graph *g, const struct pnpm_hoisting *h)
{
	/* As pnpm 9.15.9, 10.33.0, 11.28.11 and 12.21.0 have it. */
	bool early = g->settings->major <= 11;
	if (!early || !is_empty(g))
		add_modules_yaml(plan, g, h);
	if (early ? !is_empty(g) : !nothing_is_wanted(g))
		add_lockfile(plan, g);
	/* It names the project's folders; a linked tree is for any project. */
	if (g->settings->major >= 10 && !g->request->manifests)
		add_json(plan, "node_modules/.pnpm-workspace-state-v1.json", pnpm_workspace_state(g));
}
