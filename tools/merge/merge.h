/* Merging fragments into one tree. */
#ifndef MERGE_MERGE_H
#define MERGE_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum merge_mode { MERGE_SYMLINK, MERGE_COPY, MERGE_REFLINK, MERGE_HARDLINK };

struct merge {
	enum merge_mode mode;
	bool strict;                  /* a conflict is an error, not a warning */
	const char *const *fragments; /* paths; the first that has a name wins */
	size_t count;
};

/* Puts the merge of the fragments into the empty directory OUT_DIR, whose path
 * is OUT_PATH.  Directories merge; a name that is a directory in one fragment
 * and not in another is an error.  Where two files of one name differ the
 * first is kept and a warning tells of it.  The index.db of v11 stores become
 * one.  In symlink mode a package's folder in a bun cache is one symlink, and
 * treated as a file is.  Nothing in the fragments is changed. */
bool merge_fragments(const struct merge *m, int out_dir, const char *out_path, struct error *e);

#endif
