/* Merging fragments into one tree. */
#ifndef MERGE_MERGE_H
#define MERGE_MERGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/string_list.h"
#include "store/layout.h"

enum merge_mode { MERGE_SYMLINK, MERGE_COPY, MERGE_REFLINK, MERGE_HARDLINK };

struct merge {
	const struct store_layout *const *layouts; /* that fragments may have; ends with NULL */
	enum merge_mode mode;
	bool strict;                  /* a conflict is an error, not a warning */
	struct string_list *warnings; /* gets those */
	const char *const *fragments; /* paths; the first that has a name wins */
	size_t count;
};

/* What a merge came to. */
struct merge_counts {
	size_t files;    /* put in place; a package's folder, when it is one symlink, too */
	size_t shared;   /* of them, those that several fragments have */
	size_t differed; /* of these, those that are not the same in all */
	size_t rows;     /* of combined files, before those of one key became one */
};

/* Puts the merge of the fragments into the empty directory OUT_DIR, whose path
 * is OUT_PATH.  Directories merge; a name that is a directory in one fragment
 * and not in another is an error.  Where two files of one name differ the
 * first is kept, and a warning added, unless a layout combines them.  In
 * symlink mode the package's folder of a layout that says so (is_package) is one
 * symlink, and treated as a file is.  Nothing in the fragments is changed.  Fills COUNTS. */
bool merge_fragments(const struct merge *m, int out_dir, const char *out_path, struct merge_counts *counts,
		     struct error *e);

#endif
