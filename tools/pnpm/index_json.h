/* The JSON index entries of v3 and v10 stores. */
#ifndef PNPM_INDEX_JSON_H
#define PNPM_INDEX_JSON_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "pnpm/store.h"

/* Puts P's entry into OUT: { name, version, requiresBuild, files: { path: {
 * checkedAt, integrity, mode, size } } }, fields in that order, name and
 * version as package.json has them or not at all (pnpm 9.15.9, 10.33.0). */
void pnpm_index_json(struct buffer *out, const struct pnpm_entry *p);

/* Writes P's entry to NAME below the version folder. */
bool pnpm_index_json_write(struct pnpm_store *s, const char *name, const struct pnpm_entry *p,
			   struct error *e);

/* Writes the two entries of a package without integrity, in the folder of its
 * id (getFilesIndexFilePath): one for when scripts ran and one for when not. */
bool pnpm_index_json_write_by_id(struct pnpm_store *s, const struct pnpm_entry *p, struct error *e);

#endif
