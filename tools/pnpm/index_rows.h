/* Writing an index.db (see pnpm/index_db.h).  It is a function of its rows alone: sorted by key, in one
 * transaction, with no trace of time, order or path. */
#ifndef PNPM_INDEX_ROWS_H
#define PNPM_INDEX_ROWS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct sqlite3;

enum pnpm_index_table { PNPM_INDEX_ENTRY, PNPM_INDEX_ALIAS, PNPM_INDEX_TABLES };

/* A row, whose texts are another's. */
struct pnpm_index_row {
	enum pnpm_index_table table;
	const char *key;
	const void *data; /* of an alias: the key that it leads to */
	size_t len;
};

/* Rows on their way into an index.db, from any number of threads.  The data
 * waits in an unlinked file, so that memory holds only the keys. */
struct pnpm_index_rows {
	pthread_mutex_t lock;
	int spill;        /* descriptor of that file */
	uint64_t spilled; /* bytes in it */
	struct pnpm_index_kept *rows;
	size_t count, capacity;
};

/* DIR: where the unlinked file may be. */
bool pnpm_index_rows_open(struct pnpm_index_rows *r, int dir, struct error *e);

/* Takes a copy of ROW.  Of several with one key the one of the lowest ORIGIN is kept;
 * pnpm_index_rows_write tells of the others when they differ. */
bool pnpm_index_rows_add(struct pnpm_index_rows *r, const struct pnpm_index_row *row, size_t origin,
			 struct error *e);

/* Told of two rows with one KEY and different data: those of origin KEPT and DROPPED. */
typedef bool (*pnpm_index_conflict)(void *context, const char *key, size_t kept, size_t dropped,
				    struct error *e);

/* Writes all rows to a new file PATH.  CONFLICT may be NULL. */
bool pnpm_index_rows_write(struct pnpm_index_rows *r, const char *path, pnpm_index_conflict conflict,
			   void *context, struct error *e);

void pnpm_index_rows_free(struct pnpm_index_rows *r);

/* For who calls SQLite: sets E, about PATH, to what SQLite says of DB, which it closes; returns false. */
bool pnpm_index_failed(struct sqlite3 *db, const char *path, struct error *e);

#endif
