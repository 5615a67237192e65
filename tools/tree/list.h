/* The list that says where the packages of a lockfile are. */
#ifndef TREE_LIST_H
#define TREE_LIST_H

#include <stdbool.h>

#include "base/lines.h"
#include "base/string_map.h"

/* Zero-initialise; tree_list_free ends it. */
struct tree_list {
	struct lines lines;
	struct string_map paths; /* key to where in the text its path is */
};

/* Reads the file PATH ("-": standard input): KEY<TAB>TARBALL_OR_DIR a line, each key
 * once.  An empty file is an empty list. */
bool tree_list_read(struct tree_list *l, const char *path, struct error *e);

/* The same of TEXT, which is L's from now on; PATH is for messages. */
bool tree_list_take(struct tree_list *l, struct buffer *text, const char *path, struct error *e);

/* The tarball or folder of KEY, or NULL. */
const char *tree_list_find(const struct tree_list *l, const char *key);

void tree_list_free(struct tree_list *l);

#endif
