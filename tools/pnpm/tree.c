#include "pnpm/tree.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "pnpm/commands.h"
#include "pnpm/graph.h"
#include "pnpm/hoist.h"
#include "pnpm/platform.h"
#include "pnpm/tree_state.h"
#include "pnpm/yaml.h"
#include "tree/manifest.h"

/* All that is known of the tree. */
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
	if (!path && tarball && strncmp(tarball, "file:", 5) == 0)
		path = tarball + 5;
	if (!path)
		return NULL;
	path = pnpm_join("", path, &plan->arena);
	if (*path == '/' || strcmp(path, "..") == 0 || strncmp(path, "../", 3) == 0)
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
		const json_t *resolution = json_object_get(p->entry, "resolution");
		struct tree_package package = {
		    .key = key,
		    .source = source,
		    .integrity = json_text(resolution, "integrity"),
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

/* Links ALIAS in the folder MODULES to what EDGE leads to, if it is anything. */
static void link_edge(struct tree_plan *plan, const char *modules, const char *alias,
		      const struct pnpm_package *package, const char *folder)
{
	const char *target = package && package->installed ? package->place : !package ? folder : NULL;
	if (!target)
		return;
	const char *path = tree_string(plan, "%s/%s", modules, alias);
	const char *parent = arena_strndup(&plan->arena, path, (size_t)(strrchr(path, '/') - path));
	tree_add_link(plan, path, *target == '/' ? target : tree_relative(plan, parent, target));
}

static void link_package(struct tree_plan *plan, const struct pnpm_package *p)
{
	for (size_t i = 0; i < p->child_count; i++) {
		const struct pnpm_edge *c = &p->children[i];
		/* One of its own name, which is another version, is in the package itself. */
		bool own = strcmp(c->alias, p->name) == 0;
		link_edge(plan, own ? tree_string(plan, "%s/node_modules", p->place) : p->modules, c->alias,
			  c->package, c->folder);
	}
}

/* True when the root importer has what EDGE leads to under the same alias. */
static bool is_in_root(const struct pnpm_graph *g, const struct pnpm_importer *i,
		       const struct pnpm_edge *edge)
{
	if (!g->settings->dedupe_direct_deps || strcmp(i->id, ".") == 0)
		return false;
	for (size_t n = 0; n < g->importer_count; n++) {
		const struct pnpm_importer *root = &g->importers[n];
		for (size_t c = 0; strcmp(root->id, ".") == 0 && root->selected && c < root->child_count; c++)
			if (strcmp(root->children[c].alias, edge->alias) == 0)
				return edge->package
					   ? edge->package == root->children[c].package
					   : root->children[c].folder &&
						 strcmp(edge->folder, root->children[c].folder) == 0;
	}
	return false;
}

static void link_importer(struct tree_plan *plan, const struct pnpm_graph *g, const struct pnpm_importer *i)
{
	for (size_t c = 0; c < i->child_count; c++)
		if (!is_in_root(g, i, &i->children[c]))
			link_edge(plan, i->modules, i->children[c].alias, i->children[c].package,
				  i->children[c].folder);
}

static const char *hoisted_modules(const struct pnpm_settings *s, struct tree_plan *plan)
{
	return tree_string(plan, "%s/node_modules", s->virtual_store);
}

static void link_hoisted(struct tree_plan *plan, const struct pnpm_tree *t)
{
	const char *modules = hoisted_modules(&t->settings, plan);
	for (size_t i = 0; i < t->hoisting.count; i++) {
		const struct pnpm_hoisted *h = &t->hoisting.all[i];
		link_edge(plan, h->public ? t->settings.modules : modules, h->alias, h->package, h->folder);
	}
}

/* Reads the importers' names, which pnpm hoists by.  The root of a workspace need not be a
 * package. */
static void read_names(struct pnpm_graph *g)
{
	struct buffer text = {0};
	for (size_t i = 0; i < g->importer_count; i++) {
		struct pnpm_importer *importer = &g->importers[i];
		struct error none = {0};
		bool has = importer->selected && tree_manifest_read(g->request, importer->id, &text, &none);
		json_t *manifest = has ? json_loadb(text.data, text.len, 0, NULL) : NULL;
		const char *name = json_text(manifest, "name");
		importer->name = name ? arena_strndup(g->arena, name, strlen(name)) : NULL;
		json_decref(manifest);
		error_clear(&none);
	}
	buffer_free(&text);
}

static bool plan_tree(struct tree_plan *plan, const struct tree_request *r, struct error *e)
{
	struct pnpm_tree *t = arena_alloc(&plan->arena, sizeof(*t));
	*t = (struct pnpm_tree){0};
	plan->manager = t;
	struct pnpm_graph *g = &t->graph;
	if (!pnpm_settings_read(&t->settings, r, &plan->arena, e) ||
	    !pnpm_graph_read(g, r, &t->settings, &plan->arena, e))
		return false;
	read_names(g);
	if (!add_packages(plan, g, e))
		return false;
	pnpm_hoist(g, &t->hoisting);
	for (size_t i = 0; i < g->package_count; i++)
		if (g->packages[i].installed)
			link_package(plan, &g->packages[i]);
	for (size_t i = 0; i < g->importer_count; i++)
		if (g->importers[i].selected)
			link_importer(plan, g, &g->importers[i]);
	link_hoisted(plan, t);
	return true;
}

/* --- commands --- */

/* What look finds in a package. */
struct seen {
	const struct pnpm_commands *commands;
	bool builds; /* it has install scripts, or an addon to compile */
};

static bool has_scripts(const char *json, size_t len)
{
	/* Most package.json files have none, and parsing takes time. */
	if (!memmem(json, len, "install\"", 8))
		return false;
	json_t *manifest = json_loadb(json, len, JSON_ALLOW_NUL, NULL);
	const json_t *scripts = json_object_get(manifest, "scripts");
	bool found = json_object_get(scripts, "preinstall") || json_object_get(scripts, "install") ||
		     json_object_get(scripts, "postinstall");
	json_decref(manifest);
	return found;
}

static void look(struct tree_package *package, const char *manifest, size_t len, const struct contents *c,
		 struct arena *arena)
{
	struct seen *seen = arena_alloc(arena, sizeof(*seen));
	*seen = (struct seen){NULL, contents_find(c, "binding.gyp")};
	if (manifest) {
		seen->commands = pnpm_commands_read(manifest, len, c, arena);
		seen->builds = seen->builds || has_scripts(manifest, len);
	}
	/* A folder in the list is what the scripts have made of the package. */
	seen->builds = seen->builds && !package->is_folder;
	package->manager = seen;
}

static const struct pnpm_commands *commands_of(const struct tree_plan *plan, const struct pnpm_package *p)
{
	return ((const struct seen *)plan->packages[p->planned].manager)->commands;
}

/* The commands of the project's folder FOLDER. */
static const struct pnpm_commands *commands_of_folder(const struct tree_request *r, const char *folder,
						      struct arena *arena)
{
	struct buffer text = {0};
	struct error e = {0};
	const struct pnpm_commands *commands = NULL;
	if (tree_manifest_read(r, folder, &text, &e))
		commands = pnpm_commands_read(text.data, text.len, NULL, arena);
	error_clear(&e);
	buffer_free(&text);
	return commands;
}

/* Adds the commands of what EDGE leads to, found at LOCATION. */
static void add_commands(struct pnpm_bins *bins, struct tree_plan *plan, const struct tree_request *r,
			 const struct pnpm_edge *edge, const char *location, bool direct)
{
	if (edge->package && edge->package->installed)
		pnpm_bins_add(bins, commands_of(plan, edge->package),
			      location ? location : edge->package->place, edge->package->place, direct);
	else if (!edge->package && edge->folder)
		pnpm_bins_add(bins, commands_of_folder(r, edge->folder, &plan->arena),
			      location ? location : edge->folder, NULL, direct);
}

static bool has_link(const struct pnpm_package *p)
{
	for (size_t i = 0; i < p->child_count; i++)
		if (!p->children[i].package && p->children[i].folder)
			return true;
	return false;
}

/* What P depends on has its commands in P's own .bin; with pnpm 12 P itself, too. */
static void bins_of_package(struct pnpm_bins *bins, struct tree_plan *plan, const struct pnpm_graph *g,
			    const struct pnpm_package *p)
{
	const struct tree_request *r = g->request;
	bool by_links = has_link(p);
	for (size_t i = 0; i < p->child_count; i++) {
		const struct pnpm_edge *c = &p->children[i];
		if (by_links && strcmp(c->alias, p->name) != 0)
			add_commands(bins, plan, r, c, tree_string(plan, "%s/%s", p->modules, c->alias),
				     false);
		else if (!by_links && c->package && c->package->has_bin)
			add_commands(bins, plan, r, c, NULL, false);
	}
	if (g->settings->major >= 12 && p->has_bin)
		pnpm_bins_add(bins, commands_of(plan, p), p->place, p->place, false);
	pnpm_bins_link(bins, plan, tree_string(plan, "%s/node_modules/.bin", p->place));
}

static void bins_of_importer(struct pnpm_bins *bins, struct tree_plan *plan, const struct pnpm_tree *t,
			     const struct pnpm_importer *importer)
{
	const struct pnpm_graph *g = &t->graph;
	bool by_links = strcmp(importer->id, ".") == 0 && t->settings.public_hoist.count > 0;
	for (size_t i = 0; i < importer->child_count; i++) {
		const struct pnpm_edge *c = &importer->children[i];
		if (is_in_root(g, importer, c) || (!by_links && c->package && !c->package->has_bin))
			continue;
		const char *location =
		    by_links ? tree_string(plan, "%s/%s", importer->modules, c->alias) : NULL;
		add_commands(bins, plan, g->request, c, location, true);
	}
	for (size_t i = 0; by_links && i < t->hoisting.count; i++) {
		const struct pnpm_hoisted *h = &t->hoisting.all[i];
		const struct pnpm_edge edge = {
		    .package = (struct pnpm_package *)h->package, .folder = h->folder, .alias = h->alias};
		if (h->public)
			add_commands(bins, plan, g->request, &edge,
				     tree_string(plan, "%s/%s", importer->modules, h->alias), false);
	}
	pnpm_bins_link(bins, plan, tree_string(plan, "%s/.bin", importer->modules));
}

static void bins_of_hoisted(struct pnpm_bins *bins, struct tree_plan *plan, const struct pnpm_tree *t)
{
	const char *modules = hoisted_modules(&t->settings, plan);
	for (size_t i = 0; i < t->hoisting.count; i++) {
		const struct pnpm_hoisted *h = &t->hoisting.all[i];
		if (!h->public && h->package && h->package->has_bin)
			pnpm_bins_add(bins, commands_of(plan, h->package),
				      t->settings.major < 12 ? tree_string(plan, "%s/%s", modules, h->alias)
							     : h->package->place,
				      h->package->place, false);
	}
	pnpm_bins_link(bins, plan, tree_string(plan, "%s/.bin", modules));
}

static void add_state(struct tree_plan *plan, const struct pnpm_tree *t)
{
	bool *builds = xmalloc(plan->package_count + 1);
	for (size_t i = 0; i < plan->package_count; i++)
		builds[i] = ((const struct seen *)plan->packages[i].manager)->builds;
	pnpm_tree_state(plan, &t->graph, &t->hoisting, builds);
	free(builds);
}

static bool finish(struct tree_plan *plan, const struct tree_request *r, int tree, struct error *e)
{
	(void)tree, (void)e, (void)r;
	const struct pnpm_tree *t = plan->manager;
	const struct pnpm_graph *g = &t->graph;
	struct pnpm_bins bins = {.by_name_alone = t->settings.major >= 12};
	for (size_t i = 0; i < g->package_count; i++)
		if (g->packages[i].installed)
			bins_of_package(&bins, plan, g, &g->packages[i]);
	bins_of_hoisted(&bins, plan, t);
	for (size_t i = 0; i < g->importer_count; i++)
		if (g->importers[i].selected)
			bins_of_importer(&bins, plan, t, &g->importers[i]);
	pnpm_bins_free(&bins);
	add_state(plan, t);
	return true;
}

static void free_tree(struct tree_plan *plan)
{
	struct pnpm_tree *t = plan->manager;
	if (!t)
		return;
	pnpm_hoisting_free(&t->hoisting);
	pnpm_graph_free(&t->graph);
	pnpm_settings_free(&t->settings);
}

const struct tree_manager pnpm_tree = {
    .name = "pnpm",
    .lockfile_name = "pnpm-lock.yaml",
    .plan = plan_tree,
    .look = look,
    .finish = finish,
    .free = free_tree,
};
