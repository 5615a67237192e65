#include "tree/project.h"

#include <stdlib.h>
#include <string.h>

#include "base/string_map.h"
#include "base/text.h"
#include "tree/path.h"

/* One package depends on another. */
struct edge {
	size_t from, to;
};

struct split {
	const struct tree_plan *plan;
	struct tree_plan *project;
	const char *tree;
	struct string_map places;  /* of packages, to their indexes */
	struct string_map slots;   /* folders that are a package's alone except for its links, likewise */
	struct string_map outside; /* folders that the project does not get */
	bool *local;               /* of packages: whether the project has them itself */
	bool any_local;
	struct edge *edges;
	size_t edge_count, edge_capacity;
};

static const char modules[] = "node_modules";

/* The folder on the way to PATH, itself among them, that is in MAP; NULL: none is. */
static struct string_map_slot *find_above(const struct string_map *map, const char *path, size_t len)
{
	for (; len > 0; len = text_parent(path, len)) {
		struct string_map_slot *slot = string_map_find(map, path, len);
		if (slot)
			return slot;
	}
	return NULL;
}

/* The length of the folder whose node_modules the package at PATH is in. */
static size_t owner_of(const char *path)
{
	size_t len = strlen(path);
	do
		len = text_parent(path, len);
	while (len > 0 && (len < sizeof(modules) - 1 ||
			   memcmp(path + len - (sizeof(modules) - 1), modules, sizeof(modules) - 1) != 0));
	return text_parent(path, len);
}

/* True when one of the folders on the way to PATH, itself among them, is node_modules. */
static bool is_below_modules(const char *path, size_t len)
{
	for (size_t at = 0; at < len;) {
		size_t part = strcspn(path + at, "/");
		if (part > len - at)
			part = len - at;
		if (part == sizeof(modules) - 1 && memcmp(path + at, modules, part) == 0)
			return true;
		at += part + 1;
	}
	return false;
}

static void note_places(struct split *s)
{
	const struct tree_plan *p = s->plan;
	for (size_t i = 0; i < p->package_count; i++)
		for (const struct tree_place *place = p->packages[i].places; place; place = place->next)
			string_map_add(&s->places, place->path, (int64_t)i);
	for (size_t i = 0; i < p->package_count; i++) {
		for (const struct tree_place *place = p->packages[i].places; place; place = place->next) {
			size_t owner = owner_of(place->path);
			if (is_below_modules(place->path, owner) &&
			    !find_above(&s->places, place->path, owner) &&
			    !string_map_find(&s->slots, place->path, owner))
				string_map_add(&s->slots,
					       arena_strndup(&s->project->arena, place->path, owner),
					       (int64_t)i);
		}
	}
}

/* Where the link LINK leads, as a path of the tree; NULL: out of it. */
static const char *destination(struct split *s, const struct tree_link *link)
{
	struct arena *arena = &s->project->arena;
	size_t len = text_parent(link->path, strlen(link->path));
	const char *path = tree_join(arena, arena_strndup(arena, link->path, len), link->target);
	return text_leads_out(path) ? NULL : path;
}

static int by_target(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;
	return x->to < y->to ? -1 : x->to > y->to;
}

/* The first of the edges, sorted, that lead to the package TO or a later one. */
static size_t first_edge(const struct split *s, size_t to)
{
	size_t low = 0, high = s->edge_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->edges[middle].to < to)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What depends on a local package is local. */
static void spread(struct split *s)
{
	size_t *waiting = xmalloc((s->plan->package_count + 1) * sizeof(*waiting));
	size_t count = 0;
	for (size_t i = 0; i < s->plan->package_count; i++)
		if (s->local[i])
			waiting[count++] = i;
	s->any_local = count > 0;
	if (s->edge_count > 0)
		qsort(s->edges, s->edge_count, sizeof(*s->edges), by_target);
	while (count > 0) {
		size_t to = waiting[--count];
		for (size_t i = first_edge(s, to); i < s->edge_count && s->edges[i].to == to; i++) {
			if (!s->local[s->edges[i].from]) {
				s->local[s->edges[i].from] = true;
				waiting[count++] = s->edges[i].from;
			}
		}
	}
	free(waiting);
}

bool tree_is_writable(const struct tree_request *r, const char *path)
{
	size_t owner = owner_of(path);
	const char *name = path + owner + (owner > 0) + sizeof(modules);
	for (size_t i = 0; i < r->writable_count; i++)
		if (strcmp(name, r->writable[i]) == 0)
			return true;
	return false;
}

static bool is_writable(const struct tree_request *r, const struct tree_package *package)
{
	for (const struct tree_place *place = package->places; place; place = place->next)
		if (tree_is_writable(r, place->path))
			return true;
	return false;
}

static void find_local(struct split *s, const struct tree_request *r)
{
	const struct tree_plan *p = s->plan;
	s->local = xmalloc(p->package_count + 1);
	for (size_t i = 0; i < p->package_count; i++)
		s->local[i] = p->packages[i].local || is_writable(r, &p->packages[i]);
	for (size_t i = 0; i < p->link_count; i++) {
		const struct tree_link *link = &p->links[i];
		const struct string_map_slot *slot = find_above(&s->slots, link->path, strlen(link->path));
		if (!slot)
			continue;
		const char *to = destination(s, link);
		const struct string_map_slot *package = to ? find_above(&s->places, to, strlen(to)) : NULL;
		if (package) {
			array_reserve(s->edges, s->edge_capacity, s->edge_count + 1);
			s->edges[s->edge_count++] =
			    (struct edge){(size_t)slot->value, (size_t)package->value};
		} else if (!to || !is_below_modules(to, strlen(to))) {
			s->local[slot->value] = true;
		}
	}
	spread(s);
}

static char *in_tree(struct split *s, const char *path)
{
	return tree_string(s->project, "%s/%s", s->tree, path);
}

/* A package's slot is not in the project, or it has the package itself; one that has no
 * slot is a link.  What is in another package comes along with it. */
static void place_package(struct split *s, size_t index, const char *path, const char *built)
{
	struct tree_plan *q = s->project;
	size_t owner = owner_of(path);
	const struct string_map_slot *slot = string_map_find(&s->slots, path, owner);
	if (find_above(&s->places, path, owner))
		return;
	if (s->local[index]) {
		size_t package = tree_add_package(
		    q, (struct tree_package){.key = s->plan->packages[index].key,
					     .source = tree_string(q, "%s/%s", built, path)});
		tree_add_place(q, package, path);
	} else if (!slot) {
		string_map_add(&s->outside, path, 0);
		tree_add_link(q, path, in_tree(s, path));
	} else if (!string_map_find(&s->outside, slot->key, strlen(slot->key))) {
		string_map_add(&s->outside, slot->key, 0);
	}
}

/* Hidden folders of node_modules, other than that of bins, are there for the packages
 * beside them. */
static bool is_hidden(const char *path)
{
	for (const char *at = path; (at = strstr(at, "node_modules/.")); at += sizeof(modules))
		if ((at == path || at[-1] == '/') && !text_begins(at + sizeof(modules), ".bin/"))
			return true;
	return false;
}

static void take_links(struct split *s, const struct tree_link *links, size_t count,
		       void (*add)(struct tree_plan *, const char *, const char *))
{
	for (size_t i = 0; i < count; i++) {
		const struct tree_link *link = &links[i];
		if (find_above(&s->outside, link->path, strlen(link->path)) ||
		    (!s->any_local && is_hidden(link->path)))
			continue;
		const char *to = destination(s, link);
		bool is_outside = to && find_above(&s->outside, to, strlen(to));
		add(s->project, link->path, is_outside ? in_tree(s, to) : link->target);
	}
}

void tree_project(struct tree_plan *q, const struct tree_plan *p, const struct tree_request *r,
		  const char *tree, const char *built)
{
	struct split s = {.plan = p, .project = q, .tree = tree};
	note_places(&s);
	find_local(&s, r);
	for (size_t i = 0; i < p->package_count; i++)
		for (const struct tree_place *place = p->packages[i].places; place; place = place->next)
			place_package(&s, i, place->path, built);
	take_links(&s, p->links, p->link_count, tree_add_link);
	take_links(&s, p->bins, p->bin_count, tree_add_bin);
	/* Managers note things in packages, too. */
	for (size_t i = 0; i < p->file_count; i++)
		if (!find_above(&s.outside, p->files[i].path, strlen(p->files[i].path)))
			tree_add_file(q, p->files[i].path, p->files[i].data, p->files[i].len);
	for (size_t i = 0; i < p->folder_count; i++)
		if (!find_above(&s.outside, p->folders[i], strlen(p->folders[i])) &&
		    (s.any_local || !is_hidden(p->folders[i])))
			tree_add_folder(q, p->folders[i]);
	string_map_free(&s.places);
	string_map_free(&s.slots);
	string_map_free(&s.outside);
	free(s.edges);
	free(s.local);
}
