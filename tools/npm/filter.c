#include "npm/filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "npm/flags.h"
#include "npm/reach.h"
#include "tree/manifest.h"

/* --- platforms --- */

/* As npm-install-checks has it. */
static bool takes(const struct npm_node *n, const char *key, const char *value)
{
	struct tree_verdict v = tree_platform_verdict(json_object_get(n->entry, key), value);
	return !v.excluded && (v.named || v.any_but);
}

static bool runs_here(const struct npm_lock *l, const struct npm_node *n)
{
	const struct tree_platform *p = &l->request->platform;
	return takes(n, "os", p->os) && takes(n, "cpu", p->cpu) &&
	       (!json_object_get(n->entry, "libc") || (*p->libc && takes(n, "libc", p->libc)));
}

/* --- sources --- */

/* The tarball or folder of N: from the list, or a file of the project; or NULL. */
static const char *find_source(const struct npm_lock *l, const struct npm_node *n)
{
	const char *listed = tree_list_find(l->request->list, n->path),
		   *resolved = json_text(n->entry, "resolved");
	if (listed || !resolved || !text_begins(resolved, "file:") ||
	    tree_list_failed(l->request->list, n->path))
		return listed;
	const char *file = resolved + strlen("file:");
	if (text_leads_out(file))
		return NULL;
	return arena_printf(l->arena, "%s/%s", l->request->project, file);
}

/* --- optional packages --- */

/* Adds those that need one of R, up to what they are optional for. */
static void reach_dependents(const struct npm_lock *l, const struct npm_backwards *b, struct npm_reached *r)
{
	while (r->done < r->count) {
		size_t to = r->nodes[r->done++];
		for (size_t i = b->first[to]; i < b->first[to + 1]; i++) {
			const struct npm_edge *edge = &l->edges[b->edges[i]];
			if (!(edge->kind & NPM_OPTIONAL) && l->nodes[edge->from].optional)
				npm_reach(r, edge->from);
		}
	}
}

/* Takes out of ALL what is needed by one that is not in it; FAILED stay. */
static void keep_needed(struct npm_lock *l, const struct npm_backwards *b, const bool *failed,
			struct npm_reached *all)
{
	/* A node waits once at first and once for each edge to it. */
	size_t count = 0, capacity = all->count;
	for (size_t i = 0; i < all->count; i++)
		capacity += l->first[all->nodes[i] + 1] - l->first[all->nodes[i]];
	size_t *waiting = xmalloc((capacity + 1) * sizeof(*waiting));
	l->effort.made += capacity;
	for (size_t i = 0; i < all->count; i++)
		if (!failed[all->nodes[i]])
			waiting[count++] = all->nodes[i];
	while (count > 0) {
		size_t node = waiting[--count];
		bool needed = false;
		for (size_t i = b->first[node]; i < b->first[node + 1] && !needed; i++)
			needed = !all->in[l->edges[b->edges[i]].from];
		l->effort.made += b->first[node + 1] - b->first[node];
		if (!needed || !all->in[node])
			continue;
		all->in[node] = false;
		for (size_t i = l->first[node]; i < l->first[node + 1]; i++)
			if (all->in[l->edges[i].to] && !failed[l->edges[i].to])
				waiting[count++] = l->edges[i].to;
	}
	free(waiting);
}

/* True when N is in a package that has an npm-shrinkwrap.json, and stays on every platform.
 * npm 11 marks what does not run here, and then reads such packages again, from that file
 * and without the marks (arborist's reify.js, loadShrinkwrapsAndUpdateTrees). */
static bool stays(const struct npm_lock *l, const struct npm_node *n)
{
	if (npm_major(l) != 11 || (npm_is_unpacked(n) && !n->source))
		return false;
	for (size_t around = n->parent; around != NPM_NONE; around = l->nodes[around].parent)
		if (npm_flag(&l->nodes[around], "hasShrinkwrap"))
			return true;
	return false;
}

/* Leaves out the optional packages that FAILED, those that need them, and what only
 * these need: arborist's optional-set.js and gather-dep-set.js.  ALL is empty before
 * and after. */
static void leave_out_set(struct npm_lock *l, const struct npm_backwards *b, struct npm_reached *failed,
			  struct npm_reached *all)
{
	reach_dependents(l, b, failed);
	for (size_t i = 0; i < failed->count; i++)
		npm_reach(all, failed->nodes[i]);
	npm_reach_all(l, all, 0);
	keep_needed(l, b, failed->in, all);
	for (size_t i = 0; i < all->count; i++) {
		struct npm_node *n = &l->nodes[all->nodes[i]];
		bool goes = all->in[all->nodes[i]] && !n->top && n != l->nodes && !stays(l, n);
		n->left_out = n->left_out || goes;
	}
	npm_reached_empty(all);
}

/* The same for all at once; by npm 10 one by one, so that what only two of them need
 * stays. */
static bool leave_out_failed(struct npm_lock *l, struct npm_reached *failed, struct error *e)
{
	struct npm_backwards b = npm_backwards_of(l);
	struct npm_reached all = npm_reached_new(l), one = npm_reached_new(l);
	bool one_by_one = npm_major(l) <= 10;
	if (!one_by_one)
		leave_out_set(l, &b, failed, &all);
	for (size_t i = 0; one_by_one && i < failed->count && !effort_is_spent(&l->effort); i++) {
		npm_reach(&one, failed->nodes[i]);
		leave_out_set(l, &b, &one, &all);
		npm_reached_empty(&one);
	}
	npm_reached_free(&one);
	npm_reached_free(&all);
	npm_backwards_free(&b);
	return !effort_is_spent(&l->effort) ||
	       error_set(e, l->request->lockfile,
			 "its optional packages depend on each other in too many ways");
}

static bool is_omitted(const struct npm_lock *l, size_t node)
{
	const struct tree_request *r = l->request;
	const struct npm_node *n = &l->nodes[npm_target(l, node)];
	size_t top = npm_top(l, node);
	if (top != 0 && !l->nodes[top].workspace)
		return false;
	return (r->no_peer && n->peer) || (r->prod && n->dev) || (r->no_optional && n->optional) ||
	       (r->prod && r->no_optional && n->dev_optional);
}

static bool check_platform(const struct npm_lock *l, const struct npm_node *n, struct error *e)
{
	const struct tree_platform *p = &l->request->platform;
	return runs_here(l, n) ||
	       error_set(e, *n->path ? n->path : l->request->lockfile,
			 "is not optional, but its \"os\", \"cpu\" or \"libc\" excludes %s-%s%s%s", p->os,
			 p->cpu, *p->libc ? "-" : "", p->libc);
}

static bool leave_out_optional(struct npm_lock *l, struct error *e)
{
	struct npm_reached failed = npm_reached_new(l);
	bool ok = true;
	for (size_t i = 0; ok && i < l->count; i++) {
		struct npm_node *n = &l->nodes[i];
		if (npm_is_unpacked(n))
			n->source = find_source(l, n);
		const struct npm_node *told = &l->nodes[npm_target(l, i)];
		if (n->orphan || (n->top && i > 0))
			continue;
		if (!told->optional)
			ok = n->left_out || check_platform(l, told, e);
		else if (!runs_here(l, told) || !tree_node_takes(told->entry, l->request->node) ||
			 (npm_is_unpacked(n) && !n->source))
			npm_reach(&failed, i);
	}
	ok = ok && (failed.count == 0 || leave_out_failed(l, &failed, e));
	npm_reached_free(&failed);
	return ok;
}

/* --- workspaces --- */

static bool reach_importer(const struct npm_lock *l, const char *path, struct npm_reached *r, struct error *e)
{
	path = tree_importer_path(path);
	if (!*path) {
		for (size_t i = l->first[0]; i < l->first[1]; i++)
			if (!l->nodes[npm_target(l, l->edges[i].to)].workspace)
				npm_reach(r, l->edges[i].to);
		return true;
	}
	for (size_t i = 1; i < l->count; i++)
		if (l->nodes[i].is_link && l->nodes[l->nodes[i].target].workspace &&
		    l->nodes[i].parent == 0 && strcmp(l->nodes[l->nodes[i].target].path, path) == 0) {
			npm_reach(r, i);
			return true;
		}
	return error_set(e, path, "is not a workspace of %s", l->request->lockfile);
}

static bool choose_importers(struct npm_lock *l, struct error *e)
{
	const struct tree_request *request = l->request;
	struct npm_reached r = npm_reached_new(l);
	bool ok = true;
	for (size_t i = 0; ok && i < request->importer_count; i++)
		ok = reach_importer(l, request->importers[i], &r, e);
	npm_reach_all(l, &r, 0);
	for (size_t i = 1; ok && request->importer_count > 0 && i < l->count; i++)
		l->nodes[i].left_out = l->nodes[i].left_out || (!r.in[i] && !l->nodes[i].bundled);
	npm_reached_free(&r);
	return ok;
}

/* What is in a package that is left out is not there either. */
static void leave_out_inner(struct npm_lock *l)
{
	for (size_t i = 1; i < l->count; i++)
		for (size_t n = l->nodes[i].parent; !l->nodes[i].top && n != NPM_NONE && !l->nodes[n].top;
		     n = l->nodes[n].parent)
			l->nodes[i].left_out = l->nodes[i].left_out || l->nodes[n].left_out;
}

bool npm_filter(struct npm_lock *l, struct error *e)
{
	bool prunes = npm_major(l) > 10; /* npm 10 leaves extraneous packages */
	npm_flags(l);
	for (size_t i = 1; i < l->count; i++)
		l->nodes[i].left_out = l->nodes[i].orphan ||
				       (prunes && l->nodes[i].extraneous && !l->nodes[i].bundled) ||
				       (!l->nodes[i].top && is_omitted(l, i));
	if (!leave_out_optional(l, e) || !choose_importers(l, e))
		return false;
	leave_out_inner(l);
	for (size_t i = 1; i < l->count; i++) {
		const struct npm_node *n = &l->nodes[i];
		if (npm_is_unpacked(n) && !n->left_out && !n->source)
			return error_set(e, n->path, "is not in the list");
	}
	return true;
}
