#include "pnpm/tree.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/text.h"
#include "pnpm/agree.h"
#include "pnpm/graph.h"
#include "pnpm/hoist.h"
#include "pnpm/packlist.h"
#include "pnpm/platform.h"
#include "pnpm/sources.h"
#include "pnpm/tree_bins.h"
#include "pnpm/tree_state.h"
#include "tree/manifest.h"

/* Everything that is known about the tree. */
struct pnpm_tree {
	struct pnpm_settings settings;
	struct pnpm_graph graph;
	struct pnpm_hoisting hoisting;
};

/* --- packages --- */

/* The tarball or folder of P: from the list, or from the project itself. */
static const char *find_source(const struct pnpm_package *p, const struct tree_request *r,
			       struct tree_plan *plan, bool *from_project)
{
	const char *listed = pnpm_source_listed(p, r);
	const json_t *resolution = json_object_get(p->entry, "resolution");
	const char *path = json_text(resolution, "directory"), *tarball = json_text(resolution, "tarball");
	*from_project = !listed;
	if (listed)
		return listed;
	if (!path && tarball)
		path = text_after(tarball, "file:");
	if (!path)
		return NULL;
	path = tree_join(&plan->arena, "", path);
	if (text_leads_out(path))
		return NULL;
	return tree_string(plan, "%s/%s", r->project, path);
}

/* Adds P; packages that differ in their peers alone are one of the plan's. */
static bool add_package(struct tree_plan *plan, struct pnpm_package *p, const struct tree_request *r,
			struct string_map *by_key, struct error *e)
{
	const char *key = tree_list_find(r->list, p->dep_path) ? p->dep_path : p->id;
	struct string_map_slot *slot = string_map_find(by_key, key, strlen(key));
	if (slot) {
		p->planned = (size_t)slot->value;
	} else {
		bool from_project;
		const char *source = find_source(p, r, plan, &from_project);
		if (!source)
			return error_set(e, p->id, "is not in the list");
		if (pnpm_is_patched(p) && !tree_list_is_patched(r->list, key, source, p->id, e))
			return false;
		const json_t *resolution = json_object_get(p->entry, "resolution");
		struct tree_package package = {
		    .key = key,
		    .source = source,
		    .integrity = json_text(resolution, "integrity"),
		    .patch = tree_list_patch(r->list, key),
		    .working_tree = from_project,
		};
		p->planned = tree_add_package(plan, package);
		string_map_add(by_key, key, (int64_t)p->planned);
	}
	tree_add_place(plan, p->planned, p->place);
	return true;
}

static bool add_packages(struct tree_plan *plan, struct pnpm_graph *g, struct error *e)
{
	struct string_map by_key = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < g->package_count; i++)
		if (g->packages[i].installed)
			ok = add_package(plan, &g->packages[i], g->request, &by_key, e);
	string_map_free(&by_key);
	return ok;
}

/* --- links --- */

/* Links ALIAS in the folder MODULES to PACKAGE, if it is installed, or without a package to FOLDER (NULL: none). */
static void link_edge(struct tree_plan *plan, const char *modules, const char *alias,
		      const struct pnpm_package *package, const char *folder)
{
	const char *target = package && package->installed ? package->place : !package ? folder : NULL;
	if (!target)
		return;
	const char *path = tree_string(plan, "%s/%s", modules, alias);
	tree_add_link(plan, path, *target == '/' ? target : tree_link_target(plan, path, target));
}

static void link_package(struct tree_plan *plan, const struct pnpm_package *p, unsigned major)
{
	for (size_t i = 0; i < p->child_count; i++) {
		const struct pnpm_edge *c = &p->children[i];
		/* One of its own name, which is another version, is in the package itself; with pnpm 12
		 * nowhere. */
		bool own = strcmp(c->alias, p->name) == 0;
		if (own && major >= 12)
			continue;
		link_edge(plan, own ? tree_string(plan, "%s/node_modules", p->place) : p->modules, c->alias,
			  c->package, c->folder);
	}
}

static void link_importer(struct tree_plan *plan, const struct pnpm_graph *g, const struct pnpm_importer *i)
{
	for (size_t c = 0; c < i->child_count; c++)
		if (!pnpm_is_in_root(g, i, &i->children[c]))
			link_edge(plan, i->modules, i->children[c].alias, i->children[c].package,
				  i->children[c].folder);
}

static void link_hoisted(struct tree_plan *plan, const struct pnpm_tree *t)
{
	const char *modules = tree_string(plan, "%s/node_modules", t->settings.virtual_store);
	if (t->settings.major >= 12 && t->settings.hoists && t->hoisting.count > 0)
		tree_add_folder(plan, modules);
	for (size_t i = 0; i < t->hoisting.count; i++) {
		const struct pnpm_hoisted *h = &t->hoisting.all[i];
		link_edge(plan, h->public ? t->settings.modules : modules, h->alias, h->package, h->folder);
	}
}

static const char *keep_text(struct pnpm_graph *g, const json_t *manifest, const char *key)
{
	const char *text = json_text(manifest, key);
	return text ? arena_strndup(g->arena, text, strlen(text)) : NULL;
}

/* Reads the importers' names, which pnpm hoists by, and versions.  The root of a workspace need
 * not be a package. */
static bool read_names(struct pnpm_graph *g, struct error *e)
{
	bool ok = true;
	for (size_t i = 0; ok && i < g->importer_count; i++) {
		struct pnpm_importer *importer = &g->importers[i];
		json_t *manifest;
		ok = tree_manifest_read(g->request, importer->id, &manifest, e);
		importer->has_manifest = manifest;
		importer->name = keep_text(g, manifest, "name");
		importer->version = keep_text(g, manifest, "version");
		json_decref(manifest);
	}
	return ok;
}

static void free_parts(struct pnpm_tree *t)
{
	pnpm_hoisting_free(&t->hoisting);
	pnpm_graph_free(&t->graph);
	pnpm_settings_free(&t->settings);
}

/* Reads settings and lockfile of R, and compares the project with them. */
static bool read_graph(struct pnpm_tree *t, const struct tree_request *r, struct arena *arena,
		       struct error *e)
{
	return pnpm_settings_read(&t->settings, r, arena, e) &&
	       pnpm_graph_read(&t->graph, r, &t->settings, arena, e) && read_names(&t->graph, e) &&
	       pnpm_agrees(&t->graph, e);
}

static bool check(const struct tree_request *r, struct error *e)
{
	struct pnpm_tree t = {0};
	struct arena arena = {0};
	bool ok = read_graph(&t, r, &arena, e);
	free_parts(&t);
	arena_free(&arena);
	return ok;
}

static bool plan_tree(struct tree_plan *plan, const struct tree_request *r, struct error *e)
{
	struct pnpm_tree *t = arena_alloc(&plan->arena, sizeof(*t));
	*t = (struct pnpm_tree){0};
	plan->manager = t;
	struct pnpm_graph *g = &t->graph;
	if (!read_graph(t, r, &plan->arena, e) || !add_packages(plan, g, e) ||
	    !pnpm_hoist(g, &t->hoisting, e))
		return false;
	for (size_t i = 0; i < g->package_count; i++)
		if (g->packages[i].installed)
			link_package(plan, &g->packages[i], t->settings.major);
	for (size_t i = 0; i < g->importer_count; i++)
		if (g->importers[i].selected)
			link_importer(plan, g, &g->importers[i]);
	link_hoisted(plan, t);
	return true;
}

static bool finish(struct tree_plan *plan, const struct tree_request *r, int tree, struct error *e)
{
	(void)r;
	const struct pnpm_tree *t = plan->manager;
	if (!pnpm_tree_bins(plan, &t->graph, &t->hoisting, tree, e))
		return false;
	pnpm_tree_state(plan, &t->graph, &t->hoisting);
	return true;
}

static void free_tree(struct tree_plan *plan)
{
	if (plan->manager)
		free_parts(plan->manager);
}

const struct tree_manager pnpm_tree = {
    .name = "pnpm",
    .lockfile_name = "pnpm-lock.yaml",
    .state_name = ".modules.yaml",
    .notes =
	"pnpm-lock.yaml can be YAML or JSON.  Its keys are those in \"packages\" (is-odd@3.0.1).  If two\n"
	"snapshots of a package have different contents, use their keys in \"snapshots\".  --omit can\n"
	"only be dev.  pnpm's setting nodeVersion has priority over --node.\n"
	"\n"
	"example:\n"
	"  printf 'is-odd@3.0.1\\tis-odd-3.0.1.tgz\\nis-number@6.0.0\\tis-number-6.0.0.tgz\\n' >list\n"
	"  node-modules --lockfile pnpm-lock.yaml --project . --list list --out tree\n",
    .rules = {.publish = pnpm_packlist},
    .sources = pnpm_sources,
    .registries = pnpm_registries,
    .check = check,
    .plan = plan_tree,
    .look = pnpm_package_look,
    .finish = finish,
    .free = free_tree,
};
