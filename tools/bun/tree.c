#include "bun/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "bun/layout.h"
#include "bun/sources.h"
#include "tree/manifest.h"

/* --- which packages --- */

/* Leaves out what is not in the list, when everyone who depends on it can do without. */
static void find_missing(struct bun_layout *l)
{
	const struct bun_graph *g = &l->graph;
	l->missing = xmalloc(g->count);
	for (size_t i = 0; i < g->count; i++) {
		const char *key = bun_layout_key(&l->plan->arena, &g->packages[i]);
		bool listed = key && tree_list_find(l->request->list, key),
		     failed = key && tree_list_failed(l->request->list, key);
		l->missing[i] = !listed && (!g->packages[i].path || failed);
	}
	for (size_t i = 0; i < g->dependency_count; i++) {
		const struct bun_dependency *d = &g->dependencies[i];
		if (d->package != BUN_NONE && d->group != BUN_GROUP_OPTIONAL && !d->optional_peer)
			l->missing[d->package] = false;
	}
	l->filter.missing = l->missing;
}

static bool has_manifest(const struct bun_layout *l, const struct bun_package *p, bool *has, struct error *e)
{
	json_t *manifest;
	bool ok = tree_manifest_read(l->request, p->path, &manifest, e);
	*has = manifest;
	json_decref(manifest);
	return ok;
}

/* Notes the workspaces that have no package.json; bun 1.4 leaves them out, older ones give up.
 * Where the project has none itself, there is nothing to compare with. */
static bool find_absent(struct bun_layout *l, struct error *e)
{
	const struct bun_graph *g = &l->graph;
	bool project, has;
	l->absent = xcalloc(g->count, sizeof(*l->absent));
	l->filter.absent = l->absent;
	if (!has_manifest(l, &g->packages[0], &project, e))
		return false;
	for (size_t i = 1; project && i < g->count; i++) {
		if (g->packages[i].kind != BUN_KIND_WORKSPACE)
			continue;
		if (!has_manifest(l, &g->packages[i], &has, e))
			return false;
		l->absent[i] = !has;
	}
	return true;
}

/* False when a package of the tree depends on a workspace that is absent. */
static bool check_absent(const struct bun_layout *l, struct error *e)
{
	const struct bun_graph *g = &l->graph;
	for (size_t i = 0; i < g->count; i++) {
		const struct bun_package *p = &g->packages[i];
		for (size_t k = p->first; l->reached[i] && k < p->first + p->count; k++) {
			size_t to = g->dependencies[k].package;
			if (to != BUN_NONE && l->absent[to] && bun_filter_wants(&l->filter, i, k))
				return error_set(e, g->packages[to].path,
						 "there is no package.json in this workspace of bun.lock, "
						 "but '%.100s' depends on it; add it",
						 *p->name ? p->name : "the project");
		}
	}
	return true;
}

/* PATH of an importer, without "./" before it. */
static const char *plain_path(const char *path)
{
	return text_begins(path, "./") ? path + 2 : path;
}

static bool is_root(const char *importer)
{
	const char *path = plain_path(importer);
	return !*path || strcmp(path, ".") == 0;
}

static size_t importer_of(const struct bun_graph *g, const char *importer)
{
	const char *path = plain_path(importer);
	if (is_root(importer))
		return 0;
	for (size_t i = 1; i < g->count; i++)
		if (g->packages[i].kind == BUN_KIND_WORKSPACE && strcmp(g->packages[i].path, path) == 0)
			return i;
	return BUN_NONE;
}

static bool find_importers(struct bun_layout *l, struct error *e)
{
	const struct tree_request *r = l->request;
	if (r->importer_count == 0)
		return true;
	l->importers = xcalloc(l->graph.count, sizeof(*l->importers));
	for (size_t i = 0; i < r->importer_count; i++) {
		size_t package = importer_of(&l->graph, r->importers[i]);
		if (package == BUN_NONE)
			return error_set(e, r->importers[i], "is not a workspace of %s", r->lockfile);
		l->importers[package] = true;
	}
	l->filter.importers = l->importers;
	return true;
}

static bool make_filter(struct bun_layout *l, struct error *e)
{
	const struct bun_settings *s = &l->settings;
	l->filter = (struct bun_filter){.graph = &l->graph,
					.platform = l->request->platform,
					.one_group = bun_settings_since(s, 4, 4),
					.by_libc = bun_settings_since(s, 4, 4),
					.no_dev = l->request->prod || s->no_dev,
					.no_optional = l->request->no_optional || s->no_optional,
					.no_peer = l->request->no_peer || s->no_peer};
	find_missing(l);
	if (!find_absent(l, e) || !find_importers(l, e))
		return false;
	l->reached = bun_filter_reach(&l->filter);
	l->filter.reached = l->reached;
	return check_absent(l, e);
}

/* --- where --- */

/* What bun takes when nobody says it: hoisted, but isolated for workspaces since the
 * lockfile's configVersion 1 (bun 1.3.2). */
static bool is_isolated(const struct bun_layout *l)
{
	const char *layout = l->request->layout ? l->request->layout : l->settings.linker;
	if (layout)
		return strcmp(layout, "isolated") == 0;
	return bun_settings_since(&l->settings, 3, 0) && l->graph.config_version > 0 &&
	       l->graph.workspaces > 0;
}

/* Hoists all, which also gives optional peers what they get. */
static bool hoist_all(struct bun_layout *l, struct error *e)
{
	return bun_hoist(&l->hoist, &l->graph, NULL, bun_settings_since(&l->settings, 4, 4), e);
}

static bool lay_out(struct bun_layout *l, struct error *e)
{
	l->planned = bun_graph_nones(l->graph.count);
	l->isolated = is_isolated(l);
	tree_add_folder(l->plan, "node_modules");
	if (l->isolated && l->settings.patterns && bun_settings_since(&l->settings, 3, 0))
		return error_set(e, l->settings.patterns,
				 "its settings for hoisting need bun itself; use installer = \"bun\"");
	if (l->settings.native && bun_settings_since(&l->settings, 3, 0))
		return error_set(e, "package.json",
				 "its nativeDependencies need bun itself; use installer = \"bun\"");
	return l->isolated ? bun_layout_isolated(l, e) : bun_layout_hoisted(l, e);
}

/* What the workspace INFO of bun.lock was made for, by name. */
static json_t *locked_of(const json_t *info)
{
	json_t *locked = json_object();
	for (size_t i = 0; i < TREE_GROUPS; i++)
		json_object_update_missing(locked, json_object_get(info, tree_groups[i]));
	return locked;
}

/* The version that the workspace P has now, as struct tree_locked has it. */
static json_t *workspace_version(const struct tree_request *r, const struct bun_package *p)
{
	json_t *manifest;
	tree_manifest_read(r, p->path, &manifest, NULL);
	const char *version = json_text(manifest, "version");
	json_t *found = json_sprintf("workspace:%s", version ? version : "");
	json_decref(manifest);
	return found;
}

/* The versions of all workspaces, by their paths. */
static json_t *workspace_versions(const struct bun_layout *l)
{
	json_t *versions = json_object();
	for (size_t i = 0; i < l->graph.count; i++)
		if (l->graph.packages[i].kind == BUN_KIND_WORKSPACE)
			json_object_set_new(versions, l->graph.packages[i].path,
					    workspace_version(l->request, &l->graph.packages[i]));
	return versions;
}

/* The versions of the packages that P depends on, by name; WORKSPACES are those of the workspaces.  A frozen install of
 * bun takes another range too that has the version: of workspaces and in bun 1.4 always, in bun 1.2 and 1.3 when the
 * registry knows none that is newer. */
static json_t *versions_of(const struct bun_graph *g, const struct bun_package *p, const json_t *workspaces)
{
	json_t *versions = json_object();
	for (size_t i = p->first; i < p->first + p->count; i++) {
		const struct bun_dependency *d = &g->dependencies[i];
		const struct bun_package *to = d->package == BUN_NONE ? NULL : &g->packages[d->package];
		if (to && to->kind == BUN_KIND_NPM && strcmp(to->name, d->name) == 0)
			json_object_set_new(versions, d->name, json_string(to->resolution));
		else if (to && to->kind == BUN_KIND_WORKSPACE)
			json_object_set(versions, d->name, json_object_get(workspaces, to->path));
	}
	return versions;
}

/* False when only other workspaces were asked for; a lockfile that was cut down to them has no dependencies of the root. */
static bool wants_root(const struct tree_request *r)
{
	bool wants = r->importer_count == 0;
	for (size_t i = 0; i < r->importer_count && !wants; i++)
		wants = is_root(r->importers[i]);
	return wants;
}

/* Compares each workspace's package.json with the lockfile, as a frozen install does. */
static bool check_workspaces(const struct bun_layout *l, struct error *e)
{
	const struct bun_graph *g = &l->graph;
	json_t *workspaces = workspace_versions(l);
	bool ok = true;
	for (size_t i = 0; ok && i < g->count; i++) {
		const struct bun_package *p = &g->packages[i];
		if (p->kind == BUN_KIND_ROOT ? !wants_root(l->request) : p->kind != BUN_KIND_WORKSPACE)
			continue;
		json_t *locked = locked_of(p->info), *versions = versions_of(g, p, workspaces);
		ok = tree_manifest_agrees(
		    l->request, p->path,
		    &(struct tree_locked){locked, versions, NULL, "run 'bun install' and commit bun.lock"},
		    e);
		json_decref(locked);
		json_decref(versions);
	}
	json_decref(workspaces);
	return ok;
}

/* Reads settings and lockfile, and compares the project with them. */
static bool read_graph(struct bun_layout *l, struct error *e)
{
	const struct tree_request *r = l->request;
	return bun_settings_read(&l->settings, r, e) &&
	       bun_graph_read(&l->graph, &r->text, r->lockfile, bun_settings_since(&l->settings, 4, 4), e) &&
	       check_workspaces(l, e);
}

static bool check(const struct tree_request *r, struct error *e)
{
	struct bun_layout l = {.request = r};
	bool ok = read_graph(&l, e);
	bun_graph_free(&l.graph);
	return ok;
}

static bool plan(struct tree_plan *p, const struct tree_request *r, struct error *e)
{
	struct bun_layout *l = xmalloc(sizeof(*l));
	*l = (struct bun_layout){.plan = p, .request = r};
	p->manager = l;
	return read_graph(l, e) && hoist_all(l, e) && make_filter(l, e) && lay_out(l, e);
}

static bool finish(struct tree_plan *p, const struct tree_request *r, int tree, struct error *e)
{
	(void)r;
	(void)e;
	bun_layout_bins(p->manager, tree);
	return true;
}

static void free_layout(struct tree_plan *p)
{
	struct bun_layout *l = p->manager;
	if (!l)
		return;
	bun_hoisting_free(&l->hoist);
	bun_isolation_free(&l->isolate);
	bun_graph_free(&l->graph);
	free(l->missing);
	free(l->absent);
	free(l->importers);
	free(l->reached);
	free(l->planned);
	free(l);
	p->manager = NULL;
}

const struct tree_manager bun_tree = {
    .name = "bun",
    .lockfile_name = "bun.lock",
    .notes =
	"Keys for bun.lock are NAME@VERSION, tarball:URL_OR_PATH, github:OWNER-REPO-SHA and git:COMMIT.\n"
	"With bun.lock, --node has no effect.\n",
    .rules = {.raw_names = true, .skip_rootless = true, .skip_hard_links = true, .past_zero_block = true},
    .omits_groups = true,
    .sources = bun_sources,
    .registries = bun_registries,
    .check = check,
    .plan = plan,
    .finish = finish,
    .free = free_layout,
};
