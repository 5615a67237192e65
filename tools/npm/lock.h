/* package-lock.json of versions 2 and 3 as a graph of what the tree will have.
 *
 * Time and memory grow with the lockfile's size: tables are hashed, and JSON has at most JSON_LOCKFILE_VALUES
 * values (250 bytes each).  A path has at most PATH_MAX bytes; a dependency is looked for in each node_modules around
 * what needs it, and a folder around each folder, 300 and 2,000 at most.  That, and the optional packages that npm 10
 * leaves out one by one, is counted as steps: base/effort.h bounds them by the size. */
#ifndef NPM_LOCK_H
#define NPM_LOCK_H

#include <stdint.h>

#include <jansson.h>

#include "base/effort.h"
#include "base/pair_map.h"
#include "base/string_map.h"
#include "tree/manager.h"

#define NPM_NONE SIZE_MAX

/* What is at one path of the lockfile's "packages". */
struct npm_node {
	/* Its key: "" is the project, "packages/a" a folder of it, "node_modules/a" a package */
	const char *path;
	const char *name; /* its name in the node_modules that it is in; NULL: it is in none */
	json_t *entry;
	size_t parent; /* whose node_modules the node is in, or for a folder the one around it, or NPM_NONE */
	bool top;      /* a folder of the project, not a package in a node_modules */
	bool is_link;
	size_t target;  /* of a link, a top */
	bool workspace; /* a top that the project's "workspaces" names */
	bool bundled;   /* comes with the tarball of a package around it */
	bool orphan;    /* inside of what the lockfile lacks, or outside of the project: npm leaves it out */
	bool left_out;  /* see npm/filter.h */
	bool dev, optional, dev_optional, peer, extraneous; /* see npm/flags.h */
	const char *source;                                 /* where its package is, or NULL */
	size_t planned;                                     /* the plan's package; NPM_NONE: none */
	size_t depth; /* how many folders node_modules are around it, up to its top */
};

/* Kinds of dependencies; an optional peer is of the last three. */
enum { NPM_DEV = 1, NPM_OPTIONAL = 2, NPM_PEER = 4, NPM_OPTIONAL_PEER = 8 };

/* A dependency: FROM needs TO. */
struct npm_edge {
	size_t from, to; /* nodes; TO may be a link */
	unsigned kind;
};

/* Zero-initialise; npm_lock_free ends it. */
struct npm_lock {
	const struct tree_request *request;
	json_t *json;
	struct npm_node *nodes; /* in the lockfile's order; the first is the project */
	size_t count;
	struct string_map by_path;
	struct string_map names;  /* of packages, to numbers */
	struct pair_map packages; /* a node and a name's number, to the package in its node_modules */
	struct effort effort;     /* of all that is done with the lockfile */
	struct npm_edge *edges;   /* by FROM */
	size_t edge_count, edge_capacity;
	size_t *first; /* of each node, and the end, in EDGES */
	struct arena *arena;
};

/* The edges, by TO.  npm_backwards_free ends it. */
struct npm_backwards {
	size_t *edges; /* indexes in the lock's */
	size_t *first; /* of each node, and the end, in EDGES */
};

/* Reads R's lockfile; strings are put into ARENA.  False with E. */
bool npm_lock_read(struct npm_lock *l, const struct tree_request *r, struct arena *arena, struct error *e);

/* True when the node's entry has KEY as true. */
bool npm_flag(const struct npm_node *n, const char *key);

/* True for a package that is unpacked into its path, unless it is left out. */
bool npm_is_unpacked(const struct npm_node *n);

/* True for a package of a git repository. */
bool npm_is_git(const struct npm_node *n);

/* The integrity that its tarball must have, or NULL. */
const char *npm_integrity(const struct npm_node *n);

/* What a link leads to, else the node itself. */
size_t npm_target(const struct npm_lock *l, size_t node);

/* The top that contains the node, or the node itself if it is a top. */
size_t npm_top(const struct npm_lock *l, size_t node);

/* The edges of L by where they lead; npm_backwards_free is due. */
struct npm_backwards npm_backwards_of(const struct npm_lock *l);
void npm_backwards_free(struct npm_backwards *b);

/* The major version of the npm whose tree is made; the greatest number for the newest. */
int npm_major(const struct npm_lock *l);

void npm_lock_free(struct npm_lock *l);

#endif
