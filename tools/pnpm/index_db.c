#include "pnpm/index_db.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/fs.h"
#include "base/pool.h"
#include "base/progress.h"

struct pnpm_index_row {
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

bool pnpm_index_rows_add(struct pnpm_index_rows *r, enum pnpm_index_table table, const char *key,
			 const void *data, size_t len, size_t origin, struct error *e)
{
	char *copy = xstrdup(key);
	pthread_mutex_lock(&r->lock);
	bool ok = fs_write_all(r->spill, data, len);
	if (ok) {
		array_reserve(r->rows, r->capacity, r->count + 1);
		r->rows[r->count++] = (struct pnpm_index_row){table, copy, r->spilled, len, origin};
		r->spilled += len;
	}
	pthread_mutex_unlock(&r->lock);
	if (!ok) {
		free(copy);
		return error_errno(e, "index.db", "cannot write a temporary file");
	}
	return true;
}

static int by_key(const void *a, const void *b)
{
	const struct pnpm_index_row *x = a, *y = b;
	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	int order = strcmp(x->key, y->key);
	if (order != 0)
		return order;
	return x->origin < y->origin ? -1 : x->origin > y->origin;
}

/* Reads a row's data back into B. */
static bool read_back(const struct pnpm_index_rows *r, const struct pnpm_index_row *row, struct buffer *b,
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

static bool sqlite_failed(sqlite3 *db, const char *path, struct error *e)
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
	const struct pnpm_index_row *kept = NULL;
	bool ok = true;
	for (size_t i = 0; ok && i < r->count; i++) {
		const struct pnpm_index_row *row = &r->rows[i];
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
		return sqlite_failed(db, path, e);
	bool ok = true;
	for (int table = 0; ok && table < PNPM_INDEX_TABLES; table++) {
		sqlite3_stmt *insert;
		if (sqlite3_prepare_v2(db, inserts[table], -1, &insert, NULL) != SQLITE_OK)
			return sqlite_failed(db, path, e);
		ok = insert_rows(r, (enum pnpm_index_table)table, insert, conflict, context, e);
		sqlite3_finalize(insert);
	}
	if (ok && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		return sqlite_failed(db, path, e);
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

/* A SQLite URI for PATH that says the file never changes, so that no lock and
 * no sidecar file is wanted of a read-only store; the caller frees it. */
static char *immutable_uri(const char *path)
{
	struct buffer uri = {0};
	buffer_add_string(&uri, "file:");
	for (const char *p = path; *p; p++) {
		char escaped[4];
		if (strchr("%?#", *p)) {
			snprintf(escaped, sizeof(escaped), "%%%02X", (unsigned char)*p);
			buffer_add_string(&uri, escaped);
		} else {
			buffer_add_byte(&uri, (unsigned char)*p);
		}
	}
	buffer_add_string(&uri, "?immutable=1");
	return buffer_string(&uri);
}

/* A write-ahead log with something in it holds rows that index.db lacks. */
static bool check_no_log(const char *path, struct error *e)
{
	char *log = xasprintf("%s-wal", path);
	struct stat st;
	bool ok = stat(log, &st) != 0 || st.st_size == 0;
	if (!ok)
		error_set(e, log,
			  "holds rows that index.db does not have yet; let pnpm finish, "
			  "or run 'sqlite3 index.db \"PRAGMA wal_checkpoint(TRUNCATE)\"'");
	free(log);
	return ok;
}

/* What a database may still have: a page that is named twice has its rows twice, too. */
struct index_budget {
	sqlite3_int64 rows, bytes;
};

/* A row takes its bytes in the file, and some of its own. */
static bool take_row(struct index_budget *left, sqlite3_int64 bytes)
{
	left->rows--;
	left->bytes -= bytes;
	return left->rows >= 0 && left->bytes >= 0;
}

static bool read_rows(sqlite3_stmt *select, enum pnpm_index_table table, struct index_budget *left,
		      pnpm_index_row_sink sink, void *context, const char *path, struct error *e)
{
	int status;
	while ((status = sqlite3_step(select)) == SQLITE_ROW) {
		const char *key = (const char *)sqlite3_column_text(select, 0);
		const void *data = sqlite3_column_blob(select, 1);
		int len = sqlite3_column_bytes(select, 1);
		if (!key || strlen(key) != (size_t)sqlite3_column_bytes(select, 0) || !data)
			return error_set(e, path, "has a row without key or data");
		if (!take_row(left, sqlite3_column_bytes(select, 0) + len))
			return error_set(e, path, "has more rows than its size has room for; it is damaged");
		if (!sink(context, table, key, data, (size_t)len, e))
			return false;
	}
	return status == SQLITE_DONE ||
	       error_set(e, path, "SQLite: %s", sqlite3_errmsg(sqlite3_db_handle(select)));
}

static bool read_table(sqlite3 *db, enum pnpm_index_table table, struct index_budget *left,
		       pnpm_index_row_sink sink, void *context, const char *path, struct error *e)
{
	static const char *const selects[PNPM_INDEX_TABLES] = {
	    [PNPM_INDEX_ENTRY] = "SELECT key, data FROM package_index",
	    [PNPM_INDEX_ALIAS] = "SELECT key, target FROM package_index_alias",
	};
	sqlite3_stmt *select;
	if (sqlite3_prepare_v2(db, selects[table], -1, &select, NULL) != SQLITE_OK)
		return error_set(e, path, "SQLite: %s", sqlite3_errmsg(db));
	bool ok = read_rows(select, table, left, sink, context, path, e);
	sqlite3_finalize(select);
	return ok;
}

/* Whether QUERY has a row for NAME; false, too, when it fails. */
static bool finds(sqlite3 *db, const char *query, const char *name)
{
	sqlite3_stmt *select;
	if (sqlite3_prepare_v2(db, query, -1, &select, NULL) != SQLITE_OK)
		return false;
	sqlite3_bind_text(select, 1, name, -1, SQLITE_STATIC);
	bool found = sqlite3_step(select) == SQLITE_ROW;
	sqlite3_finalize(select);
	return found;
}

/* Whether there is a table of that name, with its rows in the file: a view or a virtual
 * table (its root page is 0) could have rows without end. */
static bool has_table(sqlite3 *db, const char *name)
{
	return finds(db,
		     "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE AND "
		     "rootpage > 0",
		     name);
}

/* Whether all of its columns are in the file; a generated one could have any size. */
static bool has_own_columns(sqlite3 *db, const char *name)
{
	return !finds(db, "SELECT 1 FROM pragma_table_xinfo(?1) WHERE hidden <> 0", name);
}

/* Opens PATH, which has SIZE bytes, as what never changes; NULL with E. */
static sqlite3 *open_index(const char *path, sqlite3_int64 size, struct error *e)
{
	sqlite3 *db = NULL;
	sqlite3_initialize();
	char *uri = immutable_uri(path);
	int status = sqlite3_open_v2(uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
	free(uri);
	if (status != SQLITE_OK) {
		sqlite_failed(db, path, e);
		return NULL;
	}
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* No value is larger than the file that it is in; our queries need some room, too. */
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, size < 4096 ? 4096 : size < INT_MAX ? (int)size : INT_MAX);
	return db;
}

static bool read_tables(sqlite3 *db, struct index_budget *left, pnpm_index_row_sink sink, void *context,
			const char *path, struct error *e)
{
	static const char *const names[PNPM_INDEX_TABLES] = {
	    [PNPM_INDEX_ENTRY] = "package_index",
	    [PNPM_INDEX_ALIAS] = "package_index_alias",
	};
	for (int table = 0; table < PNPM_INDEX_TABLES; table++) {
		const char *name = names[table];
		bool there = has_table(db, name);
		int status = sqlite3_errcode(db);
		if (status != SQLITE_OK && status != SQLITE_DONE)
			return error_set(e, path, "SQLite: %s", sqlite3_errmsg(db));
		if (!there && table == PNPM_INDEX_ALIAS)
			return true; /* pnpm 11 writes none */
		if (!there)
			return error_set(e, path, "has no table %s", name);
		if (!has_own_columns(db, name))
			return error_set(e, path, "has a table %s with generated columns", name);
		if (!read_table(db, (enum pnpm_index_table)table, left, sink, context, path, e))
			return false;
	}
	return true;
}

bool pnpm_index_db_each(const char *path, pnpm_index_row_sink sink, void *context, struct error *e)
{
	struct stat st;
	int fd = fs_open_regular(AT_FDCWD, path, &st, e);
	if (fd < 0)
		return false;
	close(fd);
	sqlite3 *db = check_no_log(path, e) ? open_index(path, st.st_size, e) : NULL;
	struct index_budget left = {.rows = st.st_size / 4, .bytes = st.st_size};
	bool ok = db && read_tables(db, &left, sink, context, path, e);
	sqlite3_close(db);
	return ok;
}

/* --- several made one ---------------------------------------------------------- */

struct combiner {
	const struct store_combination *c;
	struct pnpm_index_rows rows;
	struct error *errors; /* of each of its paths */
};

/* Where rows of one of the paths go. */
struct origin {
	struct pnpm_index_rows *rows;
	size_t index;
};

static bool add_read_row(void *context, enum pnpm_index_table table, const char *key, const void *data,
			 size_t len, struct error *e)
{
	const struct origin *from = context;
	return pnpm_index_rows_add(from->rows, table, key, data, len, from->index, e);
}

static void read_one(void *context, size_t index, unsigned worker)
{
	struct combiner *all = context;
	(void)worker;
	pnpm_index_db_each(all->c->paths[index], add_read_row, &(struct origin){&all->rows, index},
			   &all->errors[index]);
	progress_step();
}

static bool rows_conflict(void *context, const char *key, size_t kept, size_t dropped, struct error *e)
{
	const struct store_combination *c = context;
	char *what = xasprintf("index.db row %s", key);
	bool ok = c->conflict(c->context, what, kept, dropped, e);
	free(what);
	return ok;
}

static bool read_all(struct combiner *all, struct error *e)
{
	bool ok = true;
	size_t count = all->c->count;
	all->errors = xmalloc(count * sizeof(*all->errors));
	memset(all->errors, 0, count * sizeof(*all->errors));
	progress_start("indexes", count);
	pool_run(count, pool_cpus(), read_one, all);
	progress_end();
	for (size_t i = 0; i < count; i++) {
		if (ok && all->errors[i].message) {
			error_take(e, &all->errors[i]);
			ok = false;
		}
		error_clear(&all->errors[i]);
	}
	free(all->errors);
	return ok;
}

bool pnpm_index_db_combine(struct store_combination *c, struct error *e)
{
	struct combiner all = {.c = c};
	bool ok = pnpm_index_rows_open(&all.rows, c->dir, e) && read_all(&all, e);
	c->rows = all.rows.count;
	ok = ok && pnpm_index_rows_write(&all.rows, c->out, rows_conflict, c, e);
	pnpm_index_rows_free(&all.rows);
	return ok;
}
