/* Patches of a project to its packages: files with unified diffs, as git, `pnpm patch` and `bun patch` write
 * them. */
#ifndef DIFF_DIFF_H
#define DIFF_DIFF_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

/* A part of a text. */
struct diff_slice {
	const char *text;
	size_t len;
};

/* What "@@ -START,OLD_COUNT +…,NEW_COUNT @@" is followed by. */
struct diff_hunk {
	size_t start, old_count, new_count;
	size_t line;            /* of the patch, for messages */
	struct diff_slice body; /* its lines, each with its line end */
};

/* What a patch has for one file. */
struct diff_change {
	char *from, *to; /* paths in the package; the same unless the file is renamed */
	bool creates, deletes, renames;
	long mode;   /* the new one, or -1 */
	size_t line; /* of the patch, where this begins */
	struct diff_hunk *hunks;
	size_t count, capacity;
};

/* Zero-initialise; diff_free ends it. */
struct diff {
	struct diff_change *all;
	size_t count, capacity;

	/* The rest is for diff.c. */
	const char *id, *path;
	struct buffer text;
	size_t at, line; /* what is still to be read of TEXT, and the number of its first line */
	struct buffer subject;
	struct error *e;
};

/* Reads the file PATH, of 64 MB at most: a patch for the package ID; both must last as long as D.  Lines of git
 * about binary files are skipped, and so is text around the changes.  False with E, about ID, PATH and the line. */
bool diff_read(struct diff *d, const char *id, const char *path, struct error *e);

/* What an error about LINE of the patch begins with; until the next call. */
const char *diff_at(struct diff *d, size_t line);

void diff_free(struct diff *d);

#endif
