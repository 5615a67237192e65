#include "pnpm/index_rows.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fs.h"

struct pnpm_index_kept {
	enum pnpm_index_table table;
	char *key;
	uint64_t at; /* where its data is in the spill file */
	size_t len, origin;
};

#define SPILL_NAME ".index-rows"

bool pnpm_index_rows_open(struct pnpm_index_rows *r, int dir, struct error *e)
{
	*r = (struct pnpm_index_rows){.spill = -1};
	pthread_mutex_init(&r->lock, NULL);
	r->spill = openat(dir, SPILL_NAME, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (r->spill < 0 || unlinkat(dir, SPILL_NAME, 0) != 0)
		return error_errno(e, "index.db", "cannot create a temporary file");
	return true;
}

bool pnpm_index_rows_add(struct pnpm_index_rows *r, const struct pnpm_index_row *row, size_t origin,
			 struct error *e)
{
	char *key = xstrdup(row->key);
	pthread_mutex_lock(&r->lock);
	bool ok = fs_write_all(r->spill, row->data, row->len);
	if (ok) {
		array_reserve(r->rows, r->capacity, r->count + 1);
		r->rows[r->count++] = (struct pnpm_index_kept){row->table, key, r->spilled, row->len, origin};
		r->spilled += row->len;
	}
	pthread_mutex_unlock(&r->lock);
	if (!ok) {
		free(key);
		return error_errno(e, "index.db", "cannot write a temporary file");
	}
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct pnpm_index_kept *x = a, *y = b;
	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	int order = strcmp(x->key, y->key);
	if (order != 0)
		return order;
	return x->origin < y->origin ? -1 : x->origin > y->origin;
}

/* Reads a row's data back into B. */
static bool read_back(const struct pnpm_index_rows *r, const struct pnpm_index_kept *row, struct buffer *b,
		      struct error *e)
{
	b->len = 0;
	buffer_reserve(b, row->len + 1); /* never NULL, which to SQLite is another value */
	errno = EIO;                     /* when it has become shorter */
	if (fs_read_at(r->spill, b->data, row->len, (off_t)row->at) != (ssize_t)row->len)
		return error_errno(e, "index.db", "cannot read a temporary file");
	b->len = row->len;
	return true;
}

bool pnpm_index_failed(sqlite3 *db, const char *path, struct error *e)
{
	error_set(e, path, "SQLite: %s", db ? sqlite3_errmsg(db) : "out of memory");
	sqlite3_close(db);
	return false;
}

/* Inserts the rows of one table, sorted, each key once. */
static bool insert_rows(struct pnpm_index_rows *r, enum pnpm_index_table table, sqlite3_stmt *insert,
			pnpm_index_conflict conflict, void *context, struct error *e)
{
	struct buffer data = {0}, other = {0};
	const struct pnpm_index_kept *kept = NULL;
	bool ok = true;
	for (size_t i = 0; ok && i < r->count; i++) {
		const struct pnpm_index_kept *row = &r->rows[i];
		if (row->table != table)
			continue;
		if (kept && strcmp(kept->key, row->key) == 0) {
			ok = read_back(r, row, &other, e);
			bool same =
			    ok && other.len == data.len && memcmp(other.data, data.data, data.len) == 0;
			if (ok && !same && conflict)
				ok = conflict(context, row->key, kept->origin, row->origin, e);
			continue;
		}
		kept = row;
		ok = read_back(r, row, &data, e);
		sqlite3_bind_text(insert, 1, row->key, -1, SQLITE_STATIC);
		if (table == PNPM_INDEX_ALIAS)
			sqlite3_bind_text64(insert, 2, data.data, data.len, SQLITE_STATIC, SQLITE_UTF8);
		else
			sqlite3_bind_blob64(insert, 2, data.data, data.len, SQLITE_STATIC);
		if (ok && sqlite3_step(insert) != SQLITE_DONE)
			ok =
			    error_set(e, "index.db", "SQLite: %s", sqlite3_errmsg(sqlite3_db_handle(insert)));
		sqlite3_reset(insert);
	}
	buffer_free(&data);
	buffer_free(&other);
	return ok;
}

static const char *const inserts[PNPM_INDEX_TABLES] = {
    [PNPM_INDEX_ENTRY] = "INSERT INTO package_index VALUES (?1, ?2)",
    [PNPM_INDEX_ALIAS] = "INSERT INTO package_index_alias VALUES (?1, ?2)",
};

bool pnpm_index_rows_write(struct pnpm_index_rows *r, const char *path, pnpm_index_conflict conflict,
			   void *context, struct error *e)
{
	static const char setup[] =
	    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;"
	    "PRAGMA page_size=4096; BEGIN;"
	    "CREATE TABLE package_index (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;"
	    "CREATE TABLE package_index_alias (key TEXT PRIMARY KEY, target TEXT NOT NULL) WITHOUT ROWID;";
	if (r->count > 1)
		qsort(r->rows, r->count, sizeof(*r->rows), by_key);
	sqlite3 *db = NULL;
	sqlite3_initialize();
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK ||
	    sqlite3_exec(db, setup, NULL, NULL, NULL) != SQLITE_OK)
		return pnpm_index_failed(db, path, e);
	bool ok = true;
	for (int table = 0; ok && table < PNPM_INDEX_TABLES; table++) {
		sqlite3_stmt *insert;
		if (sqlite3_prepare_v2(db, inserts[table], -1, &insert, NULL) != SQLITE_OK)
			return pnpm_index_failed(db, path, e);
		ok = insert_rows(r, (enum pnpm_index_table)table, insert, conflict, context, e);
		sqlite3_finalize(insert);
	}
	if (ok && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		return pnpm_index_failed(db, path, e);
	sqlite3_close(db);
	if (ok && chmod(path, 0444) != 0)
		return error_errno(e, path, "cannot set its mode");
	return ok;
}

void pnpm_index_rows_free(struct pnpm_index_rows *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->rows[i].key);
	free(r->rows);
	if (r->spill >= 0)
		close(r->spill);
	pthread_mutex_destroy(&r->lock);
	*r = (struct pnpm_index_rows){.spill = -1};
}
