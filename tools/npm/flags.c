#include "npm/flags.h"

#include "npm/reach.h"

/* Makes R what the project leads to by edges that are none of WITHOUT. */
static void reach(const struct npm_lock *l, unsigned without, struct npm_reached *r)
{
	npm_reached_empty(r);
	npm_reach(r, 0);
	npm_reach_all(l, r, without);
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
	struct npm_reached r = npm_reached_new(l);
	reach(l, NPM_DEV, &r);
	for (size_t i = 1; i < l->count; i++)
		l->nodes[i].dev = !r.in[i];
	reach(l, NPM_OPTIONAL, &r);
	for (size_t i = 1; i < l->count; i++)
		l->nodes[i].optional = !r.in[i];
	reach(l, NPM_PEER, &r);
	for (size_t i = 1; i < l->count; i++)
		l->nodes[i].peer = !r.in[i];
	reach(l, NPM_DEV | NPM_OPTIONAL, &r);
	for (size_t i = 1; i < l->count; i++)
		l->nodes[i].dev_optional = !r.in[i] && !l->nodes[i].dev && !l->nodes[i].optional;
	reach(l, NPM_OPTIONAL_PEER, &r);
	for (size_t i = 1; i < l->count; i++)
		l->nodes[i].extraneous = !r.in[i];
	keep_around(l);
	npm_reached_free(&r);
}
