#include "pnpm/choose.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "pnpm/platform.h"

/* A list of edges that are still to be followed. */
struct queue {
	const struct pnpm_edge **edges;
	size_t count, capacity, next;
};

static void push_all(struct queue *q, const struct pnpm_edge *edges, size_t count)
{
	array_reserve(q->edges, q->capacity, q->count + count);
	for (size_t i = 0; i < count; i++)
		q->edges[q->count++] = &edges[i];
}

static void select_importer(struct queue *q, struct pnpm_importer *i)
{
	if (i->selected)
		return;
	i->selected = true;
	push_all(q, i->children, i->child_count);
}

/* Installs what is reached and can run there; an optional package that cannot, or is
 * not in the list, is left out, with what only it depends on (pnpm 11: classifyDeps). */
static void install_reached(struct pnpm_graph *g, struct queue *q)
{
	for (; q->next < q->count; q->next++) {
		const struct pnpm_edge *edge = q->edges[q->next];
		struct pnpm_package *p = edge->package;
		if (edge->listed)
			continue;
		if (!p) {
			struct pnpm_importer *i = edge->folder ? pnpm_graph_importer(g, edge->folder) : NULL;
			if (i)
				select_importer(q, i);
			continue;
		}
		p->tried = true;
		/* A JavaScript runtime is Nix's, or the machine's own. */
		if (strstr(p->id, "@runtime:"))
			continue;
		if (p->installed || (edge->optional && !pnpm_platform_takes(p, g->settings, g->request)))
			continue;
		p->installed = true;
		push_all(q, p->children, p->child_count);
		/* An injected importer is one that the others depend on, too. */
		const char *directory = json_text(json_object_get(p->entry, "resolution"), "directory");
		struct pnpm_importer *injected = directory ? pnpm_graph_importer(g, directory) : NULL;
		if (injected)
			select_importer(q, injected);
	}
}

/* Notes everything that could be reached, if all could be installed.  Below what is left out, pnpm 10
 * and 11 install what is not optional in the whole lockfile (11.28.11: pickUninstalledDep). */
static void note_reached(struct pnpm_graph *g, struct queue *q)
{
	for (q->next = 0; q->next < q->count; q->next++) {
		struct pnpm_package *p = q->edges[q->next]->package;
		if (!p || p->reached || q->edges[q->next]->listed)
			continue;
		p->reached = true;
		if (p->installed)
			continue;
		push_all(q, p->children, p->child_count);
		p->installed = g->settings->major < 12 && !p->tried &&
			       !json_is_true(json_object_get(p->snapshot, "optional")) &&
			       pnpm_source_listed(p, g->request);
	}
}

bool pnpm_choose(struct pnpm_graph *g, struct error *e)
{
	struct queue q = {0};
	const struct tree_request *r = g->request;
	for (size_t i = 0; i < r->importer_count; i++) {
		const char *folder = tree_join(g->arena, "", r->importers[i]);
		struct pnpm_importer *importer = pnpm_graph_importer(g, folder);
		if (!importer) {
			free(q.edges);
			return error_set(e, r->importers[i], "is not an importer of the lockfile");
		}
		select_importer(&q, importer);
	}
	for (size_t i = 0; r->importer_count == 0 && i < g->importer_count; i++)
		select_importer(&q, &g->importers[i]);
	install_reached(g, &q);
	note_reached(g, &q);
	free(q.edges);
	return true;
}
