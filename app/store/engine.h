#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "store/database.h"

/* Which type a NULL would have. */
enum value_kind { VALUE_INT, VALUE_BYTES };

/*
 * What the store asks of a database engine; there is one such table for each,
 * and database->engine says which. Private to database.c, query.c and the
 * engines themselves: everything else goes by database.h.
 *
 * Statuses are those of connection_status: CONFLICT for a value that must be
 * unique and is not, BUSY for what may pass, FAILED (logged) for the rest.
 */
struct engine {
	/* Opens the data of a folder, for database->user, without statements
	 * so far. place is the URL of place.h, or NULL. Statuses of
	 * database_open. Closed also after a failure. */
	enum status (*open)(struct database *database, const char *dir,
	    const struct schema *schema, const char *place);

	/* Closes the connection; its statements were dropped. */
	void (*close)(struct database *database);

	/* Prepares query->sql. */
	enum status (*prepare)(struct query *query);
	void (*drop)(struct query *query);

	/* Makes a statement ready for the next use: without rows, and every
	 * parameter NULL. */
	void (*reset)(struct query *query);

	/* Bind by name; text and bytes are borrowed until the reset. */
	void (*bind_int)(struct query *query, const char *name,
	    int64_t value);
	void (*bind_text)(struct query *query, const char *name,
	    const char *text);
	void (*bind_blob)(struct query *query, const char *name,
	    const void *bytes, size_t len);
	void (*bind_null)(struct query *query, const char *name,
	    enum value_kind kind);

	/* Runs it, or goes on to the next row; *row is whether there is one. */
	enum status (*step)(struct query *query, bool *row);

	/* See query_row_insert of database.h; NULL, as those below, for an
	 * engine that has nobody to wait for. */
	enum status (*row)(struct query *query, int64_t *id);
	enum status (*rows)(struct query *query);

	/* See query_ahead and query_later. *told is whether it was only told;
	 * otherwise it has run. */
	void (*ahead)(struct query *query);
	enum status (*later)(struct query *query, bool *told);

	/* Waits for all that it was told. OK, or the status of the first that
	 * failed. */
	enum status (*settle)(struct database *database);

	/* A column of the row; NULL (with length 0) and 0 for a null. Borrowed
	 * until the next step. */
	int64_t (*get_int)(struct query *query, int column);
	const char *(*get_text)(struct query *query, int column, size_t *len);
	const void *(*get_blob)(struct query *query, int column, size_t *len);

	/* How many rows it has changed, and the id of the one it inserted;
	 * before the next statement. */
	int64_t (*changes)(struct query *query);
	int64_t (*inserted)(struct query *query);

	/* Begins a transaction, of which there is one at a time. */
	enum status (*begin)(struct database *database);

	/* Whether a transaction is open; a failure may have ended it. */
	bool (*is_open)(struct database *database);

	/* Whether the open one can only be undone, or a piece of it. */
	bool (*is_broken)(struct database *database);

	/* How many rows were changed through this connection so far. */
	int64_t (*written)(struct database *database);

	/* See database.h. */
	enum status (*elect)(struct database *database);
	enum status (*version)(struct database *database, int64_t *version);
	void (*scrub)(struct database *database);
	enum status (*is_large)(struct database *database, bool *large);
	enum status (*tidy)(struct database *database);
};

/* A prepared statement; in struct database, one for each name. */
struct query {
	const struct engine *engine; /* NULL: not for this user */
	struct database *database;   /* NULL for one of the search */
	const char *sql;
	struct sqlite3_stmt *sqlite;
	struct postgres_query *postgres;
	bool in_use;
};

/* SQLite: database->db, which connection.h opens. */
extern const struct engine engine_sqlite;

/* PostgreSQL: database->postgres, see postgres.h. */
extern const struct engine engine_postgres;

/*
 * Prepares a statement on a SQLite connection that is no struct database: the
 * search, and the file of a backup. A SQLite code; the caller finalizes
 * query->sqlite, which is NULL unless SQLITE_OK.
 */
int sqlite_query(struct sqlite3 *db, const char *sql, struct query *query);

#endif
