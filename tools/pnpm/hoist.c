#include "pnpm/hoist.h"

#include <stdlib.h>
#include <string.h>

#include "pnpm/importer_order.h"

/* A package and how deep pnpm's walk found it. */
struct found {
	const struct pnpm_package *package;
	size_t depth;
};

/* What one package led to: FOUND from FIRST to END. */
struct step {
	size_t first, end;
};

/* pnpm's walk: what all packages of a step lead to is found before it goes into the
 * first of these new steps, and that with everything below it before the second. */
struct walk {
	const struct pnpm_graph *graph;
	const struct pnpm_importer_order *importers;
	bool *visited;       /* by the packages' indexes */
	struct found *found; /* in the order of the walk */
	size_t count;
	struct step *steps; /* to be gone into, the next one last */
	size_t step_count, step_capacity;
};

/* Finds those of EDGES that were not found yet. */
static void find(struct walk *w, const struct pnpm_edge *edges, size_t count, size_t depth)
{
	for (size_t i = 0; i < count; i++) {
		const struct pnpm_package *p = edges[i].package;
		if (!p || !p->installed || w->visited[p - w->graph->packages])
			continue;
		w->visited[p - w->graph->packages] = true;
		w->found[w->count++] = (struct found){p, depth};
	}
}

static void push_step(struct walk *w, size_t first)
{
	if (first == w->count)
		return;
	array_reserve(w->steps, w->step_capacity, w->step_count + 1);
	w->steps[w->step_count++] = (struct step){first, w->count};
}

static void reverse(struct step *steps, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct step swap = steps[i];
		steps[i] = steps[count - 1 - i];
		steps[count - 1 - i] = swap;
	}
}

static void walk_all(struct walk *w)
{
	for (size_t i = 0; i < w->importers->count; i++)
		find(w, w->importers->all[i]->children, w->importers->all[i]->child_count, 0);
	push_step(w, 0);
	while (w->step_count > 0) {
		struct step step = w->steps[--w->step_count];
		size_t before = w->step_count;
		for (size_t i = step.first; i < step.end; i++) {
			const struct pnpm_package *p = w->found[i].package;
			size_t first = w->count;
			find(w, p->children, p->child_count, w->found[i].depth + 1);
			push_step(w, first);
		}
		reverse(w->steps + before, w->step_count - before);
	}
}

static int by_depth(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	if (x->depth != y->depth)
		return x->depth < y->depth ? -1 : 1;
	return strcmp(x->package->place, y->package->place);
}

/* --- what is hoisted of it --- */

/* The names that are taken, without their capitals. */
struct taken {
	struct string_map names;
	struct arena arena;
};

static const char *lower(struct arena *arena, const char *name)
{
	char *copy = arena_strndup(arena, name, strlen(name));
	for (char *c = copy; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	return copy;
}

/* Takes KEY; false when it is taken already. */
static bool take_name(struct taken *t, const char *key)
{
	if (string_map_find(&t->names, key, strlen(key)))
		return false;
	string_map_add(&t->names, key, 1);
	return true;
}

static void hoist(const struct pnpm_graph *g, struct pnpm_hoisting *h, struct taken *t,
		  struct pnpm_hoisted one)
{
	one.public = pnpm_patterns_match(&g->settings->public_hoist, one.alias, &h->effort);
	/* pnpm 12.21: the root importer's own link stays where a public one would be, in its name. */
	const struct pnpm_edge *own = one.public && one.package ? pnpm_edge_of_root(g, one.alias) : NULL;
	if (own && own->folder && !own->package)
		return;
	if ((!one.public && !pnpm_patterns_match(&g->settings->hoist, one.alias, &h->effort)) ||
	    !take_name(t, lower(&t->arena, one.alias)))
		return;
	array_reserve(h->all, h->capacity, h->count + 1);
	h->all[h->count++] = one;
}

static void hoist_edges(const struct pnpm_graph *g, struct pnpm_hoisting *h, struct taken *t,
			const struct pnpm_edge *edges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (edges[i].package && edges[i].package->installed)
			hoist(g, h, t,
			      (struct pnpm_hoisted){.alias = edges[i].alias, .package = edges[i].package});
}

/* What the root importer asks for is taken; with pnpm 12 not what it links.  Before LATE_ELEVEN
 * capitals counted: such a package was hoisted, too. */
static void take_root(const struct pnpm_graph *g, struct taken *t)
{
	const struct pnpm_importer *root = pnpm_graph_root(g);
	for (size_t i = 0; root && root->selected && i < root->child_count; i++) {
		const struct pnpm_edge *c = &root->children[i];
		if ((c->folder && g->settings->major < 12) || (c->package && c->package->installed))
			take_name(t, g->settings->late_eleven ? lower(&t->arena, c->alias) : c->alias);
	}
}

static void hoist_importers(const struct pnpm_graph *g, const struct pnpm_importer_order *from,
			    struct pnpm_hoisting *h, struct taken *t)
{
	for (size_t i = 0; i < from->count; i++)
		hoist_edges(g, h, t, from->all[i]->children, from->all[i]->child_count);
}

/* The names of the workspace's packages.  TAKEN says what else has a name; it gets them.  Of several
 * packages of one name, the last has it, but with pnpm 11.28.11 the first. */
static void hoist_workspace(const struct pnpm_graph *g, struct pnpm_hoisting *h, struct taken *t, bool all)
{
	bool first = g->settings->late_eleven && g->settings->major == 11;
	for (size_t i = 0; g->settings->hoist_workspace_packages && i < g->importer_count; i++) {
		const struct pnpm_importer *importer = &g->importers[first ? i : g->importer_count - 1 - i];
		if ((all || importer->selected) && importer->name && strcmp(importer->id, ".") != 0 &&
		    /* What the root importer has in the place of a public one is in its own place already. */
		    !(pnpm_patterns_match(&g->settings->public_hoist, importer->name, &h->effort) &&
		      pnpm_edge_of_root(g, importer->name)))
			hoist(g, h, t,
			      (struct pnpm_hoisted){.alias = importer->name, .folder = importer->id});
	}
}

/* What every importer's lockfile entry asks for of packages, with pnpm 11 also where they are for
 * importers that are not installed here. */
static void take_packages(const struct pnpm_graph *g, struct taken *t)
{
	for (size_t i = 0; i < g->importer_count; i++)
		for (size_t c = 0; c < g->importers[i].child_count; c++) {
			const struct pnpm_edge *edge = &g->importers[i].children[c];
			if (edge->package && (edge->package->installed ||
					      (!edge->package->reached && g->settings->major < 12)))
				take_name(t, lower(&t->arena, edge->alias));
		}
}

static void free_taken(struct taken *t)
{
	string_map_free(&t->names);
	arena_free(&t->arena);
}

/* The workspace's packages have the names that no importer asks for as a package's (pnpm
 * 11.28.11: selectWorkspacePlacementCandidates). */
static void hoist_late_eleven(const struct pnpm_graph *g, const struct pnpm_importer_order *from,
			      struct pnpm_hoisting *h, struct taken *t)
{
	struct taken packages = {0};
	take_packages(g, &packages);
	hoist_workspace(g, h, &packages, true);
	for (size_t i = 0; i < h->count; i++)
		take_name(t, lower(&t->arena, h->all[i].alias));
	free_taken(&packages);
	take_root(g, t);
	hoist_importers(g, from, h, t);
}

/* Or those that are left when the importers' own dependencies are hoisted (pnpm 10.33.0). */
static void hoist_early(const struct pnpm_graph *g, const struct pnpm_importer_order *from,
			struct pnpm_hoisting *h, struct taken *t)
{
	take_root(g, t);
	hoist_importers(g, from, h, t);
	hoist_workspace(g, h, t, false);
}

bool pnpm_hoist(const struct pnpm_graph *g, struct pnpm_hoisting *h, struct error *e)
{
	h->effort = effort_for(g->request->text.len);
	struct pnpm_importer_order importers = pnpm_order_importers(g);
	struct walk w = {
	    .graph = g,
	    .importers = &importers,
	    .visited = xcalloc(g->package_count, sizeof(*w.visited)),
	    .found = xmalloc((g->package_count + 1) * sizeof(*w.found)),
	};
	walk_all(&w);
	qsort(w.found, w.count, sizeof(*w.found), by_depth);
	struct taken t = {0};
	if (g->settings->late_eleven)
		hoist_late_eleven(g, &importers, h, &t);
	else if (w.count > 0)
		hoist_early(g, &importers, h, &t);
	for (size_t i = 0; i < w.count; i++)
		hoist_edges(g, h, &t, w.found[i].package->children, w.found[i].package->child_count);
	free_taken(&t);
	pnpm_importer_order_free(&importers);
	free(w.visited);
	free(w.found);
	free(w.steps);
	return !effort_is_spent(&h->effort) ||
	       error_set(e, g->request->lockfile,
			 "its project has too many hoist patterns for so many packages");
}

void pnpm_hoisting_free(struct pnpm_hoisting *h)
{
	free(h->all);
}
