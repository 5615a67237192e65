#include "npm/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "npm/bins.h"
#include "npm/filter.h"
#include "npm/lock.h"
#include "npm/sources.h"
#include "tree/project.h"

/* --- packages --- */

/* Adds N; places that have the same source and integrity are one package. */
static void add_package(struct tree_plan *p, struct npm_node *n, const struct tree_list *list,
			struct string_map *by_source)
{
	const char *integrity = npm_integrity(n), *patch = tree_list_patch(list, n->path);
	const char *key =
	    tree_string(p, "%s\n%s\n%s", n->source, integrity ? integrity : "", patch ? patch : "");
	struct string_map_slot *slot = string_map_find(by_source, key, strlen(key));
	if (slot) {
		n->planned = (size_t)slot->value;
	} else {
		n->planned = tree_add_package(
		    p, (struct tree_package){
			   .key = n->path, .source = n->source, .integrity = integrity, .patch = patch});
		string_map_add(by_source, key, (int64_t)n->planned);
	}
	tree_add_place(p, n->planned, n->path);
}

/* The link's target is a path from the project, which may lead out of it. */
static void add_link(struct tree_plan *p, const struct npm_lock *l, const struct npm_node *n)
{
	const char *to = l->nodes[n->target].path;
	if (text_begins(to, "../") || strcmp(to, "..") == 0)
		to = tree_string(p, "%s/%s", tree_link_target(p, n->path, ""), to);
	else
		to = tree_link_target(p, n->path, to);
	tree_add_link(p, n->path, to);
}

/* For mark_local. */
struct marker {
	struct tree_plan *plan;
	const struct npm_lock *lock;
	/* The nodes of each package of the plan. */
	size_t *first; /* by packages, or NPM_NONE */
	size_t *next;  /* by nodes, or NPM_NONE */
	/* Nodes whose dependents are to be marked; each is there once. */
	size_t *waiting;
	size_t count;
};

static void find_places(struct marker *m)
{
	const struct npm_lock *l = m->lock;
	size_t packages = m->plan->package_count;
	m->first = xmalloc((packages + 1) * sizeof(size_t));
	m->next = xmalloc(l->count * sizeof(size_t));
	for (size_t i = 0; i < packages; i++)
		m->first[i] = NPM_NONE;
	for (size_t i = 0; i < l->count; i++) {
		size_t package = l->nodes[i].planned;
		m->next[i] = package != NPM_NONE ? m->first[package] : NPM_NONE;
		if (package != NPM_NONE)
			m->first[package] = i;
	}
}

static void mark(struct marker *m, size_t node)
{
	size_t package = m->lock->nodes[node].planned;
	if (package == NPM_NONE || m->plan->packages[package].local)
		return;
	m->plan->packages[package].local = true;
	for (size_t n = m->first[package]; n != NPM_NONE; n = m->next[n])
		m->waiting[m->count++] = n;
}

/* `npm pack` puts what the project bundles into its tarball, but nothing that is outside of the project: what a
 * bundled package depends on would be missing. */
static void mark_bundled(struct tree_plan *p, const struct npm_lock *l)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct npm_node *n = &l->nodes[i];
		if (n->planned != NPM_NONE && npm_flag(n, "inBundle"))
			p->packages[n->planned].local = true;
	}
}

/* Packages that find a folder of the project, those that a build writes into, and those
 * that find these, must be in the project themselves. */
static void mark_local(struct tree_plan *p, const struct npm_lock *l)
{
	struct npm_backwards b = npm_backwards_of(l);
	struct marker m = {.plan = p, .lock = l, .waiting = xmalloc(l->count * sizeof(*m.waiting))};
	find_places(&m);
	for (size_t i = 0; i < l->count; i++) {
		if (l->nodes[i].is_link && !l->nodes[i].left_out)
			m.waiting[m.count++] = i;
		else if (l->nodes[i].planned != NPM_NONE && tree_is_writable(l->request, l->nodes[i].path))
			mark(&m, i);
	}
	while (m.count > 0) {
		size_t to = m.waiting[--m.count];
		for (size_t i = b.first[to]; i < b.first[to + 1]; i++)
			mark(&m, l->edges[b.edges[i]].from);
	}
	free(m.waiting);
	free(m.first);
	free(m.next);
	npm_backwards_free(&b);
}

/* npm 10 makes the folder of each package first, and of those that it then leaves out
 * it leaves the folder around. */
static void add_left_behind(struct tree_plan *p, const struct npm_lock *l)
{
	if (npm_major(l) > 10 || l->request->importer_count > 0)
		return;
	for (size_t i = 1; i < l->count; i++) {
		const struct npm_node *n = &l->nodes[i];
		if (n->left_out && npm_is_unpacked(n) && !l->nodes[n->parent].left_out)
			tree_add_folder(
			    p, arena_strndup(&p->arena, n->path, (size_t)(strrchr(n->path, '/') - n->path)));
	}
}

static bool check(const struct tree_request *r, struct error *e)
{
	struct npm_lock l = {0};
	struct arena arena = {0};
	bool ok = npm_lock_read(&l, r, &arena, e);
	npm_lock_free(&l);
	arena_free(&arena);
	return ok;
}

static bool plan(struct tree_plan *p, const struct tree_request *r, struct error *e)
{
	struct npm_lock *l = arena_alloc(&p->arena, sizeof(*l));
	*l = (struct npm_lock){0};
	p->manager = l;
	if (!npm_lock_read(l, r, &p->arena, e) || !npm_filter(l, e))
		return false;
	struct string_map by_source = {0};
	for (size_t i = 1; i < l->count; i++) {
		struct npm_node *n = &l->nodes[i];
		if (n->top || n->left_out)
			continue;
		if (n->is_link)
			add_link(p, l, n);
		else if (!n->bundled)
			add_package(p, n, r->list, &by_source);
	}
	string_map_free(&by_source);
	add_left_behind(p, l);
	mark_local(p, l);
	mark_bundled(p, l);
	return true;
}

/* --- state --- */

/* node_modules/.package-lock.json: what of the lockfile is there, as npm 7 and later
 * note it. */
static void add_state(struct tree_plan *p, const struct npm_lock *l)
{
	static const char *const header[] = {"name", "version"};
	json_t *state = json_object(), *packages = json_object();
	bool any = false;
	for (size_t i = 1; i < l->count; i++) {
		const struct npm_node *n = &l->nodes[i];
		if (n->left_out)
			continue;
		any = any || text_begins(n->path, "node_modules/");
		json_object_set(packages, n->path, n->entry);
	}
	for (size_t i = 0; i < sizeof(header) / sizeof(header[0]); i++)
		if (json_object_get(l->json, header[i]))
			json_object_set(state, header[i], json_object_get(l->json, header[i]));
	json_object_set_new(state, "lockfileVersion", json_integer(3));
	json_object_set_new(state, "requires", json_true());
	json_object_set_new(state, "packages", packages);
	char *text = any ? json_dumps(state, JSON_INDENT(2)) : NULL;
	if (text) {
		char *kept = tree_string(p, "%s\n", text);
		tree_add_file(p, "node_modules/.package-lock.json", kept, strlen(kept));
	}
	free(text);
	json_decref(state);
}

static bool finish(struct tree_plan *p, const struct tree_request *r, int tree, struct error *e)
{
	(void)r;
	(void)e;
	npm_bins(p, p->manager, tree);
	add_state(p, p->manager);
	return true;
}

static void free_lock(struct tree_plan *p)
{
	if (p->manager)
		npm_lock_free(p->manager);
}

const struct tree_manager npm_tree = {
    .name = "npm",
    .lockfile_name = "package-lock.json",
    .shrinkwrap = "npm-shrinkwrap.json",
    .state_name = ".package-lock.json",
    .notes = "Keys for package-lock.json are those in \"packages\" (node_modules/a).\n",
    .rules =
	{
	    .raw_names = true,
	    .skip_rootless = true,
	    .skip_hard_links = true,
	    .past_zero_block = true,
	    .single_x_bits = true,
	    .rename_gitignore = true,
	},
    .omits_groups = true,
    .sources = npm_sources,
    .check = check,
    .plan = plan,
    .finish = finish,
    .free = free_lock,
};
