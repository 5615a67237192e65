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
#include "base/string_list.h"

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
	const char *notes;   /* for store-merge's --help, lines; NULL: those of another layout tell it */
	const void *details; /* the layout's own */

	/* Writing.  The functions are called in this order:
	 * BEGIN makes the state.
	 * KEY, for one source after the other, finds out where the package will be.  It
	 * may set working_tree.  It sets *AGAIN to a reason ("without an integrity") when
	 * an earlier package is there that may be another one.  REGISTRY: where the
	 * package comes from, or NULL.  False with E about its id.
	 * OPEN (or NULL), once the folder of the fragment exists.
	 * ADD, for each package, which is read and patched by then; from threads, each with
	 * its own WORKER below POOL_MAX.
	 * FINISH (or NULL), after the last one.
	 * END, also after a failure, frees the state. */
	struct archive_rules rules; /* without max_unpacked, which is set by an option */
	bool hashed;                /* ADD gets the SHA-512 of the files that are in memory */
	void (*begin)(struct store_fragment *f);
	bool (*key)(struct store_fragment *f, struct package_source *s, const char *registry,
		    const char **again, struct error *e);
	bool (*open)(struct store_fragment *f, struct error *e);
	bool (*add)(struct store_fragment *f, struct package *p, unsigned worker, struct error *e);
	bool (*finish)(struct store_fragment *f, struct error *e);
	void (*end)(struct store_fragment *f);
	/* Where the package S is, for --verbose: "filed under …"; the caller frees it. */
	char *(*where)(const struct store_fragment *f, const struct package_source *s);

	/* Makes in the new folder OUT what else the manager of that VERSION would get from a
	 * registry for LOCKFILE (a path), *VERSIONS of packages.  May be NULL. */
	bool (*make_packuments)(const char *out, const char *lockfile, const char *version, size_t *versions,
				struct error *e);

	/* Merging.  NULL: of files with one path the first is taken. */
	const char *combined; /* the path of a file that COMBINE makes of all those of that path */
	bool (*combine)(struct store_combination *c, struct error *e);
	/* True for the name of a package's folder, which becomes one symlink: where a
	 * store's files may not be symlinks themselves. */
	bool (*is_package)(const char *name);
	const char *executable_suffix; /* of files that are executable, whatever their mode */

	/* Verifying.  IS_IN: whether the folder ROOT has a store of this layout.  VERIFY, if
	 * it does, adds what is wrong to FAULTS, in an order that does not depend on threads,
	 * and the number of packages to *PACKAGES. */
	bool (*is_in)(const struct store_layout *layout, const char *root);
	void (*verify)(const struct store_layout *layout, const char *root, struct string_list *faults,
		       size_t *packages);
};

/* LAYOUTS is a table that ends with NULL; PROGRAM: only those that it writes; NULL: all. */

/* The first of that NAME, with NULL of any; or NULL. */
const struct store_layout *store_layout_find(const struct store_layout *const *layouts, const char *program,
					     const char *name);

/* The names, or with USAGE the usage, of those that have a usage, with BETWEEN between them
 * and LAST before the last; the caller frees it. */
char *store_layout_names(const struct store_layout *const *layouts, const char *program, bool usage,
			 const char *between, const char *last);

/* Adds to TEXT the notes of all, a paragraph each. */
void store_layout_notes(struct buffer *text, const struct store_layout *const *layouts);

#endif
