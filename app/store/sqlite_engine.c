#include "store/engine.h"

#include <assert.h>

#include <sqlite3.h>

#include "base/log.h"
#include "store/connection.h"
#include "store/health.h"
#include "store/public_access.h"

/* ---- statements ---- */

int
sqlite_query(sqlite3 *db, const char *sql, struct query *query)
{
	*query = (struct query){ .engine = &engine_sqlite, .sql = sql };
	return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT,
	    &query->sqlite, NULL);
}

static enum status
prepare(struct query *query)
{
	sqlite3 *db = query->database->db;

	return connection_status(db, sqlite3_prepare_v3(db, query->sql, -1,
	    SQLITE_PREPARE_PERSISTENT, &query->sqlite, NULL));
}

static void
drop(struct query *query)
{
	(void)sqlite3_finalize(query->sqlite);
}

static void
reset(struct query *query)
{
	/* It repeats the error of the step, which was seen there. */
	(void)sqlite3_reset(query->sqlite);
	(void)sqlite3_clear_bindings(query->sqlite);
}

static int
parameter(struct query *query, const char *name)
{
	int index = sqlite3_bind_parameter_index(query->sqlite, name);

	assert(index > 0);
	return index;
}

/* Nothing but exhausted memory is left to go wrong with a binding. */
static void
bound(struct query *query, int code)
{
	if (code != SQLITE_OK)
		log_fatal("store.failed", "cannot bind: %s",
		    sqlite3_errmsg(sqlite3_db_handle(query->sqlite)));
}

static void
bind_int(struct query *query, const char *name, int64_t value)
{
	bound(query, sqlite3_bind_int64(query->sqlite, parameter(query, name),
	    value));
}

static void
bind_text(struct query *query, const char *name, const char *text)
{
	bound(query, sqlite3_bind_text(query->sqlite, parameter(query, name),
	    text, -1, SQLITE_STATIC));
}

static void
bind_blob(struct query *query, const char *name, const void *bytes, size_t len)
{
	/* A NULL pointer would bind NULL, not an empty blob. */
	bound(query, sqlite3_bind_blob64(query->sqlite, parameter(query, name),
	    bytes == NULL ? "" : bytes, len, SQLITE_STATIC));
}

static void
bind_null(struct query *query, const char *name, enum value_kind kind)
{
	(void)kind;
	bound(query, sqlite3_bind_null(query->sqlite, parameter(query, name)));
}

static enum status
step(struct query *query, bool *row)
{
	int code = sqlite3_step(query->sqlite);

	*row = code == SQLITE_ROW;
	if (code == SQLITE_ROW || code == SQLITE_DONE)
		return OK;
	return connection_status(sqlite3_db_handle(query->sqlite), code);
}

static int64_t
get_int(struct query *query, int column)
{
	return sqlite3_column_int64(query->sqlite, column);
}

static const char *
get_text(struct query *query, int column, size_t *len)
{
	const unsigned char *text = sqlite3_column_text(query->sqlite, column);

	*len = (size_t)sqlite3_column_bytes(query->sqlite, column);
	return (const char *)text;
}

static const void *
get_blob(struct query *query, int column, size_t *len)
{
	const void *bytes = sqlite3_column_blob(query->sqlite, column);

	*len = (size_t)sqlite3_column_bytes(query->sqlite, column);
	return bytes;
}

static int64_t
changes(struct query *query)
{
	return sqlite3_changes64(sqlite3_db_handle(query->sqlite));
}

static int64_t
inserted(struct query *query)
{
	return sqlite3_last_insert_rowid(sqlite3_db_handle(query->sqlite));
}

/* ---- the connection ---- */

static enum status
sqlite_open(struct database *database, const char *dir,
    const struct schema *schema, const char *place)
{
	enum status st;

	(void)place;
	st = connection_open(dir, schema, CONNECTION_OURS, &database->db);
	if (st == OK && (st = health_version(database->db, schema)) == OK &&
	    database->user == BY_PUBLIC)
		public_access_limit(database->db);
	return st;
}

static void
shut(struct database *database)
{
	connection_close(database->db);
}

static enum status
begin(struct database *database)
{
	QUERY q = query_use(database, TRANSACTION_BEGIN);

	return query_done(q);
}

/* A full disk makes SQLite roll back by itself: all of it, pieces too. */
static bool
is_open(struct database *database)
{
	return sqlite3_get_autocommit(database->db) == 0;
}

/* What a failure within a transaction has done, the transaction can undo. */
static bool
is_broken(struct database *database)
{
	(void)database;
	return false;
}

static int64_t
written(struct database *database)
{
	return sqlite3_total_changes64(database->db);
}

static enum status
elect(struct database *database)
{
	(void)database;
	return OK;
}

/* The data's version rises with what others write, the number of changes with
 * what this handle does; within the life of a handle both are far below 2^31. */
static enum status
version(struct database *database, int64_t *number)
{
	QUERY q = query_use(database, DATA_VERSION);
	enum status st = query_row(q);

	if (st == OK)
		*number = (query_get_int(q, 0) << 32) + written(database) + 1;
	return st;
}

static void
scrub(struct database *database)
{
	int code = sqlite3_wal_checkpoint_v2(database->db, "main",
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	if (code != SQLITE_OK)
		log_warn("store.scrub", "the log was not emptied: %s",
		    sqlite3_errmsg(database->db));
}

static enum status
is_large(struct database *database, bool *large)
{
	int64_t bytes;
	int code = connection_size(database->db, &bytes);

	*large = bytes > DATABASE_LARGE_BYTES;
	return connection_status(database->db, code);
}

static enum status
run(struct database *database, const char *sql)
{
	return connection_status(database->db, connection_run(database->db,
	    sql, strlen(sql)));
}

/* What PRAGMA optimize looks at is a sample of rows, so that it never takes
 * long. */
static enum status
tidy(struct database *database)
{
	enum status st;
	bool large;

	if ((st = run(database, "PRAGMA optimize")) != OK ||
	    (st = is_large(database, &large)) != OK)
		return st;
	if (large && (st = run(database, "PRAGMA temp_store = FILE")) != OK)
		return st;
	st = run(database, "VACUUM");
	if (large && run(database, "PRAGMA temp_store = MEMORY") != OK)
		log_warn("store.tidy", "temporary files stay on the disk");
	return st;
}

const struct engine engine_sqlite = {
	.open = sqlite_open,
	.close = shut,
	.prepare = prepare,
	.drop = drop,
	.reset = reset,
	.bind_int = bind_int,
	.bind_text = bind_text,
	.bind_blob = bind_blob,
	.bind_null = bind_null,
	.step = step,
	.get_int = get_int,
	.get_text = get_text,
	.get_blob = get_blob,
	.changes = changes,
	.inserted = inserted,
	.begin = begin,
	.is_open = is_open,
	.is_broken = is_broken,
	.written = written,
	.elect = elect,
	.version = version,
	.scrub = scrub,
	.is_large = is_large,
	.tidy = tidy,
};
