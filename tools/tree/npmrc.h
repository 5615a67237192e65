/* A project's .npmrc, which npm, pnpm and bun read in the same way. */
#ifndef TREE_NPMRC_H
#define TREE_NPMRC_H

#include "tree/manager.h"

/* NAME = VALUE, or NAME[] = VALUE for one of a list.  NAME alone has the value "true". */
struct tree_npmrc_line {
	const char *name, *value;
	bool list;
};

/* Zero-initialise; tree_npmrc_free ends it. */
struct tree_npmrc {
	struct tree_npmrc_line *all;
	size_t count, capacity;
	struct buffer text; /* what the lines point into */
};

/* Reads the .npmrc of R's project into N, in its order; without the file there are no lines.  Quotes
 * around a value and comments after it are left out, and lines after a [section] do not count (the npm
 * package ini 1.3 and 4.1; pnpm 10.33.0).  Variables stay as they are written.  False with E. */
bool tree_npmrc_read(struct tree_npmrc *n, const struct tree_request *r, struct error *e);

void tree_npmrc_free(struct tree_npmrc *n);

#endif
