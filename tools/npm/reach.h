/* Which nodes of a package-lock.json others lead to. */
#ifndef NPM_REACH_H
#define NPM_REACH_H

#include "npm/lock.h"

/* A set of nodes.  npm_reached_free ends it. */
struct npm_reached {
	bool *in; /* by nodes */
	size_t *nodes, count;
	size_t done; /* how many of NODES were looked at */
};

/* An empty set of L's nodes. */
struct npm_reached npm_reached_new(const struct npm_lock *l);

/* Adds the node NODE. */
void npm_reach(struct npm_reached *r, size_t node);

/* Adds all that those in R depend on, by edges that are none of the kinds WITHOUT. */
void npm_reach_all(const struct npm_lock *l, struct npm_reached *r, unsigned without);

void npm_reached_empty(struct npm_reached *r);
void npm_reached_free(struct npm_reached *r);

#endif
