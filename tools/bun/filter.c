#include "bun/filter.h"

#include <string.h>

/* True when LIST, a string or several, allows MINE: "!x" is anything but x, and "none" is
 * what bun writes for names that it does not know. */
static bool allows(const json_t *list, const char *mine)
{
	bool names_any = false, allowed = false;
	size_t count = json_is_array(list) ? json_array_size(list) : list != NULL;
	for (size_t i = 0; i < count; i++) {
		const char *item = json_string_value(json_is_array(list) ? json_array_get(list, i) : list);
		if (!item)
			continue;
		if (*item == '!' && strcmp(item + 1, mine) == 0)
			return false;
		if (*item != '!') {
			names_any = true;
			allowed = allowed || strcmp(item, mine) == 0 || strcmp(item, "any") == 0;
		}
	}
	return allowed || !names_any;
}

bool bun_filter_platform(const struct bun_filter *f, const json_t *info)
{
	return allows(json_object_get(info, "os"), f->platform.os) &&
	       allows(json_object_get(info, "cpu"), f->platform.cpu) &&
	       (!f->by_libc || !*f->platform.libc || allows(json_object_get(info, "libc"), f->platform.libc));
}

static bool group_is_wanted(const struct bun_filter *f, const struct bun_package *owner,
			    const struct bun_dependency *d)
{
	bool local = owner->kind == BUN_KIND_ROOT || owner->kind == BUN_KIND_WORKSPACE ||
		     owner->kind == BUN_KIND_FOLDER;
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

/* The package OWNER depends on what D is for also otherwise. */
static bool has_other(const struct bun_graph *g, const struct bun_package *owner,
		      const struct bun_dependency *d)
{
	for (size_t i = owner->first; i < owner->first + owner->count; i++) {
		const struct bun_dependency *other = &g->dependencies[i];
		if (other != d && other->name_id == d->name_id && other->group != BUN_GROUP_WORKSPACES)
			return true;
	}
	return false;
}

bool bun_filter_wants(const struct bun_filter *f, size_t owner, size_t dependency)
{
	const struct bun_dependency *d = &f->graph->dependencies[dependency];
	if (d->package == BUN_NONE)
		return d->optional_peer;
	if (f->one_group && d->optional_peer && has_other(f->graph, &f->graph->packages[owner], d))
		return false;
	const struct bun_package *p = &f->graph->packages[d->package];
	bool is_local = p->kind == BUN_KIND_ROOT || p->kind == BUN_KIND_WORKSPACE;
	if ((!is_local && !bun_filter_platform(f, p->info)) || (f->missing && f->missing[d->package]) ||
	    d->bundled || !group_is_wanted(f, &f->graph->packages[owner], d))
		return false;
	if (owner != 0 || !f->importers)
		return true;
	return d->group == BUN_GROUP_WORKSPACES ? f->importers[d->package] : f->importers[0];
}
