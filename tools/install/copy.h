/* Copies of folders that were made for a project. */
#ifndef INSTALL_COPY_H
#define INSTALL_COPY_H

#include <stdbool.h>

#include "base/error.h"

/* Copies what is in the folder FROM to the empty folder TO, both descriptors: folders, files and symlinks.  The copies can be
 * written, whatever the modes there are.  PATH is FROM's, for messages.  False with E. */
bool install_copy(int from, const char *path, int to, struct error *e);

#endif
