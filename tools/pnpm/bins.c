#include "pnpm/bins.h"

#include <stdlib.h>
#include <string.h>

#include "base/collate.h"
#include "base/semver.h"
#include "pnpm/shim.h"

struct pnpm_bin {
	const struct pnpm_commands *commands;
	const char *name, *path; /* of the command */
	struct pnpm_origin from;
	enum pnpm_rank rank;
	size_t order; /* in which they were added */
};

void pnpm_bins_add(struct pnpm_bins *b, const struct pnpm_commands *commands, struct pnpm_origin from,
		   enum pnpm_rank rank)
{
	bool own = rank == PNPM_OWN; /* in its own .bin, where a link is never to nothing */
	if (own)
		rank = PNPM_DIRECT;
	if (!commands)
		return;
	array_reserve(b->all, b->capacity, b->count + commands->count);
	for (size_t i = 0; i < commands->count; i++) {
		const struct pnpm_command *c = &commands->all[i];
		const char *path = b->late_eleven ? c->path : c->early;
		if (path && *path && (!c->hidden || b->as_twelve) && (c->there || !own)) {
			b->all[b->count] = (struct pnpm_bin){commands, c->name, path, from, rank, b->count};
			b->count++;
		}
	}
}

static int by_name(const void *a, const void *b)
{
	const struct pnpm_bin *x = a, *y = b;
	int order = strcmp(x->name, y->name);
	return order ? order : x->order < y->order ? -1 : 1;
}

/* The packages to which a command belongs, other than the one of its name. */
static bool owns(const struct pnpm_bin *bin)
{
	static const char *const others[][2] = {
	    {"npx", "npm"},   {"pn", "pnpm"},        {"pn", "@pnpm/exe"}, {"pnpm", "@pnpm/exe"},
	    {"pnpx", "pnpm"}, {"pnpx", "@pnpm/exe"}, {"pnx", "pnpm"},     {"pnx", "@pnpm/exe"},
	};
	const char *name = bin->name, *package = bin->commands->package;
	bool own = strcmp(name, package) == 0;
	for (size_t i = 0; !own && i < sizeof(others) / sizeof(others[0]); i++)
		own = strcmp(name, others[i][0]) == 0 && strcmp(package, others[i][1]) == 0;
	return own;
}

/* True when B takes the command from A. */
static bool gives_way(const struct pnpm_bin *a, const struct pnpm_bin *b, bool as_twelve)
{
	if (a->rank != b->rank)
		return a->rank < b->rank;
	bool a_owns = owns(a), b_owns = owns(b);
	if (a_owns != b_owns)
		return b_owns;
	const char *a_name = a->commands->package, *b_name = b->commands->package;
	if (strcmp(a_name, b_name) != 0)
		return as_twelve ? strcmp(b_name, a_name) < 0 : collate(a_name, b_name) < 0;
	int order = semver_compare_texts(a->commands->version, b->commands->version);
	if (order != 0 || a->rank != PNPM_PEER)
		return order < 0;
	/* One package at two places: pnpm 11.28.11 sorts their paths. */
	return strcmp(b->from.location, a->from.location) < 0;
}

/* PATH in FOLDER, which is "" for the project itself. */
static const char *within(struct tree_plan *p, const char *folder, const char *path)
{
	return *folder ? tree_string(p, "%s/%s", folder, path) : path;
}

static void link_bin(const struct pnpm_bins *b, const struct pnpm_bin *bin, struct tree_plan *p,
		     const char *folder)
{
	const struct pnpm_origin *from = &bin->from;
	const char *path = tree_string(p, "%s/%s", folder, bin->name);
	const char *target = tree_relative(p, folder, within(p, from->location, bin->path));
	const char *place = from->place ? tree_string(p, "%s/%s", from->place, bin->path) : NULL;
	const char *shim = NULL;
	if (place && b->as_twelve)
		shim = pnpm_shim(p, b->tree, place, true, target);
	else if (from->folder && b->project >= 0)
		shim = pnpm_shim(p, b->project, within(p, from->folder, bin->path), false, target);
	if (shim)
		tree_add_script(p, path, shim, strlen(shim));
	else
		tree_add_bin(p, path, target);
	if (place)
		tree_add_command(p, (struct tree_command){place, shim != NULL});
}

void pnpm_bins_link(struct pnpm_bins *b, struct tree_plan *p, const char *folder)
{
	if (b->count == 0)
		return;
	qsort(b->all, b->count, sizeof(*b->all), by_name);
	for (size_t i = 0, next; i < b->count; i = next) {
		const struct pnpm_bin *chosen = &b->all[i];
		for (next = i + 1; next < b->count && strcmp(b->all[next].name, chosen->name) == 0; next++)
			if (gives_way(chosen, &b->all[next], b->as_twelve))
				chosen = &b->all[next];
		link_bin(b, chosen, p, folder);
	}
	b->count = 0;
}

void pnpm_bins_free(struct pnpm_bins *b)
{
	free(b->all);
}
