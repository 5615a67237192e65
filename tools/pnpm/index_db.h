/* index.db, the SQLite index of a v11 store: the table
 * package_index(key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID, and
 * where pnpm 12 writes it package_index_alias(key TEXT PRIMARY KEY, target
 * TEXT NOT NULL) WITHOUT ROWID, from other keys to those of the first
 * (pnpm 11.28.11 and 12.21.0).
 *
 * Written here, it is a function of its rows alone: sorted by key, in one
 * transaction, with no trace of time, order or path. */
#ifndef PNPM_INDEX_DB_H
#define PNPM_INDEX_DB_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store/layout.h"

enum pnpm_index_table { PNPM_INDEX_ENTRY, PNPM_INDEX_ALIAS, PNPM_INDEX_TABLES };

/* Rows on their way into an index.db, from any number of threads.  The data
 * waits in an unlinked file, so that memory holds only the keys. */
struct pnpm_index_rows {
	pthread_mutex_t lock;
	int spill;        /* descriptor of that file */
	uint64_t spilled; /* bytes in it */
	struct pnpm_index_row *rows;
	size_t count, capacity;
};

/* DIR: where the unlinked file may be. */
bool pnpm_index_rows_open(struct pnpm_index_rows *r, int dir, struct error *e);

/* Takes a copy of a row of TABLE; of an alias DATA is the target.  Of several with one key the one of the lowest
 * ORIGIN is kept; pnpm_index_rows_write tells of the others when they differ. */
bool pnpm_index_rows_add(struct pnpm_index_rows *r, enum pnpm_index_table table, const char *key,
			 const void *data, size_t len, size_t origin, struct error *e);

/* Told of two rows with one KEY and different data: those of origin KEPT and DROPPED. */
typedef bool (*pnpm_index_conflict)(void *context, const char *key, size_t kept, size_t dropped,
				    struct error *e);

/* Writes all rows to a new file PATH.  CONFLICT may be NULL. */
bool pnpm_index_rows_write(struct pnpm_index_rows *r, const char *path, pnpm_index_conflict conflict,
			   void *context, struct error *e);

void pnpm_index_rows_free(struct pnpm_index_rows *r);

/* Told of a row of TABLE; KEY and DATA are valid until it returns. */
typedef bool (*pnpm_index_row_sink)(void *context, enum pnpm_index_table table, const char *key,
				    const void *data, size_t len, struct error *e);

/* Tells SINK of all rows of the index.db at PATH, or what it leads to, opened as what
 * never changes.  They are at most a quarter of its size in bytes, and hold at most its
 * size. */
bool pnpm_index_db_each(const char *path, pnpm_index_row_sink sink, void *context, struct error *e);

/* Makes one index.db of several (store_layout.combine). */
bool pnpm_index_db_combine(struct store_combination *c, struct error *e);

#endif
