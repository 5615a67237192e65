#include "bun/agree.h"

#include <string.h>

#include "base/json.h"
#include "tree/agree.h"
#include "tree/manifest.h"

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
static json_t *workspace_versions(const struct tree_request *r, const struct bun_graph *g)
{
	json_t *versions = json_object();
	for (size_t i = 0; i < g->count; i++)
		if (g->packages[i].kind == BUN_KIND_WORKSPACE)
			json_object_set_new(versions, g->packages[i].path,
					    workspace_version(r, &g->packages[i]));
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
		wants = !*tree_importer_path(r->importers[i]);
	return wants;
}

bool bun_agrees(const struct tree_request *r, const struct bun_graph *g, struct error *e)
{
	json_t *workspaces = workspace_versions(r, g);
	bool ok = true;
	for (size_t i = 0; ok && i < g->count; i++) {
		const struct bun_package *p = &g->packages[i];
		if (p->kind == BUN_KIND_ROOT ? !wants_root(r) : p->kind != BUN_KIND_WORKSPACE)
			continue;
		json_t *locked = locked_of(p->info), *versions = versions_of(g, p, workspaces);
		ok = tree_agrees(
		    r, p->path,
		    &(struct tree_locked){locked, versions, NULL, "run 'bun install' and commit bun.lock"},
		    e);
		json_decref(locked);
		json_decref(versions);
	}
	json_decref(workspaces);
	return ok;
}
