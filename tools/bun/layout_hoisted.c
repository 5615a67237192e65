#include <stdlib.h>
#include <string.h>

#include "bun/layout.h"

/* The path of the folder node_modules of what hoist's folder F is for. */
static const char *path_of(struct bun_layout *l, const struct bun_hoist_folder *f)
{
	if (f->parent == BUN_NONE)
		return "node_modules";
	const struct bun_dependency *d = &l->graph.dependencies[f->dependency];
	const struct bun_package *p = &l->graph.packages[d->package];
	if (p->kind == BUN_KIND_WORKSPACE)
		return tree_string(l->plan, "%s/node_modules", p->path);
	return tree_string(l->plan, "%s/%s/node_modules", l->folders[f->parent], d->name);
}

static bool place(struct bun_layout *l, const char *folder, size_t dependency, struct error *e)
{
	const struct bun_dependency *d = &l->graph.dependencies[dependency];
	const struct bun_package *p = &l->graph.packages[d->package];
	const char *path = tree_string(l->plan, "%s/%s", folder, d->name);
	if (p->kind != BUN_KIND_WORKSPACE)
		return bun_layout_place(l, d->package, path, e);
	tree_add_link(l->plan, path, tree_link_target(l->plan, path, p->path));
	return true;
}

/* Leaves out what is not wanted: bun 1.4.4 keeps the places that all together have, older
 * ones hoist again. */
static bool filter_hoisted(struct bun_layout *l, struct error *e)
{
	if (bun_settings_since(&l->settings, 4, 4)) {
		bun_hoist_prune(&l->hoist, &l->graph, &l->filter);
		return true;
	}
	bun_hoisting_free(&l->hoist);
	return bun_hoist(&l->hoist, &l->graph, &l->filter, false, e);
}

bool bun_layout_hoisted(struct bun_layout *l, struct error *e)
{
	if (!filter_hoisted(l, e))
		return false;
	l->folders = arena_alloc(&l->plan->arena, (l->hoist.count + 1) * sizeof(*l->folders));
	for (size_t i = 0; i < l->hoist.count; i++) {
		const struct bun_hoist_folder *f = &l->hoist.folders[i];
		l->folders[i] = path_of(l, f);
		for (size_t k = 0; k < f->count; k++)
			if (!place(l, l->folders[i], f->dependencies[k], e))
				return false;
	}
	return true;
}
