#include "pnpm/index_db.h"

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

/* A SQLite URI for PATH that says the file never changes, so that no lock and
 * no sidecar file is wanted of a read-only store; the caller frees it. */
static char *immutable_uri(const char *path)
{
	struct buffer uri = {0};
	buffer_add_string(&uri, "file:");
	for (const char *p = path; *p; p++) {
		if (strchr("%?#", *p))
			buffer_printf(&uri, "%%%02X", (unsigned char)*p);
		else
			buffer_add_byte(&uri, (unsigned char)*p);
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

/* An index.db that is read. */
struct reader {
	sqlite3 *db;
	const char *path;
	pnpm_index_row_sink sink;
	void *context;
	/* What it may still have: a page that is named twice has its rows twice, too. */
	sqlite3_int64 rows_left, bytes_left;
};

/* A row takes its bytes in the file, and some of its own. */
static bool take_row(struct reader *r, sqlite3_int64 bytes)
{
	r->rows_left--;
	r->bytes_left -= bytes;
	return r->rows_left >= 0 && r->bytes_left >= 0;
}

static bool read_rows(struct reader *r, sqlite3_stmt *select, enum pnpm_index_table table, struct error *e)
{
	int status;
	while ((status = sqlite3_step(select)) == SQLITE_ROW) {
		const char *key = (const char *)sqlite3_column_text(select, 0);
		const void *data = sqlite3_column_blob(select, 1);
		int len = sqlite3_column_bytes(select, 1), key_len = sqlite3_column_bytes(select, 0);
		if (!key || strlen(key) != (size_t)key_len || !data)
			return error_set(e, r->path, "has a row without key or data");
		if (!take_row(r, key_len + (sqlite3_int64)len))
			return error_set(e, r->path,
					 "has more rows than its size has room for; it is damaged");
		if (!r->sink(r->context, &(struct pnpm_index_row){table, key, data, (size_t)len}, e))
			return false;
	}
	return status == SQLITE_DONE || error_set(e, r->path, "SQLite: %s", sqlite3_errmsg(r->db));
}

static bool read_table(struct reader *r, enum pnpm_index_table table, struct error *e)
{
	static const char *const selects[PNPM_INDEX_TABLES] = {
	    [PNPM_INDEX_ENTRY] = "SELECT key, data FROM package_index",
	    [PNPM_INDEX_ALIAS] = "SELECT key, target FROM package_index_alias",
	};
	sqlite3_stmt *select;
	if (sqlite3_prepare_v2(r->db, selects[table], -1, &select, NULL) != SQLITE_OK)
		return error_set(e, r->path, "SQLite: %s", sqlite3_errmsg(r->db));
	bool ok = read_rows(r, select, table, e);
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
		pnpm_index_failed(db, path, e);
		return NULL;
	}
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* No value is larger than the file that it is in; our queries need some room, too. */
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, size < 4096 ? 4096 : size < INT_MAX ? (int)size : INT_MAX);
	return db;
}

static bool read_tables(struct reader *r, struct error *e)
{
	static const char *const names[PNPM_INDEX_TABLES] = {
	    [PNPM_INDEX_ENTRY] = "package_index",
	    [PNPM_INDEX_ALIAS] = "package_index_alias",
	};
	for (int table = 0; table < PNPM_INDEX_TABLES; table++) {
		const char *name = names[table];
		bool there = has_table(r->db, name);
		int status = sqlite3_errcode(r->db);
		if (status != SQLITE_OK && status != SQLITE_DONE)
			return error_set(e, r->path, "SQLite: %s", sqlite3_errmsg(r->db));
		if (!there && table == PNPM_INDEX_ALIAS)
			return true; /* pnpm 11 writes none */
		if (!there)
			return error_set(e, r->path, "has no table %s", name);
		if (!has_own_columns(r->db, name))
			return error_set(e, r->path, "has a table %s with generated columns", name);
		if (!read_table(r, (enum pnpm_index_table)table, e))
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
	struct reader r = {.db = check_no_log(path, e) ? open_index(path, st.st_size, e) : NULL,
			   .path = path,
			   .sink = sink,
			   .context = context,
			   .rows_left = st.st_size / 4,
			   .bytes_left = st.st_size};
	bool ok = r.db && read_tables(&r, e);
	sqlite3_close(r.db);
	return ok;
}

/* --- several made one ---------------------------------------------------------- */

struct combiner {
	const struct store_combination *c;
	struct pnpm_index_rows rows;
};

/* Where rows of one of the paths go. */
struct origin {
	struct pnpm_index_rows *rows;
	size_t index;
};

static bool add_read_row(void *context, const struct pnpm_index_row *row, struct error *e)
{
	const struct origin *from = context;
	return pnpm_index_rows_add(from->rows, row, from->index, e);
}

static bool read_one(void *context, size_t index, struct error *e)
{
	struct combiner *all = context;
	bool ok =
	    pnpm_index_db_each(all->c->paths[index], add_read_row, &(struct origin){&all->rows, index}, e);
	progress_step();
	return ok;
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
	progress_start("indexes", all->c->count);
	bool ok = pool_run_each(all->c->count, pool_cpus(), read_one, all, e);
	progress_end();
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
