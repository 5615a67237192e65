#include <stdlib.h>
#include <string.h>

#include "bun/hoist.h"

/* A package in its place. */
struct task {
	size_t package;
	size_t own, in; /* the folder that it has, or BUN_NONE, and the one that it is in */
};

struct pruner {
	struct bun_hoisting *h;
	const struct bun_graph *g;
	const struct bun_filter *filter;
	bool **kept; /* by folders, then by what is in them */
	struct task *tasks;
	size_t task_count, task_capacity;
};

/* Keeps what of that name is in the folder FOLDER; false when there is nothing. */
static bool keep_in(struct pruner *p, size_t folder, size_t name_id)
{
	const struct bun_hoist_folder *f = &p->h->folders[folder];
	size_t i = pair_map_find(&p->h->there, folder, name_id);
	if (i == PAIR_NONE)
		return false;
	const struct bun_dependency *d = &p->g->dependencies[f->dependencies[i]];
	if (!p->kept[folder][i] && d->package != BUN_NONE) {
		p->kept[folder][i] = true;
		array_reserve(p->tasks, p->task_capacity, p->task_count + 1);
		p->tasks[p->task_count++] = (struct task){d->package, f->folders[i], folder};
	}
	return true;
}

/* Keeps what the package of T finds when it asks for what it depends on. */
static void run(struct pruner *p, struct task t)
{
	const struct bun_package *package = &p->g->packages[t.package];
	for (size_t i = package->first; i < package->first + package->count; i++) {
		const struct bun_dependency *d = &p->g->dependencies[i];
		if (d->package == BUN_NONE || !bun_filter_wants(p->filter, t.package, i) ||
		    (t.own != BUN_NONE && keep_in(p, t.own, d->name_id)))
			continue;
		for (size_t at = t.in; at != BUN_NONE && !keep_in(p, at, d->name_id);)
			at = p->h->folders[at].parent;
	}
}

static void remove_others(struct pruner *p)
{
	for (size_t i = 0; i < p->h->count; i++) {
		struct bun_hoist_folder *f = &p->h->folders[i];
		size_t count = 0;
		for (size_t k = 0; k < f->count; k++) {
			if (!p->kept[i][k])
				continue;
			f->folders[count] = f->folders[k];
			f->dependencies[count++] = f->dependencies[k];
		}
		f->count = count;
	}
}

void bun_hoist_prune(struct bun_hoisting *h, const struct bun_graph *g, const struct bun_filter *filter)
{
	struct pruner p = {.h = h, .g = g, .filter = filter};
	if (h->count == 0)
		return;
	p.kept = xmalloc(h->count * sizeof(*p.kept));
	for (size_t i = 0; i < h->count; i++)
		p.kept[i] = xcalloc(h->folders[i].count, sizeof(**p.kept));
	run(&p, (struct task){0, 0, BUN_NONE});
	for (size_t i = 0; i < p.task_count; i++)
		run(&p, p.tasks[i]);
	remove_others(&p);
	pair_map_free(&h->there);
	h->there = (struct pair_map){0};
	for (size_t i = 0; i < h->count; i++)
		free(p.kept[i]);
	free(p.kept);
	free(p.tasks);
}
