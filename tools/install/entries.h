/* The packages and commands in the node_modules of a folder that somebody works in. */
#ifndef INSTALL_ENTRIES_H
#define INSTALL_ENTRIES_H

#include "install/refresh.h"

/* Puts them from a new tree in place of those of the run before: an install_placer, whose CONTEXT is a struct
 * install_renewal.  No other run may be at work in the project. */
bool install_entries(void *context, int new, const char *path, const char *old, struct error *e);

/* The hash of the package manager's own file in FOLDER's node_modules; "" if there is none.  The caller frees it. */
char *install_state(const struct install_renewal *r, const char *folder);

/* Refuses to replace NAME (NULL: anything) in FOLDER's node_modules, which something else made: false with E. */
bool install_refuse(const char *folder, const char *name, struct error *e);

#endif
