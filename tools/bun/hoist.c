#include "bun/hoist.h"

#include <stdlib.h>
#include <string.h>

#include "base/semver_range.h"

/* A place takes 60 bytes in a real lockfile.  Bundled packages that depend on what bundles
 * them never end. */
#define PLACES_LEAST ((size_t)1 << 16)
#define BYTES_PER_PLACE 8

/* A package in a folder, whose own dependencies are to be placed. */
struct task {
	size_t folder;
	size_t dependency; /* BUN_NONE: the root */
	size_t limit;      /* the folder that nothing is hoisted beyond, or BUN_NONE */
};

/* An optional peer that has no package yet. */
struct pending {
	size_t dependency;
	size_t next; /* of the same name, or BUN_NONE */
};

struct hoister {
	struct bun_hoisting *h;
	struct bun_graph *g;
	const struct bun_filter *filter;
	bool near_peers;    /* see bun_hoist */
	struct task *tasks; /* first in, first out */
	size_t task_count, task_capacity;
	struct pending *pending;
	size_t pending_count, pending_capacity;
	size_t *first_pending; /* by name ids, or BUN_NONE */
	bool *peer_alone;      /* by packages: who depends on it has it as a peer */
};

/* What becomes of a dependency. */
enum outcome {
	NOT_FOUND,
	PLACE,    /* in the folder */
	THERE,    /* something is there that will do */
	CONFLICT, /* something else is there */
	RESOLVED, /* an optional peer takes what is there */
	REPLACE,  /* takes the place of an optional peer that has no package */
	LATER,    /* both are optional peers that have no package */
	LOOP,     /* the lockfile contradicts itself */
};

struct decision {
	enum outcome outcome;
	size_t folder, dependency;
};

static size_t package_of(const struct hoister *w, size_t dependency)
{
	return dependency == BUN_NONE ? 0 : w->g->dependencies[dependency].package;
}

static bool range_takes(const struct hoister *w, const struct bun_dependency *d, size_t package)
{
	const struct bun_package *p = &w->g->packages[package];
	return p->kind == BUN_KIND_NPM && semver_is_range(d->range) &&
	       semver_range_allows(d->range, &p->version);
}

/* D and the dependency THERE, of the same name, in one folder. */
static enum outcome meet(const struct hoister *w, const struct bun_dependency *d, size_t there, bool own)
{
	const struct bun_dependency *other = &w->g->dependencies[there];
	if (other->package == BUN_NONE)
		return d->package == BUN_NONE ? LATER : REPLACE;
	if (d->package == BUN_NONE)
		return RESOLVED;
	if (other->package == d->package ||
	    (own && (other->group == BUN_GROUP_DEV) != (d->group == BUN_GROUP_DEV)))
		return THERE;
	const struct bun_package *root = &w->g->packages[0];
	bool peer = d->group == BUN_GROUP_PEER;
	if (peer && range_takes(w, d, other->package))
		return THERE;
	/* What the project itself chose is good enough for a peer. */
	if (peer && there >= root->first && there < root->first + root->count)
		return THERE;
	return own && other->group != BUN_GROUP_PEER ? LOOP : CONFLICT;
}

/* --- peers --- */

/* PACKAGE will do as the peer D. */
static bool is_good(const struct hoister *w, const struct bun_dependency *d, size_t package)
{
	return package != BUN_NONE && (w->g->packages[package].kind != BUN_KIND_NPM ||
				       !semver_is_range(d->range) || range_takes(w, d, package));
}

/* What the folder FOLDER has of that name, or BUN_NONE. */
static size_t find_in(const struct hoister *w, size_t folder, size_t name_id)
{
	size_t index = pair_map_find(&w->h->there, folder, name_id);
	w->g->effort.made += 4;
	return index == PAIR_NONE ? BUN_NONE : w->h->folders[folder].dependencies[index];
}

/* The peer D has a good package before the folder OUTER, other than EXCEPT: OWNER, whose folder
 * START is, depends on one, or it is in a folder on the way. */
static bool is_nearer(const struct hoister *w, const struct bun_dependency *d, size_t except, size_t owner,
		      size_t start, size_t outer)
{
	const struct bun_package *p = &w->g->packages[owner];
	w->g->effort.made += p->count;
	for (size_t i = p->first; i < p->first + p->count; i++) {
		const struct bun_dependency *other = &w->g->dependencies[i];
		if (other->name_id == d->name_id && other->group != BUN_GROUP_PEER &&
		    other->package != except && is_good(w, d, other->package))
			return true;
	}
	for (size_t at = start; at != outer; at = w->h->folders[at].parent) {
		size_t found = find_in(w, at, d->name_id);
		size_t package = found == BUN_NONE ? BUN_NONE : w->g->dependencies[found].package;
		if (package != except && is_good(w, d, package))
			return true;
	}
	return false;
}

/* The package of D would find another version of a peer in OUTER than before, and one that is
 * not good, or that is nothing but a peer. */
static bool loses_peer(const struct hoister *w, const struct bun_dependency *d, size_t owner, size_t start,
		       size_t outer)
{
	if (!w->near_peers || d->package == BUN_NONE)
		return false;
	const struct bun_package *p = &w->g->packages[d->package];
	w->g->effort.made += p->count;
	for (size_t i = p->first; i < p->first + p->count; i++) {
		const struct bun_dependency *peer = &w->g->dependencies[i];
		if (peer->group != BUN_GROUP_PEER || peer->optional_peer || peer->also_other)
			continue;
		size_t found = find_in(w, outer, peer->name_id);
		size_t there = found == BUN_NONE ? BUN_NONE : w->g->dependencies[found].package;
		bool stays = there != BUN_NONE && !w->peer_alone[there] && is_good(w, peer, there);
		if (found != BUN_NONE && !stays && is_nearer(w, peer, there, owner, start, outer))
			return true;
	}
	return false;
}

/* --- placing --- */

static struct decision look(const struct hoister *w, const struct bun_dependency *d, size_t folder, bool own)
{
	size_t there = find_in(w, folder, d->name_id);
	if (there == BUN_NONE)
		return (struct decision){.outcome = NOT_FOUND};
	return (struct decision){meet(w, d, there, own), folder, there};
}

/* Where D, of the package OWNER that has the folder FOLDER, goes: as far out as nothing else
 * of its name is in the way, or into FOLDER. */
static struct decision decide(const struct hoister *w, const struct bun_dependency *d, size_t owner,
			      size_t folder, size_t limit)
{
	size_t outer = folder;
	struct decision found = look(w, d, folder, true);
	while (found.outcome == NOT_FOUND && w->h->folders[outer].parent != BUN_NONE && outer != limit) {
		outer = w->h->folders[outer].parent;
		found = look(w, d, outer, false);
		if (found.outcome == CONFLICT || loses_peer(w, d, owner, folder, outer))
			return (struct decision){.outcome = PLACE, .folder = folder};
	}
	return found.outcome == NOT_FOUND ? (struct decision){.outcome = PLACE, .folder = outer} : found;
}

static void add_task(struct hoister *w, size_t folder, size_t dependency, size_t limit)
{
	size_t package = package_of(w, dependency);
	if (package == BUN_NONE || w->g->packages[package].count == 0)
		return;
	array_reserve(w->tasks, w->task_capacity, w->task_count + 1);
	w->tasks[w->task_count++] = (struct task){folder, dependency, limit};
}

static void place(struct hoister *w, size_t folder, size_t dependency, size_t limit)
{
	struct bun_hoist_folder *f = &w->h->folders[folder];
	array_reserve(f->dependencies, f->capacity, f->count + 1);
	array_reserve(f->folders, f->folder_capacity, f->count + 1);
	size_t name_id = w->g->dependencies[dependency].name_id;
	if (pair_map_find(&w->h->there, folder, name_id) == PAIR_NONE) /* the first of a name counts */
		pair_map_add(&w->h->there, folder, name_id, f->count);
	f->folders[f->count] = BUN_NONE;
	f->dependencies[f->count++] = dependency;
	add_task(w, folder, dependency, limit);
}

static void note_pending(struct hoister *w, size_t dependency)
{
	size_t *first = &w->first_pending[w->g->dependencies[dependency].name_id];
	array_reserve(w->pending, w->pending_capacity, w->pending_count + 1);
	w->pending[w->pending_count] = (struct pending){dependency, *first};
	*first = w->pending_count++;
}

/* All optional peers of that name that waited for it get PACKAGE. */
static void resolve_pending(struct hoister *w, size_t name_id, size_t package)
{
	for (size_t i = w->first_pending[name_id]; i != BUN_NONE; i = w->pending[i].next)
		w->g->dependencies[w->pending[i].dependency].package = package;
	w->first_pending[name_id] = BUN_NONE;
}

static void replace(struct hoister *w, const struct decision *there, size_t dependency, size_t limit)
{
	const struct bun_dependency *d = &w->g->dependencies[dependency];
	w->g->dependencies[there->dependency].package = d->package;
	resolve_pending(w, d->name_id, d->package);
	w->h->folders[there->folder].dependencies[pair_map_find(&w->h->there, there->folder, d->name_id)] =
	    dependency;
	add_task(w, there->folder, dependency, limit);
}

static bool add(struct hoister *w, size_t owner, size_t dependency, size_t folder, size_t limit,
		struct error *e)
{
	struct bun_dependency *d = &w->g->dependencies[dependency];
	if (w->filter && (!bun_filter_wants(w->filter, owner, dependency) || d->package == BUN_NONE))
		return true;
	if (d->package == BUN_NONE && !d->optional_peer)
		return true;
	if (d->bundled) {
		place(w, folder, dependency, folder);
		return true;
	}
	if (d->package != BUN_NONE && w->g->packages[d->package].kind == BUN_KIND_FOLDER) {
		place(w, folder, dependency, limit);
		return true;
	}
	struct decision decision = decide(w, d, owner, folder, limit);
	switch (decision.outcome) {
	case PLACE:
		place(w, decision.folder, dependency, limit);
		break;
	case RESOLVED:
		d->package = w->g->dependencies[decision.dependency].package;
		resolve_pending(w, d->name_id, d->package);
		break;
	case REPLACE:
		replace(w, &decision, dependency, limit);
		break;
	case LATER:
		note_pending(w, dependency);
		break;
	case LOOP:
		return error_set(e, w->g->path,
				 "package '%.100s' depends on '%.100s' in two versions at once",
				 w->g->packages[owner].name, d->name);
	case NOT_FOUND:
	case THERE:
	case CONFLICT:
		break;
	}
	return true;
}

/* What DEPENDENCY has in the folder OUTER has the folder FOLDER. */
static void note_folder(struct hoister *w, size_t outer, size_t dependency, size_t folder)
{
	struct bun_hoist_folder *f = &w->h->folders[outer];
	size_t index = pair_map_find(&w->h->there, outer, w->g->dependencies[dependency].name_id);
	if (index != PAIR_NONE && f->dependencies[index] == dependency)
		f->folders[index] = folder;
}

/* Places what the package of TASK depends on, and makes its folder for that. */
static bool run(struct hoister *w, struct task task, struct error *e)
{
	const struct bun_package *p = &w->g->packages[package_of(w, task.dependency)];
	size_t folder = w->h->count;
	array_reserve(w->h->folders, w->h->capacity, folder + 1);
	w->h->folders[w->h->count++] =
	    (struct bun_hoist_folder){.parent = task.folder, .dependency = task.dependency};
	for (size_t i = p->first; i < p->first + p->count; i++)
		if (!add(w, (size_t)(p - w->g->packages), i, folder, task.limit, e))
			return false;
	if (w->h->folders[folder].count == 0)
		w->h->count--;
	else if (task.folder != BUN_NONE)
		note_folder(w, task.folder, task.dependency, folder);
	return true;
}

static bool run_all(struct hoister *w, struct error *e)
{
	size_t most = PLACES_LEAST + w->g->bytes / BYTES_PER_PLACE;
	add_task(w, BUN_NONE, BUN_NONE, BUN_NONE);
	for (size_t i = 0; i < w->task_count; i++) {
		if (w->task_count > most || effort_is_spent(&w->g->effort))
			return error_set(
			    e, w->g->path,
			    "its packages would be hoisted without end; use installer = \"bun\"");
		if (!run(w, w->tasks[i], e))
			return false;
	}
	return true;
}

static void note_peers_alone(struct hoister *w)
{
	w->peer_alone = xmalloc(w->g->count);
	memset(w->peer_alone, true, w->g->count);
	for (size_t i = 0; i < w->g->dependency_count; i++) {
		const struct bun_dependency *d = &w->g->dependencies[i];
		if (d->group != BUN_GROUP_PEER && d->package != BUN_NONE)
			w->peer_alone[d->package] = false;
	}
}

bool bun_hoist(struct bun_hoisting *h, struct bun_graph *g, const struct bun_filter *filter, bool near_peers,
	       struct error *e)
{
	struct hoister w = {.h = h, .g = g, .filter = filter, .near_peers = near_peers};
	w.first_pending = bun_graph_nones(g->name_count);
	note_peers_alone(&w);
	bool ok = run_all(&w, e);
	free(w.tasks);
	free(w.pending);
	free(w.first_pending);
	free(w.peer_alone);
	return ok;
}

void bun_hoisting_free(struct bun_hoisting *h)
{
	for (size_t i = 0; i < h->count; i++) {
		free(h->folders[i].dependencies);
		free(h->folders[i].folders);
	}
	free(h->folders);
	pair_map_free(&h->there);
	*h = (struct bun_hoisting){0};
}
