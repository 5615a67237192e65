/* The hunks of a patch, applied to a text.
 *
 * As pnpm 10.33 and 11.28 (patch-package 8) and bun 1.3 and 1.4 do it, where these accept a patch: lines are
 * compared without the blanks at their ends, so that a patch with LF fits a file with CRLF; the file keeps its
 * lines. A hunk may have moved by 20 lines. All its context must fit. */
#ifndef DIFF_HUNKS_H
#define DIFF_HUNKS_H

#include "base/buffer.h"
#include "diff/diff.h"

/* Adds to TO what the COUNT hunks make of the LEN bytes at BYTES, less than 4 GB.  Returns COUNT, or the index of
 * the first hunk that does not fit.  Takes four bytes for each line of BYTES. */
size_t diff_hunks_apply(const struct diff_hunk *hunks, size_t count, const char *bytes, size_t len,
			struct buffer *to);

/* Adds to TO the new file that the COUNT hunks, which have no old lines, are. */
void diff_hunks_create(const struct diff_hunk *hunks, size_t count, struct buffer *to);

#endif
