/* The file `about` of what node_modules is made from: lines KIND<TAB>VALUE. */
#ifndef INSTALL_ABOUT_H
#define INSTALL_ABOUT_H

#include <stdbool.h>

#include "base/error.h"
#include "base/string_list.h"

/* Adds the values of KIND in the file of the folder DEPS, which may have none.  False with E. */
bool install_about(const char *deps, const char *kind, struct string_list *values, struct error *e);

/* The SHA-256 of the file PATH below DIR as hex digits, which the caller frees; NULL if it cannot be read. */
char *install_hash(int dir, const char *path);

/* False if DEPS was made from another lockfile than the file NAME in the project DIR, a descriptor.  DEPS of a part of a
 * lockfile do not say of which, and the file may be missing. */
bool install_is_of(const char *deps, int dir, const char *name);

#endif
