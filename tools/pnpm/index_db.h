/* index.db, the SQLite index of a v11 store: the table
 * package_index(key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID, and
 * where pnpm 12 writes it package_index_alias(key TEXT PRIMARY KEY, target
 * TEXT NOT NULL) WITHOUT ROWID, from other keys to those of the first
 * (pnpm 11.28.11 and 12.21.0). */
#ifndef PNPM_INDEX_DB_H
#define PNPM_INDEX_DB_H

#include "pnpm/index_rows.h"
#include "store/layout.h"

/* Told of a row, which is valid until it returns. */
typedef bool (*pnpm_index_row_sink)(void *context, const struct pnpm_index_row *row, struct error *e);

/* Tells SINK of all rows of the index.db at PATH, or what it leads to, opened as what
 * never changes.  They are at most a quarter of its size in bytes, and hold at most its
 * size. */
bool pnpm_index_db_each(const char *path, pnpm_index_row_sink sink, void *context, struct error *e);

/* Makes one index.db of several (store_layout.combine). */
bool pnpm_index_db_combine(struct store_combination *c, struct error *e);

#endif
