#include "npm/flags.h"

#include <stdlib.h>
#include <string.h>

/* Marks in SEEN what is reached from the project by edges that are none of WITHOUT. */
static void reach(const struct npm_lock *l, unsigned without, bool *seen, size_t *waiting)
{
	size_t count = 1;
	memset(seen, 0, l->count);
	seen[0] = true;
	waiting[0] = 0;
	while (count > 0) {
		size_t from = waiting[--count];
		size_t target = l->nodes[from].target;
		if (l->nodes[from].is_link && !seen[target]) {
			seen[target] = true;
			waiting[count++] = target;
		}
		for (size_t i = l->first[from]; i < l->first[from + 1]; i++) {
			const struct npm_edge *edge = &l->edges[i];
			if ((edge->kind & without) || seen[edge->to])
				continue;
			seen[edge->to] = true;
			waiting[count++] = edge->to;
		}
	}
}

/* Around what is needed is needed, too. */
static void keep_around(struct npm_lock *l)
{
	for (size_t i = 1; i < l->count; i++)
		for (size_t n = l->nodes[i].parent;
		     !l->nodes[i].extraneous && n != NPM_NONE && l->nodes[n].extraneous;
		     n = l->nodes[n].parent)
			l->nodes[n].extraneous = false;
}

void npm_flags(struct npm_lock *l)
{
	bool *seen = xmalloc(l->count);
	size_t *waiting = xmalloc(l->count * sizeof(*waiting));
	reach(l, NPM_DEV, seen, waiting);
	for (size_t i = 1; i < l->count; i++)
		l->nodes[i].dev = !seen[i];
	reach(l, NPM_OPTIONAL, seen, waiting);
	for (size_t i = 1; i < l->count; i++)
		l->nodes[i].optional = !seen[i];
	reach(l, NPM_PEER, seen, waiting);
	for (size_t i = 1; i < l->count; i++)
		l->nodes[i].peer = !seen[i];
	reach(l, NPM_DEV | NPM_OPTIONAL, seen, waiting);
	for (size_t i = 1; i < l->count; i++)
		l->nodes[i].dev_optional = !seen[i] && !l->nodes[i].dev && !l->nodes[i].optional;
	reach(l, NPM_OPTIONAL_PEER, seen, waiting);
	for (size_t i = 1; i < l->count; i++)
		l->nodes[i].extraneous = !seen[i];
	keep_around(l);
	free(seen);
	free(waiting);
}
