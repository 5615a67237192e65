/* The isolated layout: which packages node_modules/.bun has, once for each set of peers
 * that they see, and which links are between them. */
#ifndef BUN_ISOLATE_H
#define BUN_ISOLATE_H

#include "bun/filter.h"

struct bun_isolate_link {
	size_t entry;
	size_t dependency; /* whose name the link has */
	const char *name;
};

/* A package with the peers that it sees. */
struct bun_isolate_entry {
	size_t package;
	size_t dependency; /* the first that led here; BUN_NONE: the root */
	/* The packages that are peers of it or of what it depends on, by name. */
	const size_t *peers;
	size_t peer_count;
	/* By name, each once. */
	struct bun_isolate_link *links;
	size_t link_count, link_capacity;
};

/* How bun's versions differ. */
struct bun_isolate_rules {
	bool breadth_first; /* ways from the root are looked at by their lengths (before 1.3.13) */
	bool unfound_apart; /* where a peer is not found on the way, packages are not shared (before 1.4.1) */
	bool optional_above; /* optional peers are only what a package on the way has (before 1.3) */
	bool no_own_peers;   /* a package is not a peer of its dependents (since 1.4.4) */
	bool hidden_aliases; /* .bun/node_modules has all names of a package (since 1.4.4) */
	bool keep_colons;    /* URLs keep their ":" in the names of folders (before 1.3) */
	bool name_tarballs;  /* a tarball's integrity is in its folder's name (since 1.4.4) */
	bool short_names;    /* a long version or address is cut in a folder's name (since 1.4) */
};

/* Zero-initialise. */
struct bun_isolation {
	struct bun_isolate_entry *entries; /* the root first, then breadth first */
	size_t count, capacity;
	/* Of each name the first one: what .bun/node_modules has. */
	struct bun_isolate_link *hidden;
	size_t hidden_count, hidden_capacity;
	struct arena arena;
};

/* Lays out the packages of G that FILTER wants, optional peers having been resolved by
 * bun_hoist.  False with E when that would be too many. */
bool bun_isolate(struct bun_isolation *s, const struct bun_graph *g, const struct bun_filter *filter,
		 const struct bun_isolate_rules *rules, struct error *e);

/* The name in .bun of the folder of ENTRY: NAME@VERSION, and "+" and a hash if it has
 * peers.  The caller frees it. */
char *bun_isolate_name(const struct bun_graph *g, const struct bun_isolate_entry *entry,
		       const struct bun_isolate_rules *rules);

void bun_isolation_free(struct bun_isolation *s);

#endif
