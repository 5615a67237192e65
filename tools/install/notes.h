/* What a node_modules that somebody works in notes of itself: lines KIND<TAB>VALUE in its file .fragstore/about. */
#ifndef INSTALL_NOTES_H
#define INSTALL_NOTES_H

#include <stdbool.h>

#include "base/error.h"
#include "base/string_list.h"

/* The folder of the notes, in a node_modules. */
#define INSTALL_NOTES ".fragstore"

/* Zero-initialise; install_notes_free ends it. */
struct install_notes {
	bool there;
	char *deps;                 /* what it was made from, when it is whole; else NULL */
	char *state;                /* the hash of the package manager's own file then; "": it had none */
	struct string_list entries; /* what was put there: "is-odd", "@babel/core", ".bin/tsc" */
	struct string_list folders; /* in the project's own: those that have a node_modules */
};

/* Reads those of FOLDER's node_modules in the project DIR, a descriptor; none are not an error. */
void install_notes_read(struct install_notes *n, int dir, const char *folder);

/* Writes them, in place of what is there.  False with E. */
bool install_notes_write(const struct install_notes *n, int dir, const char *folder, struct error *e);

/* Removes them, and the node_modules if nothing else is in it. */
void install_notes_remove(int dir, const char *folder);

void install_notes_free(struct install_notes *n);

#endif
