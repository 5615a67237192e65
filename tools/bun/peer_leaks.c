#include "bun/peer_leaks.h"

#include <stdlib.h>
#include <string.h>

#define LEAK_LIMIT ((size_t)512 << 20) /* bytes, for all packages' sets of peers */

struct finder {
	struct bun_peer_leaks *l;
	const struct bun_graph *g;
	const struct bun_filter *filter;
	struct effort *effort;
};

static const struct bun_dependency *dependency_of(const struct finder *f, size_t index)
{
	return &f->g->dependencies[index];
}

static bool number_peers(struct finder *f, struct error *e)
{
	const struct bun_graph *g = f->g;
	struct bun_peer_leaks *l = f->l;
	l->numbers = bun_graph_nones(g->name_count);
	l->names = xmalloc((g->name_count + 1) * sizeof(*l->names));
	for (size_t i = 0; i < g->dependency_count; i++) {
		const struct bun_dependency *d = &g->dependencies[i];
		if (d->group == BUN_GROUP_PEER && l->numbers[d->name_id] == BUN_NONE) {
			l->names[l->name_count] = d->name_id;
			l->numbers[d->name_id] = l->name_count++;
		}
	}
	l->words = l->name_count / 64 + 1;
	if (l->words > LEAK_LIMIT / 3 / sizeof(*l->sets) / (g->count + 1))
		return error_set(e, g->path, "it has too many peer dependencies; use installer = \"bun\"");
	return true;
}

static uint64_t *row(const struct finder *f, uint64_t *sets, size_t index)
{
	return sets + index * f->l->words;
}

static void set_bit(uint64_t *set, size_t bit)
{
	set[bit / 64] |= (uint64_t)1 << (bit % 64);
}

/* The sets of the package P: its peers, and what else of peers' names it depends on. */
static void own_sets(const struct finder *f, size_t package, uint64_t *peers, uint64_t *provided)
{
	const struct bun_package *p = &f->g->packages[package];
	for (size_t i = p->first; i < p->first + p->count; i++) {
		const struct bun_dependency *d = dependency_of(f, i);
		size_t number = f->l->numbers[d->name_id];
		if (number != BUN_NONE && d->group == BUN_GROUP_PEER)
			set_bit(peers, number);
		else if (number != BUN_NONE && bun_filter_wants(f->filter, package, i))
			set_bit(provided, number);
	}
}

/* Adds to SET what what the package P depends on leaks; TARGETS: what all packages that
 * a peer may become leak, by the peers' numbers. */
static void add_inner(const struct finder *f, const struct bun_package *p, uint64_t *set, uint64_t *targets)
{
	for (size_t i = p->first; i < p->first + p->count; i++) {
		const struct bun_dependency *d = dependency_of(f, i);
		const uint64_t *inner = NULL;
		if (d->group == BUN_GROUP_PEER)
			inner = row(f, targets, f->l->numbers[d->name_id]);
		else if (d->package != BUN_NONE)
			inner = row(f, f->l->sets, d->package);
		for (size_t k = 0; inner && k < f->l->words; k++)
			set[k] |= inner[k];
	}
}

static void renew_targets(const struct finder *f, uint64_t *targets)
{
	for (size_t i = 0; i < f->g->dependency_count; i++) {
		const struct bun_dependency *d = dependency_of(f, i);
		size_t number = f->l->numbers[d->name_id];
		if (number == BUN_NONE || d->package == BUN_NONE)
			continue;
		uint64_t *target = row(f, targets, number), *leak = row(f, f->l->sets, d->package);
		for (size_t k = 0; k < f->l->words; k++)
			target[k] |= leak[k];
	}
}

static uint64_t *new_sets(const struct finder *f, size_t count)
{
	return xcalloc(count * f->l->words, sizeof(uint64_t));
}

/* Fills the leaks: they only grow, until nothing changes. */
static void find_leaks(struct finder *f)
{
	size_t count = f->g->count;
	f->l->sets = new_sets(f, count);
	uint64_t *peers = new_sets(f, count), *provided = new_sets(f, count),
		 *targets = new_sets(f, f->l->name_count), *set = new_sets(f, 1);
	for (size_t i = 0; i < count; i++)
		own_sets(f, i, row(f, peers, i), row(f, provided, i));
	for (bool changed = f->l->name_count > 0; changed;) {
		changed = false;
		f->effort->made += (count + f->g->dependency_count) * f->l->words;
		if (effort_is_spent(f->effort))
			break;
		renew_targets(f, targets);
		for (size_t i = 0; i < count; i++) {
			uint64_t *leak = row(f, f->l->sets, i), *has = row(f, provided, i);
			memcpy(set, row(f, peers, i), f->l->words * sizeof(*set));
			add_inner(f, &f->g->packages[i], set, targets);
			for (size_t k = 0; k < f->l->words; k++) {
				changed = changed || (set[k] & ~has[k]) != leak[k];
				leak[k] = set[k] & ~has[k];
			}
		}
	}
	free(peers);
	free(provided);
	free(targets);
	free(set);
}

bool bun_peer_leaks_find(struct bun_peer_leaks *l, const struct bun_graph *g, const struct bun_filter *filter,
			 struct effort *effort, struct error *e)
{
	struct finder f = {l, g, filter, effort};
	if (!number_peers(&f, e))
		return false;
	find_leaks(&f);
	return true;
}

bool bun_peer_leaks_has(const struct bun_peer_leaks *l, size_t package, size_t number)
{
	return l->sets[package * l->words + number / 64] >> (number % 64) & 1;
}

void bun_peer_leaks_free(struct bun_peer_leaks *l)
{
	free(l->numbers);
	free(l->names);
	free(l->sets);
}
