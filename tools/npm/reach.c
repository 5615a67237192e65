#include "npm/reach.h"

#include <stdlib.h>

struct npm_reached npm_reached_new(const struct npm_lock *l)
{
	return (struct npm_reached){.in = xcalloc(l->count, sizeof(bool)),
				    .nodes = xmalloc(l->count * sizeof(size_t))};
}

void npm_reach(struct npm_reached *r, size_t node)
{
	if (!r->in[node]) {
		r->in[node] = true;
		r->nodes[r->count++] = node;
	}
}

void npm_reach_all(const struct npm_lock *l, struct npm_reached *r, unsigned without)
{
	while (r->done < r->count) {
		size_t from = r->nodes[r->done++];
		if (l->nodes[from].is_link)
			npm_reach(r, l->nodes[from].target);
		for (size_t i = l->first[from]; i < l->first[from + 1]; i++)
			if (!(l->edges[i].kind & without))
				npm_reach(r, l->edges[i].to);
	}
}

void npm_reached_empty(struct npm_reached *r)
{
	for (size_t i = 0; i < r->count; i++)
		r->in[r->nodes[i]] = false;
	r->count = r->done = 0;
}

void npm_reached_free(struct npm_reached *r)
{
	free(r->in);
	free(r->nodes);
}
