#include "pnpm/importer_order.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An order that is being made. */
struct ordering {
	const struct pnpm_graph *graph;
	struct pnpm_importer_order *to;
	bool *seen; /* by the importers' indexes */
};

/* Adds I; false when it was seen already. */
static bool add(struct ordering *o, const struct pnpm_importer *i)
{
	bool *seen = &o->seen[i - o->graph->importers];
	if (*seen)
		return false;
	*seen = true;
	if (i->selected)
		o->to->all[o->to->count++] = i;
	return true;
}

/* Adds FIRST and what it links of the project, each before what it links itself. */
static void add_with_links(struct ordering *o, const struct pnpm_importer *first)
{
	const struct pnpm_importer **next = NULL;
	size_t count = 0, capacity = 0;
	for (const struct pnpm_importer *i = first; i; i = count > 0 ? next[--count] : NULL) {
		if (!add(o, i))
			continue;
		array_reserve(next, capacity, count + i->child_count);
		for (size_t c = i->child_count; c-- > 0;) {
			const struct pnpm_edge *edge = &i->children[c];
			const struct pnpm_importer *linked =
			    edge->package || !edge->folder ? NULL
							   : pnpm_graph_importer(o->graph, edge->folder);
			if (linked)
				next[count++] = linked;
		}
	}
	free(next);
}

/* Those that a filter names, and what they link; the root is last, which pnpm adds in any
 * case (pickSubgraph, mutatedImporters). */
static void add_filtered(struct ordering *o)
{
	const struct pnpm_graph *g = o->graph;
	const struct tree_request *r = g->request;
	const struct pnpm_importer *root = pnpm_graph_root(g);
	for (size_t i = 0; i < r->importer_count; i++) {
		const struct pnpm_importer *named =
		    pnpm_graph_importer(g, tree_join(g->arena, "", r->importers[i]));
		if (named && named != root)
			add_with_links(o, named);
	}
	if (root)
		add_with_links(o, root);
}

static bool has_npmrc(const struct pnpm_graph *g, const struct pnpm_importer *i)
{
	const struct tree_request *r = g->request;
	const char *path = tree_join(g->arena, i->id, ".npmrc");
	return r->manifests ? json_object_get(r->manifests, path) != NULL
			    : faccessat(r->project_dir, path, F_OK, 0) == 0;
}

static void move_npmrcs_last(const struct pnpm_graph *g, struct pnpm_importer_order *to)
{
	const struct pnpm_importer **last = xmalloc((to->count + 1) * sizeof(*last));
	size_t kept = 0, moved = 0;
	for (size_t i = 0; i < to->count; i++)
		if (has_npmrc(g, to->all[i]))
			last[moved++] = to->all[i];
		else
			to->all[kept++] = to->all[i];
	memcpy(to->all + kept, last, moved * sizeof(*last));
	free(last);
}

struct pnpm_importer_order pnpm_order_importers(const struct pnpm_graph *g)
{
	struct pnpm_importer_order order = {.all = xmalloc((g->importer_count + 1) * sizeof(*order.all))};
	struct ordering o = {g, &order, xcalloc(g->importer_count, sizeof(*o.seen))};
	if (g->request->importer_count > 0 && g->settings->major < 12)
		add_filtered(&o);
	for (size_t i = 0; i < g->importer_count; i++)
		add(&o, &g->importers[i]);
	free(o.seen);
	if (g->settings->major <= 10)
		move_npmrcs_last(g, &order);
	return order;
}

void pnpm_importer_order_free(struct pnpm_importer_order *order)
{
	free(order->all);
}
