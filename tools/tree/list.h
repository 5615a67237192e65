/* The list that says where the packages of a lockfile are. */
#ifndef TREE_LIST_H
#define TREE_LIST_H

#include <stdbool.h>

#include "base/lines.h"
#include "base/string_map.h"

/* Zero-initialise; tree_list_free ends it. */
struct tree_list {
	struct lines lines;
	struct string_map paths;   /* key to where in the text its path is */
	struct string_map patches; /* likewise its patch */
};

/* Reads the file PATH ("-": standard input): KEY<TAB>TARBALL_OR_DIR[<TAB>PATCH] a line, each key
 * once.  An empty file is an empty list.  An empty folder is what is left of an optional package
 * whose install script failed: such a package has a line, but tree_list_find does not find it. */
bool tree_list_read(struct tree_list *l, const char *path, struct error *e);

/* The same of TEXT, which is L's from now on; PATH is for messages. */
bool tree_list_take(struct tree_list *l, struct buffer *text, const char *path, struct error *e);

/* The tarball or folder of KEY, or NULL. */
const char *tree_list_find(const struct tree_list *l, const char *key);

/* The file of the patch that KEY's package gets, or NULL. */
const char *tree_list_patch(const struct tree_list *l, const char *key);

/* For a package that the lockfile says is patched: true when KEY's line has a patch, or when SOURCE is a folder.
 * Else false with E, about NAME. */
bool tree_list_is_patched(const struct tree_list *l, const char *key, const char *source, const char *name,
			  struct error *e);

/* Adds to B the line of KEY and PATH; PATCH may be NULL. */
void tree_list_add_line(struct buffer *b, const char *key, const char *path, const char *patch);

/* True if the line of KEY has an empty folder. */
bool tree_list_failed(const struct tree_list *l, const char *key);

/* Adds to B a line failed<TAB>KEY for each line with an empty folder. */
void tree_list_add_failed(const struct tree_list *l, struct buffer *b);

void tree_list_free(struct tree_list *l);

#endif
