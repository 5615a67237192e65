/* For isolate_nodes.c: the peers that a package, or what it depends on, looks for beyond it. */
#ifndef BUN_PEER_LEAKS_H
#define BUN_PEER_LEAKS_H

#include <stdint.h>

#include "bun/filter.h"
#include "bun/graph.h"

/* Zero-initialise; bun_peer_leaks_free ends it. */
struct bun_peer_leaks {
	/* The names of all peers, numbered. */
	size_t *numbers; /* by name ids; BUN_NONE: is nobody's peer */
	size_t *names;   /* name ids, by numbers */
	size_t name_count;
	uint64_t *sets; /* a bit for each of these names, WORDS for each package */
	size_t words;
};

/* Fills L for the dependencies of G that FILTER wants.  False with E when there are too many.  When EFFORT is spent, the sets are not complete. */
bool bun_peer_leaks_find(struct bun_peer_leaks *l, const struct bun_graph *g, const struct bun_filter *filter,
			 struct effort *effort, struct error *e);

/* True when the package PACKAGE leaks the peer of that number. */
bool bun_peer_leaks_has(const struct bun_peer_leaks *l, size_t package, size_t number);

void bun_peer_leaks_free(struct bun_peer_leaks *l);

#endif
