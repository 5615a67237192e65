#include "bun/isolate_nodes.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/pair_map.h"

/* What nodes depend on and which peers they see, all together; in the largest real lockfiles that
 * is some 100,000. */
#define ROOM_LEAST ((size_t)1 << 20)
#define ROOM_PER_BYTE 1
#define LEAK_LIMIT ((size_t)512 << 20) /* bytes, for all packages' sets of peers */

/* A dependency that is to be looked at. */
struct task {
	size_t parent, dependency, package;
};

struct maker {
	struct bun_nodes *n;
	const struct bun_graph *g;
	const struct bun_filter *filter;
	const struct bun_isolate_rules *rules;
	struct task *tasks; /* last in, first out; if breadth_first, first in, first out */
	size_t task_count, task_capacity;
	/* The names of all peers, numbered. */
	size_t *peer_numbers; /* by name ids; BUN_NONE: is nobody's peer */
	size_t *peer_names;   /* name ids, by numbers */
	size_t peer_name_count;
	/* For each package, the peers that it or what it depends on looks for beyond it. */
	uint64_t *leaks;
	size_t leak_words;
	bool *root_has;          /* by packages: a workspace that the root's own node leads to */
	struct string_map known; /* a package and what its peers see, to its node */
	/* The nodes that the peer at hand passes on its way to what it gets. */
	size_t *passed;
	size_t passed_count, passed_capacity;
	struct pair_map own; /* a node and a name id, to an index in its packages */
	size_t room;         /* what all nodes have of that */
	struct effort effort;
};

static const struct bun_dependency *dependency_of(const struct maker *m, size_t index)
{
	return &m->g->dependencies[index];
}

/* --- what leaks --- */

static bool number_peers(struct maker *m, const char *path, struct error *e)
{
	const struct bun_graph *g = m->g;
	m->peer_numbers = xmalloc((g->name_count + 1) * sizeof(*m->peer_numbers));
	m->peer_names = xmalloc((g->name_count + 1) * sizeof(*m->peer_names));
	for (size_t i = 0; i < g->name_count; i++)
		m->peer_numbers[i] = BUN_NONE;
	for (size_t i = 0; i < g->dependency_count; i++) {
		const struct bun_dependency *d = &g->dependencies[i];
		if (d->group == BUN_GROUP_PEER && m->peer_numbers[d->name_id] == BUN_NONE) {
			m->peer_names[m->peer_name_count] = d->name_id;
			m->peer_numbers[d->name_id] = m->peer_name_count++;
		}
	}
	m->leak_words = m->peer_name_count / 64 + 1;
	if (m->leak_words > LEAK_LIMIT / 3 / sizeof(*m->leaks) / (g->count + 1))
		return error_set(e, path, "it has too many peer dependencies");
	return true;
}

static uint64_t *row(const struct maker *m, uint64_t *sets, size_t index)
{
	return sets + index * m->leak_words;
}

static void set_bit(uint64_t *set, size_t bit)
{
	set[bit / 64] |= (uint64_t)1 << (bit % 64);
}

/* The sets of the package P: its peers, and what else of peers' names it depends on. */
static void own_sets(const struct maker *m, size_t package, uint64_t *peers, uint64_t *provided)
{
	const struct bun_package *p = &m->g->packages[package];
	for (size_t i = p->first; i < p->first + p->count; i++) {
		const struct bun_dependency *d = dependency_of(m, i);
		size_t number = m->peer_numbers[d->name_id];
		if (number != BUN_NONE && d->group == BUN_GROUP_PEER)
			set_bit(peers, number);
		else if (number != BUN_NONE && bun_filter_wants(m->filter, package, i))
			set_bit(provided, number);
	}
}

/* Adds to SET what what the package P depends on leaks; TARGETS: what all packages that
 * a peer may become leak, by the peers' numbers. */
static void add_inner(const struct maker *m, const struct bun_package *p, uint64_t *set, uint64_t *targets)
{
	for (size_t i = p->first; i < p->first + p->count; i++) {
		const struct bun_dependency *d = dependency_of(m, i);
		const uint64_t *inner = NULL;
		if (d->group == BUN_GROUP_PEER)
			inner = row(m, targets, m->peer_numbers[d->name_id]);
		else if (d->package != BUN_NONE)
			inner = row(m, m->leaks, d->package);
		for (size_t k = 0; inner && k < m->leak_words; k++)
			set[k] |= inner[k];
	}
}

static void renew_targets(const struct maker *m, uint64_t *targets)
{
	for (size_t i = 0; i < m->g->dependency_count; i++) {
		const struct bun_dependency *d = dependency_of(m, i);
		size_t number = m->peer_numbers[d->name_id];
		if (number == BUN_NONE || d->package == BUN_NONE)
			continue;
		uint64_t *target = row(m, targets, number), *leak = row(m, m->leaks, d->package);
		for (size_t k = 0; k < m->leak_words; k++)
			target[k] |= leak[k];
	}
}

static uint64_t *new_sets(const struct maker *m, size_t count)
{
	size_t size = (count + 1) * m->leak_words * sizeof(uint64_t);
	return memset(xmalloc(size), 0, size);
}

/* Fills the leaks: they only grow, until nothing changes. */
static void find_leaks(struct maker *m)
{
	size_t count = m->g->count;
	m->leaks = new_sets(m, count);
	uint64_t *peers = new_sets(m, count), *provided = new_sets(m, count),
		 *targets = new_sets(m, m->peer_name_count), *set = new_sets(m, 1);
	for (size_t i = 0; i < count; i++)
		own_sets(m, i, row(m, peers, i), row(m, provided, i));
	for (bool changed = m->peer_name_count > 0; changed;) {
		changed = false;
		m->effort.made += (count + m->g->dependency_count) * m->leak_words;
		if (effort_is_spent(&m->effort))
			break;
		renew_targets(m, targets);
		for (size_t i = 0; i < count; i++) {
			uint64_t *leak = row(m, m->leaks, i), *has = row(m, provided, i);
			memcpy(set, row(m, peers, i), m->leak_words * sizeof(*set));
			add_inner(m, &m->g->packages[i], set, targets);
			for (size_t k = 0; k < m->leak_words; k++) {
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

/* --- peers --- */

/* Notes that the node PASSED is passed by the peer P, unless that is its own package; one
 * peer of a package's name is enough. */
static void add_peer(struct maker *m, struct bun_node *passed, struct bun_node_peer p)
{
	m->effort.made += passed->peer_count;
	if (m->rules->no_own_peers && passed->package == p.package)
		return;
	const char *name = m->g->packages[p.package].name;
	size_t at = 0;
	for (; at < passed->peer_count; at++) {
		int order = strcmp(name, m->g->packages[passed->peers[at].package].name);
		if (order == 0)
			return;
		if (order < 0)
			break;
	}
	array_reserve(passed->peers, passed->peer_capacity, passed->peer_count + 1);
	memmove(&passed->peers[at + 1], &passed->peers[at], (passed->peer_count - at) * sizeof(p));
	passed->peers[at] = p;
	passed->peer_count++;
	m->room++;
}

/* What the node NODE has of that name of its own, or BUN_NONE. */
static size_t own_package(struct maker *m, size_t node, size_t name_id)
{
	size_t index = pair_map_find(&m->own, node, name_id);
	m->effort.made += 4;
	return index == PAIR_NONE ? BUN_NONE : m->n->nodes[node].packages[index];
}

static const struct bun_node_peer *peer_of_name(struct maker *m, const struct bun_node *n, size_t name_id)
{
	m->effort.made += n->peer_count;
	for (size_t i = 0; i < n->peer_count; i++)
		if (dependency_of(m, n->peers[i].dependency)->name_id == name_id)
			return &n->peers[i];
	return NULL;
}

static void pass(struct maker *m, size_t node)
{
	array_reserve(m->passed, m->passed_capacity, m->passed_count + 1);
	m->passed[m->passed_count++] = node;
	m->effort.made++;
}

/* The package of the peer D of the node NODE: what the nearest node on the way to the
 * root has of that name, or else what the lockfile has.  Fills m->passed. */
static struct bun_node_peer find_peer(struct maker *m, size_t node, size_t dependency)
{
	const struct bun_dependency *d = dependency_of(m, dependency);
	struct bun_node_peer found = {d->package, dependency, true};
	if (m->rules->optional_above && d->optional_peer)
		found.package = BUN_NONE;
	m->passed_count = 0;
	for (size_t at = node; at != BUN_NONE; at = m->n->nodes[at].parent) {
		const struct bun_node *n = &m->n->nodes[at];
		size_t own = own_package(m, at, d->name_id);
		if (own != BUN_NONE)
			return (struct bun_node_peer){own, dependency, false};
		const struct bun_node_peer *known = peer_of_name(m, n, d->name_id);
		if (known && !known->anywhere)
			return (struct bun_node_peer){known->package, dependency, false};
		if (known && (found.package == BUN_NONE || found.package == known->package))
			return found;
		if (known) {
			for (; at != BUN_NONE; at = m->n->nodes[at].parent)
				pass(m, at);
			return found;
		}
		pass(m, at);
	}
	return found;
}

/* --- nodes --- */

static void add_child(struct maker *m, size_t parent, size_t child)
{
	struct bun_node *n = &m->n->nodes[parent];
	n->children[n->child_count++] = child;
}

static void depend(struct maker *m, size_t node, size_t dependency, size_t package)
{
	struct bun_node *n = &m->n->nodes[node];
	size_t name_id = dependency_of(m, dependency)->name_id;
	if (pair_map_find(&m->own, node, name_id) == PAIR_NONE) /* the first of a name counts */
		pair_map_add(&m->own, node, name_id, n->dependency_count);
	n->dependencies[n->dependency_count] = dependency;
	n->packages[n->dependency_count++] = package;
	array_reserve(m->tasks, m->task_capacity, m->task_count + 1);
	m->tasks[m->task_count++] = (struct task){node, dependency, package};
}

/* The package is on the way to the root already, under that name: its node is the child. */
static bool closes_cycle(struct maker *m, const struct task *t)
{
	if (t->parent == BUN_NONE)
		return false;
	const struct bun_dependency *d = dependency_of(m, t->dependency);
	for (size_t at = t->parent; at != BUN_NONE; at = m->n->nodes[at].parent, m->effort.made++) {
		const struct bun_node *n = &m->n->nodes[at];
		if (n->package != t->package)
			continue;
		if (n->dependency == BUN_NONE)
			return false;
		const struct bun_dependency *other = dependency_of(m, n->dependency);
		if (other->name_id == d->name_id &&
		    (other->group == BUN_GROUP_WORKSPACES) == (d->group == BUN_GROUP_WORKSPACES)) {
			add_child(m, t->parent, at);
			return true;
		}
	}
	return false;
}

/* What someone below the node NODE sees under that name; BUN_NONE: nothing. */
static size_t seen_from(struct maker *m, size_t node, size_t name_id)
{
	for (size_t at = node; at != BUN_NONE; at = m->n->nodes[at].parent, m->effort.made++) {
		const struct bun_node *n = &m->n->nodes[at];
		size_t own = own_package(m, at, name_id);
		if (own != BUN_NONE)
			return own;
		const struct bun_node_peer *known = peer_of_name(m, n, name_id);
		if (known && !known->anywhere)
			return known->package;
	}
	return BUN_NONE;
}

/* The package of T and everything that its peers would see, as text.  False when no other
 * node may take the place of T's. */
static bool write_key(struct maker *m, const struct task *t, struct buffer *key)
{
	buffer_add(key, &t->package, sizeof(t->package));
	if (m->rules->breadth_first || bun_graph_is_workspace(m->g, dependency_of(m, t->dependency)))
		return true;
	const uint64_t *leak = row(m, m->leaks, t->package);
	m->effort.made += m->peer_name_count;
	for (size_t i = 0; i < m->peer_name_count; i++) {
		if (!(leak[i / 64] >> (i % 64) & 1))
			continue;
		size_t seen = seen_from(m, t->parent, m->peer_names[i]);
		if (seen == BUN_NONE && m->rules->unfound_apart)
			return false;
		buffer_add(key, &i, sizeof(i));
		buffer_add(key, &seen, sizeof(seen));
	}
	return true;
}

static const char *key_of(struct maker *m, const struct task *t)
{
	struct buffer bytes = {0};
	if (!write_key(m, t, &bytes)) {
		buffer_free(&bytes);
		return NULL;
	}
	char *key = arena_alloc(&m->n->arena, 2 * bytes.len + 1);
	m->room += bytes.len / sizeof(size_t);
	for (size_t i = 0; i < bytes.len; i++) {
		key[2 * i] = (char)('a' + ((unsigned char)bytes.data[i] >> 4));
		key[2 * i + 1] = (char)('a' + (bytes.data[i] & 15));
	}
	key[2 * bytes.len] = '\0';
	buffer_free(&bytes);
	return key;
}

/* What passes the node KNOWN passes those from PARENT on, too, up to what has it. */
static void pass_on_peers(struct maker *m, size_t known, size_t parent)
{
	for (size_t i = 0; i < m->n->nodes[known].peer_count; i++) {
		struct bun_node_peer p = m->n->nodes[known].peers[i];
		size_t name_id = dependency_of(m, p.dependency)->name_id;
		for (size_t at = parent; at != BUN_NONE; at = m->n->nodes[at].parent, m->effort.made++) {
			struct bun_node *n = &m->n->nodes[at];
			if (own_package(m, at, name_id) != BUN_NONE)
				break;
			add_peer(m, n, p);
		}
	}
}

/* There is a node for the package of T that would become the same.  *LINKS is cleared when
 * there is one that has the workspace's links. */
static bool is_known(struct maker *m, const struct task *t, bool *links)
{
	const struct bun_dependency *d = dependency_of(m, t->dependency);
	bool workspace = bun_graph_is_workspace(m->g, d);
	if (m->rules->breadth_first && !workspace && m->g->packages[t->package].count > 0)
		return false;
	const char *key = key_of(m, t);
	if (!key)
		return false;
	struct string_map_slot *slot = string_map_find(&m->known, key, strlen(key));
	if (!slot) {
		string_map_add(&m->known, key, (int64_t)m->n->count);
		return false;
	}
	size_t known = (size_t)slot->value;
	const struct bun_dependency *other = dependency_of(m, m->n->nodes[known].dependency);
	if (other->name_id != d->name_id || workspace != bun_graph_is_workspace(m->g, other))
		return false;
	if (workspace && (other->group == BUN_GROUP_WORKSPACES) != (d->group == BUN_GROUP_WORKSPACES)) {
		*links = *links && !m->rules->breadth_first;
		return false;
	}
	if (!m->rules->breadth_first)
		pass_on_peers(m, known, t->parent);
	add_child(m, t->parent, known);
	return true;
}

static size_t add_node(struct maker *m, const struct task *t, size_t room)
{
	struct bun_nodes *n = m->n;
	array_reserve(n->nodes, n->capacity, n->count + 1);
	size_t *all = arena_alloc(&n->arena, 3 * (room + 1) * sizeof(size_t));
	m->room += room;
	n->nodes[n->count] = (struct bun_node){.package = t->package,
					       .dependency = t->dependency,
					       .parent = t->parent,
					       .dependencies = all,
					       .packages = all + room,
					       .children = all + 2 * room};
	if (t->parent != BUN_NONE)
		add_child(m, t->parent, n->count);
	return n->count++;
}

/* The links of a workspace, or of the project itself, belong to one node alone: the root's
 * dependency on the workspace, if it has one. */
static bool has_links(const struct maker *m, const struct task *t)
{
	if (t->dependency == BUN_NONE)
		return true;
	const struct bun_dependency *d = dependency_of(m, t->dependency);
	bool other =
	    !m->rules->breadth_first && d->group != BUN_GROUP_WORKSPACES && bun_graph_is_workspace(m->g, d);
	return t->package != 0 && !(other && m->root_has[t->package]);
}

static void add_dependencies(struct maker *m, size_t node, const struct bun_package *p)
{
	size_t owner = (size_t)(p - m->g->packages);
	for (size_t i = p->first; i < p->first + p->count; i++)
		if (dependency_of(m, i)->group != BUN_GROUP_PEER && bun_filter_wants(m->filter, owner, i))
			depend(m, node, i, dependency_of(m, i)->package);
	for (size_t i = p->first; i < p->first + p->count; i++) {
		if (dependency_of(m, i)->group != BUN_GROUP_PEER || !bun_filter_wants(m->filter, owner, i))
			continue;
		struct bun_node_peer peer = find_peer(m, node, i);
		if (peer.package == BUN_NONE)
			continue;
		for (size_t k = 0; k < m->passed_count; k++)
			add_peer(m, &m->n->nodes[m->passed[k]], peer);
		if (m->passed_count > 0)
			depend(m, node, i, peer.package);
	}
}

static void reverse(struct task *tasks, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct task t = tasks[i];
		tasks[i] = tasks[count - 1 - i];
		tasks[count - 1 - i] = t;
	}
}

static void run(struct maker *m, struct task t)
{
	bool links = has_links(m, &t);
	if (closes_cycle(m, &t) || (t.dependency != BUN_NONE && is_known(m, &t, &links)))
		return;
	const struct bun_package *p = &m->g->packages[t.package];
	size_t node = add_node(m, &t, p->count), mark = m->task_count;
	if (links)
		add_dependencies(m, node, p);
	/* In their order, and each with all that it leads to before the next. */
	if (!m->rules->breadth_first)
		reverse(m->tasks + mark, m->task_count - mark);
}

static void note_workspaces(struct maker *m)
{
	const struct bun_package *root = &m->g->packages[0];
	m->root_has = xmalloc(m->g->count);
	memset(m->root_has, 0, m->g->count);
	for (size_t i = root->first; i < root->first + root->count; i++) {
		const struct bun_dependency *d = dependency_of(m, i);
		if (d->group == BUN_GROUP_WORKSPACES && d->package != BUN_NONE &&
		    bun_filter_wants(m->filter, 0, i))
			m->root_has[d->package] = true;
	}
}

static bool make_all(struct maker *m, const char *path, struct error *e)
{
	size_t most = ROOM_LEAST + ROOM_PER_BYTE * m->g->bytes;
	find_leaks(m);
	note_workspaces(m);
	m->tasks = xmalloc(sizeof(*m->tasks));
	m->task_capacity = m->task_count = 1;
	m->tasks[0] = (struct task){BUN_NONE, BUN_NONE, 0};
	for (size_t first = 0; first < m->task_count;) {
		if (effort_is_spent(&m->effort) || m->n->count + m->room > most)
			return error_set(e, path, "its packages depend on each other in too many ways");
		run(m, m->tasks[m->rules->breadth_first ? first++ : --m->task_count]);
	}
	return true;
}

bool bun_nodes_make(struct bun_nodes *n, const struct bun_graph *g, const struct bun_filter *filter,
		    const struct bun_isolate_rules *rules, const char *path, struct error *e)
{
	struct maker m = {.n = n, .g = g, .filter = filter, .rules = rules, .effort = g->effort};
	bool ok = number_peers(&m, path, e) && make_all(&m, path, e);
	free(m.peer_numbers);
	free(m.peer_names);
	free(m.leaks);
	free(m.root_has);
	free(m.tasks);
	free(m.passed);
	string_map_free(&m.known);
	pair_map_free(&m.own);
	return ok;
}

void bun_nodes_free(struct bun_nodes *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->nodes[i].peers);
	free(n->nodes);
	arena_free(&n->arena);
}
