/* The JSON index entries of v3 and v10 stores. */
#ifndef PNPM_INDEX_JSON_H
#define PNPM_INDEX_JSON_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "pnpm/store.h"

/* False for "__proto__", which pnpm cannot list: in JavaScript it is not an object's own name. */
bool pnpm_index_json_lists(const char *path);

/* Puts P's entry into OUT: { name, version, requiresBuild, files: { path: {
 * checkedAt, integrity, mode, size } } }, fields in that order, name and
 * version as package.json has them or not at all (pnpm 9.15.9, 10.33.0). */
void pnpm_index_json(struct buffer *out, const struct pnpm_entry *p);

/* The add_entry of formats with JSON entries.  The entry of a package without integrity
 * is in the folder of its id (getFilesIndexFilePath), twice: for when scripts ran and for
 * when not. */
bool pnpm_index_json_add(struct pnpm_store *s, const struct pnpm_entry *p, struct error *e);

#endif
