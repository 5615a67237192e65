#include "pnpm/listed_peers.h"

#include <stdlib.h>
#include <string.h>

#include "base/effort.h"
#include "base/json.h"
#include "base/text.h"
#include "pnpm/dep_path.h"

/* The importers that list a package, by their indexes, which grow. */
struct listing {
	size_t *importers;
	size_t count, capacity;
	bool is_dev_of_root;
};

/* An edge that gives PARENT an optional peer. */
struct given {
	struct pnpm_edge *edge;
	const struct pnpm_package *parent;
};

struct finder {
	struct pnpm_graph *graph;
	const struct pnpm_package **listed; /* what the importers list, one importer's after the other's */
	size_t listed_count, listed_capacity;
	size_t *listed_end;       /* by the importers' indexes */
	struct listing *listings; /* by the packages' indexes */
	struct given *given;      /* sorted by what the edges lead to */
	size_t given_count, given_capacity;
	/* By the packages' and the importers' indexes: the last walk that reached them, and that is not to begin there. */
	size_t *seen, *left_out;
	size_t walk; /* the number of walks */
	const struct pnpm_package **stack;
	size_t stack_count;
	struct effort effort;
};

static size_t index_of(const struct finder *f, const struct pnpm_package *p)
{
	return (size_t)(p - f->graph->packages);
}

/* --- who lists what --- */

static void note_listed(struct finder *f, const struct pnpm_package *p, size_t importer, bool dev_of_root)
{
	struct listing *l = &f->listings[index_of(f, p)];
	array_reserve(f->listed, f->listed_capacity, f->listed_count + 1);
	f->listed[f->listed_count++] = p;
	l->is_dev_of_root = l->is_dev_of_root || dev_of_root;
	if (l->count > 0 && l->importers[l->count - 1] == importer)
		return;
	array_reserve(l->importers, l->capacity, l->count + 1);
	l->importers[l->count++] = importer;
}

static void note_dependencies(struct finder *f, size_t importer, const char *kind, bool dev_of_root)
{
	const char *alias;
	json_t *value;
	json_object_foreach(json_object_get(f->graph->importers[importer].entry, kind), alias, value)
	{
		const char *version = json_text(value, "version");
		const char *path = version ? pnpm_dep_path_of(alias, version, f->graph->arena) : NULL;
		const struct pnpm_package *p = path ? pnpm_graph_package(f->graph, path) : NULL;
		if (p)
			note_listed(f, p, importer, dev_of_root);
	}
}

static void note_importers(struct finder *f)
{
	for (size_t i = 0; i < f->graph->importer_count; i++) {
		bool is_root = &f->graph->importers[i] == pnpm_graph_root(f->graph);
		note_dependencies(f, i, "devDependencies", is_root);
		note_dependencies(f, i, "dependencies", false);
		note_dependencies(f, i, "optionalDependencies", false);
		f->listed_end[i] = f->listed_count;
	}
}

/* --- optional peers --- */

static bool is_hash(const char *text, size_t len)
{
	return len == 32 && strspn(text, "0123456789abcdef") >= len;
}

/* The next outermost "(…)" of *TEXT, without its parentheses; false at the end, or where they do not match. */
static bool next_segment(const char **text, const char **segment, size_t *len)
{
	size_t depth = 0;
	if (**text != '(')
		return false;
	*segment = *text + 1;
	for (; **text; ++*text) {
		depth += **text == '(';
		depth -= **text == ')';
		if (depth == 0) {
			*len = (size_t)(*text - *segment);
			++*text;
			return true;
		}
	}
	return false;
}

/* True when the dep path of PARENT has PEER among its peers, or a hash of many in their place. */
static bool is_bound(const struct pnpm_package *parent, const struct pnpm_package *peer)
{
	const char *rest = parent->dep_path + pnpm_dep_path_id_length(parent->dep_path), *segment = NULL;
	size_t len = 0, hashes = 0, others = 0;
	while (next_segment(&rest, &segment, &len)) {
		if (text_begins(segment, "patch_hash="))
			continue;
		size_t id = strcspn(segment, "()");
		if (strlen(peer->id) == id && strncmp(segment, peer->id, id) == 0)
			return true;
		hashes += is_hash(segment, len);
		others++;
	}
	return hashes == 1 && others == 1;
}

static bool is_optional_peer(const struct pnpm_package *p, const char *alias)
{
	const json_t *about = json_object_get(json_object_get(p->entry, "peerDependenciesMeta"), alias);
	return json_object_get(json_object_get(p->entry, "peerDependencies"), alias) &&
	       json_is_true(json_object_get(about, "optional"));
}

static void find_given(struct finder *f)
{
	for (size_t i = 0; i < f->graph->package_count; i++) {
		const struct pnpm_package *p = &f->graph->packages[i];
		for (size_t c = 0; c < p->child_count; c++) {
			struct pnpm_edge *edge = &p->children[c];
			if (!edge->package || !is_optional_peer(p, edge->alias) ||
			    !is_bound(p, edge->package))
				continue;
			array_reserve(f->given, f->given_capacity, f->given_count + 1);
			f->given[f->given_count++] = (struct given){edge, p};
		}
	}
}

static int by_peer(const void *a, const void *b)
{
	const struct pnpm_package *x = ((const struct given *)a)->edge->package;
	const struct pnpm_package *y = ((const struct given *)b)->edge->package;
	return x < y ? -1 : x > y;
}

/* --- walks --- */

static void reach(struct finder *f, const struct pnpm_package *p)
{
	f->effort.made++;
	if (!p || f->seen[index_of(f, p)] == f->walk)
		return;
	f->seen[index_of(f, p)] = f->walk;
	f->stack[f->stack_count++] = p;
}

/* Walks through everything that the importers other than those of L list. */
static void walk_from_others(struct finder *f, const struct listing *l)
{
	f->walk++;
	for (size_t i = 0; i < l->count; i++)
		f->left_out[l->importers[i]] = f->walk;
	f->effort.made += f->graph->importer_count;
	for (size_t i = 0; i < f->graph->importer_count; i++)
		for (size_t k = i > 0 ? f->listed_end[i - 1] : 0;
		     f->left_out[i] != f->walk && k < f->listed_end[i]; k++)
			reach(f, f->listed[k]);
	while (f->stack_count > 0 && !effort_is_spent(&f->effort)) {
		const struct pnpm_package *p = f->stack[--f->stack_count];
		for (size_t i = 0; i < p->child_count; i++)
			reach(f, p->children[i].package);
	}
}

static bool mark_all(struct finder *f, struct error *e)
{
	const struct pnpm_package *peer = NULL;
	for (size_t i = 0; i < f->given_count; i++) {
		const struct given *given = &f->given[i];
		const struct listing *l = &f->listings[index_of(f, given->edge->package)];
		if (given->edge->package != peer && !l->is_dev_of_root)
			walk_from_others(f, l);
		peer = given->edge->package;
		given->edge->listed = l->is_dev_of_root || f->seen[index_of(f, given->parent)] != f->walk;
	}
	return !effort_is_spent(&f->effort) ||
	       error_set(e, f->graph->request->lockfile, "has too many optional peers for so many packages");
}

bool pnpm_mark_listed_peers(struct pnpm_graph *g, struct error *e)
{
	struct finder f = {
	    .graph = g,
	    .listed_end = xcalloc(g->importer_count, sizeof(*f.listed_end)),
	    .listings = xcalloc(g->package_count, sizeof(*f.listings)),
	    .seen = xcalloc(g->package_count, sizeof(*f.seen)),
	    .left_out = xcalloc(g->importer_count, sizeof(*f.left_out)),
	    .stack = xcalloc(g->package_count, sizeof(*f.stack)),
	    .effort = effort_for(g->request->text.len),
	};
	note_importers(&f);
	find_given(&f);
	if (f.given_count > 0)
		qsort(f.given, f.given_count, sizeof(*f.given), by_peer);
	bool ok = mark_all(&f, e);
	for (size_t i = 0; i < g->package_count; i++)
		free(f.listings[i].importers);
	free(f.listed);
	free(f.listed_end);
	free(f.listings);
	free(f.given);
	free(f.seen);
	free(f.left_out);
	free(f.stack);
	return ok;
}
