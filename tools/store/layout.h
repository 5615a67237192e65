/* A layout of stores: everything about it, in one table of functions
 * and names.  A new layout is a C file that has one, and a row in
 * managers/layouts.c. */
#ifndef STORE_LAYOUT_H
#define STORE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "archive/package_group.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/faults.h"

/* A fragment that is being written. */
struct store_fragment {
	const struct store_layout *layout;
	size_t count;     /* how many packages it gets; their ordinals are below that */
	int dir;          /* descriptor of the folder that it is built in */
	const char *path; /* of that folder */
	void *state;      /* the layout's own */
};

/* A file that is merged, not chosen. */
struct store_combination {
	const char *const *paths; /* where it is in the fragments that have it, in their order */
	size_t count;
	const char *out; /* the path that it gets */
	int dir;         /* descriptor of the store, for temporary files */
	/* To be told of WHAT that differs in two of PATHS; false with E to stop. */
	bool (*conflict)(void *context, const char *what, size_t kept, size_t dropped, struct error *e);
	void *context;
	size_t rows; /* to be set: what PATHS hold, before equal rows became one */
};

struct store_layout {
	const char *name;    /* for --store-version, and for messages */
	const char *program; /* the one that writes fragments of it */
	const char *usage;   /* for --help: "v11 for pnpm 11 and 12"; NULL: the program has no other */
	const void *details; /* the layout's own */

	/* Writing.  First BEGIN makes the state; KEY tells for one source after the
	 * other where it will be: it may set working_tree, and sets *AGAIN when an
	 * earlier one is there, not known to be the same ("without an integrity").
	 * REGISTRY: where it comes from, when that was said.  False with E about its id.
	 * OPEN is called when the folder is there, ADD for each package, read and
	 * patched, and with HASHED with the SHA-512 of what is in memory; from threads,
	 * each with its own WORKER below POOL_MAX.  FINISH is called when all are
	 * added; END, in any case, frees the state.  OPEN and FINISH may be NULL. */
	struct archive_rules rules; /* max_unpacked is somebody else's */
	bool hashed;
	void (*begin)(struct store_fragment *f);
	bool (*key)(struct store_fragment *f, struct package_source *s, const char *registry,
		    const char **again, struct error *e);
	bool (*open)(struct store_fragment *f, struct error *e);
	bool (*add)(struct store_fragment *f, struct package *p, unsigned worker, struct error *e);
	bool (*finish)(struct store_fragment *f, struct error *e);
	void (*end)(struct store_fragment *f);
	/* Where the package S is, for --verbose: "filed under …"; the caller frees it. */
	char *(*where)(const struct store_fragment *f, const struct package_source *s);

	/* Merging.  NULL: of files with one path the first is taken. */
	const char *combined; /* the path of a file that COMBINE makes of all those of that path */
	bool (*combine)(struct store_combination *c, struct error *e);
	/* True for the name of a package's folder, which becomes one symlink: where a
	 * store's files may not be symlinks themselves. */
	bool (*is_package)(const char *name);

	/* Verifying.  IS_IN: whether the folder ROOT has a store of this layout; NULL:
	 * it may be, when it has none of another.  VERIFY adds what is wrong to FAULTS,
	 * in an order that does not depend on threads, and the number of packages to
	 * *PACKAGES. */
	bool (*is_in)(const struct store_layout *layout, const char *root);
	void (*verify)(const struct store_layout *layout, const char *root, struct faults *faults,
		       size_t *packages);
};

/* LAYOUTS is a table that ends with NULL; PROGRAM: only those that it writes; NULL: all. */

/* The first of that NAME, with NULL of any; or NULL. */
const struct store_layout *store_layout_find(const struct store_layout *const *layouts, const char *program,
					     const char *name);

/* Adds to TEXT their names, or with USAGE what is told of them in --help, with
 * BETWEEN between them and LAST before the last.  Those that may be anything (is_in
 * is NULL) are left out. */
void store_layout_names(struct buffer *text, const struct store_layout *const *layouts, const char *program,
			bool usage, const char *between, const char *last);

#endif
