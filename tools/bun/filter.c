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

bool filter_platform(const struct filter *f, const json_t *info)
{
	return allows(json_object_get(info, "os"), f->platform.os) &&
	       allows(json_object_get(info, "cpu"), f->platform.cpu) &&
	       (!f->by_libc || !*f->platform.libc || allows(json_object_get(info, "libc"), f->platform.libc));
}

static bool group_is_wanted(const struct filter *f, const struct graph_package *owner,
			    const struct graph_dependency *d)
{
	bool local = owner->kind == GRAPH_KIND_ROOT || owner->kind == GRAPH_KIND_WORKSPACE ||
		     owner->kind == GRAPH_KIND_FOLDER;
	switch (d->group) {
	case GRAPH_DEV:
		return local && !f->no_dev;
	case GRAPH_OPTIONAL:
		return !f->no_optional;
	case GRAPH_PEER:
		return !f->no_peer;
	case GRAPH_WORKSPACES:
	case GRAPH_PROD:
		break;
	}
	return true;
}

/* The package OWNER depends on what D is for also otherwise. */
static bool has_other(const struct graph *g, const struct graph_package *owner,
		      const struct graph_dependency *d)
{
	for (size_t i = owner->first; i < owner->first + owner->count; i++) {
		const struct graph_dependency *other = &g->dependencies[i];
		if (other != d && other->name_id == d->name_id && other->group != GRAPH_WORKSPACES)
			return true;
	}
	return false;
}

bool filter_wants(const struct filter *f, size_t owner, size_t dependency)
{
	const struct graph_dependency *d = &f->graph->dependencies[dependency];
	if (d->package == GRAPH_NONE)
		return d->optional_peer;
	if (f->one_group && d->optional_peer && has_other(f->graph, &f->graph->packages[owner], d))
		return false;
	const struct graph_package *p = &f->graph->packages[d->package];
	bool is_local = p->kind == GRAPH_KIND_ROOT || p->kind == GRAPH_KIND_WORKSPACE;
	if ((!is_local && !filter_platform(f, p->info)) || (f->missing && f->missing[d->package]) ||
	    d->bundled || !group_is_wanted(f, &f->graph->packages[owner], d))
		return false;
	if (owner != 0 || !f->importers)
		return true;
	return d->group == GRAPH_WORKSPACES ? f->importers[d->package] : f->importers[0];
}
