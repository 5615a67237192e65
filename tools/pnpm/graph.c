#include "pnpm/graph.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "pnpm/choose.h"
#include "pnpm/dep_path.h"
#include "pnpm/listed_peers.h"
#include "pnpm/yaml.h"

struct pnpm_package *pnpm_graph_package(const struct pnpm_graph *g, const char *dep_path)
{
	struct string_map_slot *slot = string_map_find(&g->by_dep_path, dep_path, strlen(dep_path));
	return slot ? &g->packages[slot->value] : NULL;
}

bool pnpm_is_local(const struct pnpm_package *p)
{
	const json_t *resolution = json_object_get(p->entry, "resolution");
	const char *tarball = json_text(resolution, "tarball");
	return json_text(resolution, "directory") || (tarball && text_begins(tarball, "file:"));
}

bool pnpm_is_patched(const struct pnpm_package *p)
{
	const char *suffix = strchr(p->dep_path, '(');
	return suffix && text_begins(suffix, "(patch_hash=");
}

/* --- packages --- */

/* A name that is a folder, or a scope and a folder. */
static bool is_name(const char *name)
{
	size_t len = strcspn(name, "/");
	if (*name == '@' && name[len] == '/' && len > 1 && len <= NAME_MAX) {
		name += len + 1;
		len = strcspn(name, "/");
	}
	return len > 0 && len <= NAME_MAX && !name[len] && strcmp(name, ".") != 0 &&
	       strcmp(name, "..") != 0 && strcmp(name, "node_modules") != 0;
}

static bool read_package(struct pnpm_graph *g, struct pnpm_package *p, const char *dep_path,
			 const json_t *snapshot, struct error *e)
{
	size_t name = pnpm_dep_path_name_length(dep_path);
	*p = (struct pnpm_package){
	    .dep_path = dep_path,
	    .id = arena_strndup(g->arena, dep_path, pnpm_dep_path_id_length(dep_path)),
	    .name = arena_strndup(g->arena, dep_path, name),
	    .snapshot = snapshot,
	};
	p->entry = json_object_get(json_object_get(g->lockfile, "packages"), p->id);
	if (!is_name(p->name))
		return error_set(e, g->request->lockfile, "'%s' is not a package's name and version",
				 dep_path);
	if (!p->entry)
		return error_set(e, g->request->lockfile, "'%s' is in snapshots, but '%s' is not in packages",
				 dep_path, p->id);
	p->has_bin = json_is_true(json_object_get(p->entry, "hasBin"));
	p->bundles = json_object_get(p->entry, "bundledDependencies");
	const struct pnpm_settings *s = g->settings;
	char *folder =
	    pnpm_dep_path_folder(dep_path, s->name_max < NAME_MAX ? s->name_max : NAME_MAX, s->naming);
	p->modules = arena_printf(g->arena, "%s/%s/node_modules", s->virtual_store, folder);
	p->place = arena_printf(g->arena, "%s/%s", p->modules, p->name);
	free(folder);
	return true;
}

static int by_dep_path(const void *a, const void *b)
{
	return strcmp(((const struct pnpm_package *)a)->dep_path, ((const struct pnpm_package *)b)->dep_path);
}

static bool read_packages(struct pnpm_graph *g, struct error *e)
{
	json_t *snapshots = json_object_get(g->lockfile, "snapshots");
	size_t count = json_object_size(snapshots);
	g->packages = xmalloc((count + 1) * sizeof(*g->packages));
	for (void *i = json_object_iter(snapshots); i; i = json_object_iter_next(snapshots, i))
		if (!read_package(g, &g->packages[g->package_count++], json_object_iter_key(i),
				  json_object_iter_value(i), e))
			return false;
	qsort(g->packages, count, sizeof(*g->packages), by_dep_path);
	for (size_t i = 0; i < count; i++)
		string_map_add(&g->by_dep_path, g->packages[i].dep_path, (int64_t)i);
	return true;
}

/* --- edges --- */

/* The dependencies of a package or an importer, on their way into the graph. */
struct reading {
	const json_t *object; /* the snapshot, or the importer's entry */
	const json_t *peers;  /* names that need not be in the lockfile, or NULL */
	const char *folder;   /* that links are relative to */
	struct pnpm_edge *edges;
	size_t count;
};

/* What the version that EDGE holds as its folder is. */
static bool resolve_edge(const struct pnpm_graph *g, struct pnpm_edge *edge, const struct reading *from,
			 struct error *e)
{
	const char *version = edge->folder;
	const char *dep_path = pnpm_dep_path_of(edge->alias, version, g->arena);
	edge->folder = NULL;
	if (!is_name(edge->alias))
		return error_set(e, g->request->lockfile, "'%s' is not a name that a dependency can have",
				 edge->alias);
	if (!dep_path) {
		edge->folder = tree_join(g->arena, from->folder, version + 5);
		return true;
	}
	edge->package = pnpm_graph_package(g, dep_path);
	if (!edge->package && text_begins(version, "file:"))
		edge->folder = tree_join(g->arena, "", version + 5);
	return edge->package || edge->folder || json_object_get(from->peers, edge->alias) ||
	       error_set(e, g->request->lockfile, "'%s' is not in snapshots", dep_path);
}

static bool resolve_edges(const struct pnpm_graph *g, const struct reading *from, struct error *e)
{
	for (size_t i = 0; i < from->count; i++)
		if (!resolve_edge(g, &from->edges[i], from, e))
			return false;
	return true;
}

/* The index of ALIAS in ALIASES, or COUNT. */
static size_t find_alias(const struct string_map *aliases, const char *alias, size_t count)
{
	struct string_map_slot *slot = string_map_find(aliases, alias, strlen(alias));
	return slot ? (size_t)slot->value : count;
}

/* Adds the dependencies of KIND, one for each alias: the last counts, in the place of the first.  Their versions are
 * for resolve_edge. */
static bool add_edges(const struct pnpm_graph *g, struct reading *to, const char *kind, struct error *e)
{
	json_t *dependencies = json_object_get(to->object, kind);
	size_t more = json_object_size(dependencies);
	if (more == 0)
		return true;
	struct string_map aliases = {0};
	struct pnpm_edge *all = arena_alloc(g->arena, (to->count + more) * sizeof(*all));
	for (size_t i = 0; i < to->count; i++) {
		all[i] = to->edges[i];
		string_map_add(&aliases, all[i].alias, (int64_t)i);
	}
	to->edges = all;
	const char *without = NULL;
	for (void *i = json_object_iter(dependencies); i; i = json_object_iter_next(dependencies, i)) {
		const json_t *value = json_object_iter_value(i);
		const char *alias = json_object_iter_key(i);
		const char *version =
		    json_is_object(value) ? json_text(value, "version") : json_string_value(value);
		if (!version && !without)
			without = alias;
		size_t at = find_alias(&aliases, alias, to->count);
		to->count += at == to->count;
		all[at] = (struct pnpm_edge){
		    .alias = alias, .folder = version, .optional = strcmp(kind, "optionalDependencies") == 0};
	}
	string_map_free(&aliases);
	return !without || error_set(e, g->request->lockfile, "'%s' has no version", without);
}

static bool read_children(const struct pnpm_graph *g, struct pnpm_package *p, struct error *e)
{
	struct reading all = {
	    .object = p->snapshot, .peers = json_object_get(p->entry, "peerDependencies"), .folder = ""};
	bool ok = add_edges(g, &all, "dependencies", e) && add_edges(g, &all, "optionalDependencies", e) &&
		  resolve_edges(g, &all, e);
	p->children = all.edges;
	p->child_count = all.count;
	return ok;
}

/* --- importers --- */

static int by_importer_id(const void *a, const void *b)
{
	return strcmp(((const struct pnpm_importer *)a)->id, ((const struct pnpm_importer *)b)->id);
}

static bool read_importer(struct pnpm_graph *g, struct pnpm_importer *i, struct error *e)
{
	const char *folder = tree_join(g->arena, "", i->id);
	if (text_leads_out(folder))
		return error_set(e, g->request->lockfile, "the importer '%s' is not in the project", i->id);
	if (strlen(folder) >= PATH_MAX)
		return error_set(e, g->request->lockfile, "the importer '%.100s' is longer than %d bytes",
				 i->id, PATH_MAX - 1);
	i->modules =
	    *folder ? arena_printf(g->arena, "%s/%s", folder, g->settings->modules) : g->settings->modules;
	struct reading all = {.object = i->entry, .folder = folder};
	bool ok = (g->request->prod || add_edges(g, &all, "devDependencies", e)) &&
		  add_edges(g, &all, "dependencies", e) && add_edges(g, &all, "optionalDependencies", e) &&
		  resolve_edges(g, &all, e);
	i->children = all.edges;
	i->child_count = all.count;
	return ok;
}

struct pnpm_importer *pnpm_graph_importer(const struct pnpm_graph *g, const char *folder)
{
	const char *id = *folder ? folder : ".";
	struct string_map_slot *slot = string_map_find(&g->by_importer, id, strlen(id));
	return slot ? &g->importers[slot->value] : NULL;
}

const struct pnpm_importer *pnpm_graph_root(const struct pnpm_graph *g)
{
	return pnpm_graph_importer(g, "");
}

static bool read_importers(struct pnpm_graph *g, struct error *e)
{
	json_t *importers = json_object_get(g->lockfile, "importers");
	size_t count = json_object_size(importers);
	g->importers = xmalloc((count + 1) * sizeof(*g->importers));
	for (void *i = json_object_iter(importers); i; i = json_object_iter_next(importers, i))
		g->importers[g->importer_count++] =
		    (struct pnpm_importer){.id = json_object_iter_key(i), .entry = json_object_iter_value(i)};
	qsort(g->importers, count, sizeof(*g->importers), by_importer_id);
	for (size_t i = 0; i < count; i++) {
		string_map_add(&g->by_importer, g->importers[i].id, (int64_t)i);
		if (!read_importer(g, &g->importers[i], e))
			return false;
	}
	const struct pnpm_importer *root = pnpm_graph_root(g);
	for (size_t i = 0; root && i < root->child_count; i++)
		string_map_add(&g->of_root, root->children[i].alias, (int64_t)i);
	return true;
}

const struct pnpm_edge *pnpm_edge_of_root(const struct pnpm_graph *g, const char *alias)
{
	const struct pnpm_importer *root = pnpm_graph_root(g);
	const struct string_map_slot *slot =
	    root && root->selected ? string_map_find(&g->of_root, alias, strlen(alias)) : NULL;
	return slot ? &root->children[slot->value] : NULL;
}

bool pnpm_is_in_root(const struct pnpm_graph *g, const struct pnpm_importer *i, const struct pnpm_edge *edge)
{
	if (!g->settings->dedupe_direct_deps || pnpm_graph_root(g) == i)
		return false;
	const struct pnpm_edge *other = pnpm_edge_of_root(g, edge->alias);
	return other && edge->package == other->package &&
	       (edge->package || (edge->folder && other->folder && strcmp(edge->folder, other->folder) == 0));
}

/* --- all --- */

json_t *pnpm_lockfile_read(const struct tree_request *r, struct error *e)
{
	json_t *lockfile = pnpm_yaml_read(r->text.data, r->text.len, r->lockfile, e);
	const char *version = json_text(lockfile, "lockfileVersion");
	if (!lockfile || (version && text_begins(version, "9.")))
		return lockfile;
	if (!version)
		error_set(e, r->lockfile, "has no lockfileVersion");
	else
		error_set(e, r->lockfile,
			  "lockfileVersion is %s, not 9.0; let pnpm 9 or newer write it again", version);
	json_decref(lockfile);
	return NULL;
}

bool pnpm_graph_read(struct pnpm_graph *g, const struct tree_request *r, const struct pnpm_settings *s,
		     struct arena *arena, struct error *e)
{
	*g = (struct pnpm_graph){.request = r, .settings = s, .arena = arena};
	g->lockfile = pnpm_lockfile_read(r, e);
	if (!g->lockfile || !read_packages(g, e))
		return false;
	for (size_t i = 0; i < g->package_count; i++)
		if (!read_children(g, &g->packages[i], e))
			return false;
	bool drops = r->prod && s->drops_listed_peers;
	return read_importers(g, e) && (!drops || pnpm_mark_listed_peers(g, e)) && pnpm_choose(g, e);
}

void pnpm_graph_free(struct pnpm_graph *g)
{
	free(g->packages);
	free(g->importers);
	string_map_free(&g->by_dep_path);
	string_map_free(&g->by_importer);
	string_map_free(&g->of_root);
	json_decref(g->lockfile);
}
