/* Putting one file of a fragment into the merged tree, and telling whether
 * two files or directories are the same. */
#ifndef MERGE_PLACE_H
#define MERGE_PLACE_H

#include <stdbool.h>

#include "base/error.h"
#include "merge/merge.h"

/* A file of a fragment. */
struct merge_file {
	const char *path; /* absolute */
	bool is_symlink;
	bool executable; /* has x bits in the output, whatever its own mode */
};

/* Makes NAME below OUT from the file or symlink SOURCE, in symlink mode from a directory
 * too.  A symlink is made again with the same text.  A copy has mode 0555 when SOURCE
 * has an x bit or is executable, else 0444. */
bool merge_place_file(enum merge_mode mode, const struct merge_file *source, int out, const char *name,
		      struct error *e);

/* Sets *SAME to whether A and B (absolute paths) are symlinks with one text,
 * or lead to regular files with the same bytes and x bits, or to directories
 * that hold the same; with EXECUTABLE the x bits of A and B themselves do not count.
 * Looks at no more pairs of files and directories than there are files and directories,
 * and reads each pair once. */
bool merge_same_contents(const char *a, const char *b, bool executable, bool *same, struct error *e);

#endif
