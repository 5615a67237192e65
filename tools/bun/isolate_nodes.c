#include "bun/isolate_nodes.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/pair_map.h"
#include "bun/peer_leaks.h"

/* What nodes depend on and which peers they see, all together; in the largest real lockfiles that
 * is some 100,000.  Before bun 1.4.1, ways that lead to the same are looked at again: of 90 real lockfiles 2
 * have 3,000,000 (300 MB), one 6,000,000, and two more than bun 1.2.23 does in a minute. */
#define ROOM_LEAST ((size_t)1 << 20)
#define ROOM_LEAST_BEFORE_1_4_1 ((size_t)1 << 23)
#define ROOM_PER_BYTE 1

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
	struct bun_peer_leaks leaks;
	bool *root_has;          /* by packages: a workspace that the root's own node leads to */
	struct string_map known; /* a package and what its peers see, to its node */
	struct buffer key;       /* of that map, for the task at hand */
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

/* --- peers --- */

/* Notes that the node PASSED looks for the peer P beyond itself, unless that is its own package; one
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
		pair_map_add(&m->own, node, name_id, n->package_count);
	n->packages[n->package_count++] = package;
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

/* The package of T and everything that its peers would see.  False when no other node may take the place of T's. */
static bool write_key(struct maker *m, const struct task *t, struct buffer *key)
{
	buffer_add(key, &t->package, sizeof(t->package));
	if (m->rules->breadth_first || bun_graph_is_workspace(m->g, dependency_of(m, t->dependency)))
		return true;
	m->effort.made += m->leaks.name_count;
	for (size_t i = 0; i < m->leaks.name_count; i++) {
		if (!bun_peer_leaks_has(&m->leaks, t->package, i))
			continue;
		size_t seen = seen_from(m, t->parent, m->leaks.names[i]);
		if (seen == BUN_NONE && m->rules->unfound_apart)
			return false;
		buffer_add(key, &i, sizeof(i));
		buffer_add(key, &seen, sizeof(seen));
	}
	return true;
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
	m->key.len = 0;
	if (!write_key(m, t, &m->key))
		return false;
	struct string_map_slot *slot = string_map_find(&m->known, m->key.data, m->key.len);
	m->room += m->key.len / sizeof(size_t);
	if (!slot) {
		const char *kept = arena_strndup(&m->n->arena, m->key.data, m->key.len);
		string_map_add_part(&m->known, kept, m->key.len, (int64_t)m->n->count);
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
	size_t *all = arena_alloc(&n->arena, 2 * (room + 1) * sizeof(size_t));
	m->room += room;
	n->nodes[n->count] = (struct bun_node){.package = t->package,
					       .dependency = t->dependency,
					       .parent = t->parent,
					       .packages = all,
					       .children = all + room};
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
	m->root_has = xcalloc(m->g->count, sizeof(*m->root_has));
	for (size_t i = root->first; i < root->first + root->count; i++) {
		const struct bun_dependency *d = dependency_of(m, i);
		if (d->group == BUN_GROUP_WORKSPACES && d->package != BUN_NONE &&
		    bun_filter_wants(m->filter, 0, i))
			m->root_has[d->package] = true;
	}
}

static bool is_too_large(const struct maker *m, struct error *e)
{
	if (!m->rules->unfound_apart)
		return error_set(
		    e, m->g->path,
		    "its packages depend on each other in too many ways; use installer = \"bun\"");
	return error_set(e, m->g->path,
			 "its packages depend on each other in too many ways for the isolated linker of bun "
			 "before 1.4.1; use a newer bun, or linker = \"hoisted\"");
}

static bool make_all(struct maker *m, struct error *e)
{
	bool breadth_first = m->rules->breadth_first;
	size_t most =
	    (m->rules->unfound_apart ? ROOM_LEAST_BEFORE_1_4_1 : ROOM_LEAST) + ROOM_PER_BYTE * m->g->bytes;
	note_workspaces(m);
	m->tasks = xmalloc(sizeof(*m->tasks));
	m->task_capacity = m->task_count = 1;
	m->tasks[0] = (struct task){BUN_NONE, BUN_NONE, 0};
	for (size_t first = 0; first < m->task_count;) {
		if (effort_is_spent(&m->effort) || m->n->count + m->room > most)
			return is_too_large(m, e);
		run(m, m->tasks[breadth_first ? first++ : --m->task_count]);
	}
	return true;
}

bool bun_nodes_make(struct bun_nodes *n, const struct bun_graph *g, const struct bun_filter *filter,
		    const struct bun_isolate_rules *rules, struct error *e)
{
	struct maker m = {.n = n, .g = g, .filter = filter, .rules = rules, .effort = g->effort};
	bool ok = bun_peer_leaks_find(&m.leaks, g, filter, &m.effort, e) && make_all(&m, e);
	bun_peer_leaks_free(&m.leaks);
	free(m.root_has);
	free(m.tasks);
	free(m.passed);
	string_map_free(&m.known);
	buffer_free(&m.key);
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
