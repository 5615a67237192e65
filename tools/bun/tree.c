#include "bun/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "bun/agree.h"
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

static size_t importer_of(const struct bun_graph *g, const char *importer)
{
	const char *path = tree_importer_path(importer);
	if (!*path)
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

/* Reads settings and lockfile, and compares the project with them. */
static bool read_graph(struct bun_layout *l, struct error *e)
{
	const struct tree_request *r = l->request;
	return bun_settings_read(&l->settings, r, e) &&
	       bun_graph_read(&l->graph, &r->text, r->lockfile, bun_settings_since(&l->settings, 4, 4), e) &&
	       bun_agrees(r, &l->graph, e);
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
