#include "bun/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "tree/sources.h"

bool bun_filter_platform(const struct bun_filter *f, const json_t *info)
{
	return tree_platform_takes(json_object_get(info, "os"), f->platform.os) &&
	       tree_platform_takes(json_object_get(info, "cpu"), f->platform.cpu) &&
	       (!f->by_libc || !*f->platform.libc ||
		tree_platform_takes(json_object_get(info, "libc"), f->platform.libc));
}

static bool group_is_wanted(const struct bun_filter *f, const struct bun_package *owner,
			    const struct bun_dependency *d)
{
	bool local = bun_package_is_importer(owner) || owner->kind == BUN_KIND_FOLDER;
	switch (d->group) {
	case BUN_GROUP_DEV:
		return local && !f->no_dev;
	case BUN_GROUP_OPTIONAL:
		return !f->no_optional;
	case BUN_GROUP_PEER:
		return !f->no_peer;
	case BUN_GROUP_WORKSPACES:
	case BUN_GROUP_PROD:
		break;
	}
	return true;
}

/* True for an optional peer that is a devDependency, too, and that others bring along. */
static bool is_brought_along(const struct bun_filter *f, const struct bun_dependency *d)
{
	return f->no_dev && d->also_dev && f->reached && f->reached[d->package];
}

bool bun_filter_wants(const struct bun_filter *f, size_t owner, size_t dependency)
{
	const struct bun_dependency *d = &f->graph->dependencies[dependency];
	if (d->package == BUN_NONE)
		return d->optional_peer;
	if (f->one_group && d->optional_peer && d->also_other && !is_brought_along(f, d))
		return false;
	if (d->group == BUN_GROUP_WORKSPACES && f->absent && f->absent[d->package])
		return false;
	const struct bun_package *p = &f->graph->packages[d->package];
	if ((!bun_package_is_importer(p) && !bun_filter_platform(f, p->info)) ||
	    (f->missing && f->missing[d->package]) || d->bundled ||
	    !group_is_wanted(f, &f->graph->packages[owner], d))
		return false;
	if (owner != 0 || !f->importers)
		return true;
	return d->group == BUN_GROUP_WORKSPACES ? f->importers[d->package] : f->importers[0];
}

bool *bun_filter_reach(const struct bun_filter *filter)
{
	const struct bun_graph *g = filter->graph;
	bool *reached = xcalloc(g->count, sizeof(*reached));
	size_t *found = xmalloc(g->count * sizeof(*found)), count = 1;
	reached[0] = true;
	found[0] = 0;
	for (size_t k = 0; k < count; k++) {
		const struct bun_package *p = &g->packages[found[k]];
		for (size_t i = p->first; i < p->first + p->count; i++) {
			size_t to = g->dependencies[i].package;
			if (to == BUN_NONE || reached[to] || !bun_filter_wants(filter, found[k], i))
				continue;
			reached[to] = true;
			found[count++] = to;
		}
	}
	free(found);
	return reached;
}
