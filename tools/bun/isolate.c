#include "bun/isolate.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/encode.h"
#include "base/integrity.h"
#include "base/pair_map.h"
#include "bun/isolate_nodes.h"
#include "bun/wyhash.h"

/* A node whose entry is to be made, or found. */
struct task {
	size_t node, parent; /* an entry; BUN_NONE: the root */
};

struct maker {
	struct bun_isolation *s;
	const struct bun_graph *g;
	const struct bun_nodes *n;
	const struct bun_isolate_rules *rules;
	struct task *tasks; /* first in, first out */
	size_t task_count, task_capacity;
	size_t *first, *last; /* by packages: its entries, or BUN_NONE */
	size_t *next;         /* by entries: the package's next one, or BUN_NONE */
	size_t next_capacity;
	bool *hidden;          /* by name ids: has a link in .bun/node_modules */
	struct pair_map links; /* an entry and a name id: it has that link */
	struct effort effort;
};

static const struct bun_dependency *dependency_of(const struct maker *m, size_t index)
{
	return &m->g->dependencies[index];
}

/* True when the entry ENTRY is what the node N is to become. */
static bool is_same(const struct maker *m, const struct bun_isolate_entry *entry, const struct bun_node *n)
{
	if ((entry->dependency == BUN_NONE) != (n->dependency == BUN_NONE))
		return false;
	if (n->dependency != BUN_NONE) {
		const struct bun_dependency *a = dependency_of(m, entry->dependency),
					    *b = dependency_of(m, n->dependency);
		if (bun_graph_is_workspace(m->g, a) && bun_graph_is_workspace(m->g, b) &&
		    (a->group == BUN_GROUP_WORKSPACES) != (b->group == BUN_GROUP_WORKSPACES))
			return false;
	}
	if (entry->peer_count != n->peer_count)
		return false;
	for (size_t i = 0; i < n->peer_count; i++)
		if (entry->peers[i] != n->peers[i].package)
			return false;
	return true;
}

static size_t find_entry(struct maker *m, const struct bun_node *n)
{
	size_t at = m->first[n->package];
	for (; at != BUN_NONE && !is_same(m, &m->s->entries[at], n); at = m->next[at])
		m->effort.made += 1 + n->peer_count;
	return at;
}

/* The entry PARENT depends on ENTRY; the first of a name counts. */
static void add_link(struct maker *m, size_t parent, size_t entry, size_t dependency)
{
	struct bun_isolate_entry *owner = &m->s->entries[parent];
	size_t name_id = dependency_of(m, dependency)->name_id;
	if (pair_map_find(&m->links, parent, name_id) != PAIR_NONE)
		return;
	pair_map_add(&m->links, parent, name_id, 1);
	array_reserve(owner->links, owner->link_capacity, owner->link_count + 1);
	owner->links[owner->link_count++] =
	    (struct bun_isolate_link){entry, dependency, dependency_of(m, dependency)->name};
}

static int by_name(const void *left, const void *right)
{
	const struct bun_isolate_link *a = left, *b = right;
	return strcmp(a->name, b->name);
}

static void sort_links(struct bun_isolation *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->entries[i].link_count > 0)
			qsort(s->entries[i].links, s->entries[i].link_count, sizeof(*s->entries[i].links),
			      by_name);
}

static size_t add_entry(struct maker *m, const struct bun_node *n)
{
	struct bun_isolation *s = m->s;
	size_t index = s->count;
	array_reserve(s->entries, s->capacity, index + 1);
	array_reserve(m->next, m->next_capacity, index + 1);
	size_t *peers = arena_alloc(&s->arena, (n->peer_count + 1) * sizeof(*peers));
	for (size_t i = 0; i < n->peer_count; i++)
		peers[i] = n->peers[i].package;
	s->entries[s->count++] = (struct bun_isolate_entry){
	    .package = n->package, .dependency = n->dependency, .peers = peers, .peer_count = n->peer_count};
	m->next[index] = BUN_NONE;
	size_t last = m->last[n->package];
	*(last == BUN_NONE ? &m->first[n->package] : &m->next[last]) = index;
	m->last[n->package] = index;
	return index;
}

/* Everyone finds ENTRY under the name of DEPENDENCY, unless that is another's already. */
static void add_hidden(struct maker *m, size_t entry, size_t dependency)
{
	struct bun_isolation *s = m->s;
	bool *hidden = &m->hidden[dependency_of(m, dependency)->name_id];
	if (*hidden)
		return;
	*hidden = true;
	array_reserve(s->hidden, s->hidden_capacity, s->hidden_count + 1);
	s->hidden[s->hidden_count++] =
	    (struct bun_isolate_link){entry, dependency, dependency_of(m, dependency)->name};
}

static void add_task(struct maker *m, size_t node, size_t parent)
{
	array_reserve(m->tasks, m->task_capacity, m->task_count + 1);
	m->tasks[m->task_count++] = (struct task){node, parent};
}

static void run(struct maker *m, struct task t)
{
	const struct bun_node *n = &m->n->nodes[t.node];
	size_t entry = find_entry(m, n);
	bool is_new = entry == BUN_NONE;
	if (is_new)
		entry = add_entry(m, n);
	if (n->dependency != BUN_NONE && (is_new || m->rules->hidden_aliases))
		add_hidden(m, entry, n->dependency);
	/* A workspace that the project has is not a link. */
	if (t.parent != BUN_NONE && n->dependency != BUN_NONE &&
	    dependency_of(m, n->dependency)->group != BUN_GROUP_WORKSPACES)
		add_link(m, t.parent, entry, n->dependency);
	for (size_t i = 0; is_new && i < n->child_count; i++)
		add_task(m, n->children[i], entry);
}

static bool run_all(struct maker *m, struct error *e)
{
	add_task(m, 0, BUN_NONE);
	for (size_t i = 0; i < m->task_count; i++) {
		if (effort_is_spent(&m->effort))
			return error_set(
			    e, m->g->path,
			    "its packages depend on each other in too many ways; use installer = \"bun\"");
		run(m, m->tasks[i]);
	}
	sort_links(m->s);
	return true;
}

bool bun_isolate(struct bun_isolation *s, const struct bun_graph *g, const struct bun_filter *filter,
		 const struct bun_isolate_rules *rules, struct error *e)
{
	struct bun_nodes n = {0};
	struct maker m = {.s = s, .g = g, .n = &n, .rules = rules, .effort = g->effort};
	m.first = bun_graph_nones(g->count);
	m.last = bun_graph_nones(g->count);
	m.hidden = xcalloc(g->name_count, sizeof(*m.hidden));
	bool ok = bun_nodes_make(&n, g, filter, rules, e) && run_all(&m, e);
	free(m.tasks);
	free(m.first);
	free(m.last);
	free(m.next);
	free(m.hidden);
	pair_map_free(&m.links);
	bun_nodes_free(&n);
	return ok;
}

/* --- names --- */

/* TEXT with what no folder's name may have as "+". */
static void add_folded(struct buffer *b, const char *text, const char *folded)
{
	for (; *text; text++)
		buffer_add_byte(b, strchr(folded, *text) ? '+' : (unsigned char)*text);
}

/* The hash in the name of ENTRY's folder, DIGEST of LEN bytes being its tarball's; false
 * when it has none. */
static bool name_hash(const struct bun_graph *g, const struct bun_isolate_entry *entry,
		      const unsigned char *digest, size_t len, unsigned char hash[8])
{
	if (entry->peer_count == 0 && len < 8)
		return false;
	if (entry->peer_count == 0) {
		memcpy(hash, digest, 8);
		return true;
	}
	struct buffer b = {0};
	buffer_add(&b, digest, len);
	for (size_t i = 0; i < entry->peer_count; i++) {
		const struct bun_package *p = &g->packages[entry->peers[i]];
		buffer_add_string(&b, p->name);
		buffer_add_string(&b, p->kind == BUN_KIND_FOLDER ? p->path : p->resolution);
	}
	uint64_t value = bun_wyhash(b.data, b.len);
	for (int i = 0; i < 8; i++)
		hash[i] = (unsigned char)(value >> (56 - 8 * i));
	buffer_free(&b);
	return true;
}

/* The strongest hash that P has as a tarball, or nothing. */
static struct hash_value tarball_hash(const struct bun_package *p)
{
	struct integrity in = {0};
	bool known =
	    bun_package_is_tarball(p) && *p->integrity && integrity_parse(p->integrity, &in, p->name, NULL);
	return known ? *integrity_first(&in, integrity_strongest(&in))
		     : (struct hash_value){.algorithm = HASH_COUNT};
}

/* Cuts what B has from START on: the 63 bytes that are left, or less where a character would be
 * cut, and a hash of all, are 80 (bun 1.4.0 to 1.4.5). */
static void shorten(struct buffer *b, size_t start)
{
	size_t len = b->len - start, left = 63;
	if (len <= 80)
		return;
	unsigned long long hash = bun_wyhash_final(b->data + start, len);
	while (left > 0 && ((unsigned char)b->data[start + left] & 0xc0) == 0x80)
		left--;
	b->len = start + left;
	buffer_printf(b, "+%016llx", hash);
}

char *bun_isolate_name(const struct bun_graph *g, const struct bun_isolate_entry *entry,
		       const struct bun_isolate_rules *rules)
{
	const struct bun_package *p = &g->packages[entry->package];
	struct hash_value digest = {.algorithm = HASH_COUNT};
	bool url = p->kind == BUN_KIND_REMOTE_TARBALL || p->kind == BUN_KIND_GIT;
	struct buffer b = {0};
	unsigned char hash[8];
	if (rules->name_tarballs)
		digest = tarball_hash(p);
	add_folded(&b, p->name, "/\\");
	buffer_add_byte(&b, '@');
	size_t start = b.len;
	add_folded(&b, p->resolution, url && rules->keep_colons ? "/\\#" : "/\\:#");
	if (rules->short_names)
		shorten(&b, start);
	if (name_hash(g, entry, digest.bytes,
		      digest.algorithm == HASH_COUNT ? 0 : hash_size(digest.algorithm), hash)) {
		buffer_add_byte(&b, '+');
		buffer_reserve(&b, 2 * sizeof(hash));
		hex_encode(hash, sizeof(hash), b.data + b.len);
		b.len += 2 * sizeof(hash);
	}
	return buffer_string(&b);
}

void bun_isolation_free(struct bun_isolation *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->entries[i].links);
	free(s->entries);
	free(s->hidden);
	arena_free(&s->arena);
}
