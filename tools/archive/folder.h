/* A folder as a package: git sources and replaced packages. */
#ifndef ARCHIVE_FOLDER_H
#define ARCHIVE_FOLDER_H

#include "archive/contents.h"
#include "archive/rules.h"

/* Lists the files below the open FOLDER in C, except for .git, symlinks and
 * special files.  WORKING_TREE: it is a repository's, so that the node_modules
 * in it are not part of the package (bun 1.4.5; not so 1.2.23 and 1.3.14). */
bool folder_list(int folder, const struct archive_rules *rules, bool working_tree, struct contents *c,
		 struct error *e);

/* Gives SINK the bytes of the files that were listed and have no data, as the source has them. */
bool folder_stream(int folder, const struct contents *c, const struct contents_sink *sink, struct error *e);

#endif
