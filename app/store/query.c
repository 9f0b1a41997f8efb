#include "store/database.h"

#include <assert.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "store/connection.h"

sqlite3_stmt *
query_use(struct database *database, enum query_name name)
{
	sqlite3_stmt *query = database->queries[name];

	assert(query != NULL);
	assert(sqlite3_stmt_busy(query) == 0);
	return query;
}

void
query_release(sqlite3_stmt **query)
{
	/* reset repeats the error of the step, which was seen there. */
	(void)sqlite3_reset(*query);
	(void)sqlite3_clear_bindings(*query);
}

static int
parameter(sqlite3_stmt *query, const char *name)
{
	int index = sqlite3_bind_parameter_index(query, name);

	assert(index > 0);
	return index;
}

/* Nothing but exhausted memory is left to go wrong with a binding. */
static void
bound(sqlite3_stmt *query, int code)
{
	if (code != SQLITE_OK)
		log_fatal("store.failed", "cannot bind: %s",
		    sqlite3_errmsg(sqlite3_db_handle(query)));
}

void
query_int(sqlite3_stmt *query, const char *name, int64_t value)
{
	bound(query, sqlite3_bind_int64(query, parameter(query, name), value));
}

void
query_text(sqlite3_stmt *query, const char *name, const char *text)
{
	assert(text != NULL);
	bound(query, sqlite3_bind_text(query, parameter(query, name), text, -1,
	    SQLITE_STATIC));
}

void
query_blob(sqlite3_stmt *query, const char *name, const void *bytes,
    size_t len)
{
	/* A NULL pointer would bind NULL, not an empty blob. */
	bound(query, sqlite3_bind_blob64(query, parameter(query, name),
	    bytes == NULL ? "" : bytes, len, SQLITE_STATIC));
}

void
query_id(sqlite3_stmt *query, const char *name, int64_t id)
{
	if (id != 0)
		query_int(query, name, id);
	else
		bound(query, sqlite3_bind_null(query, parameter(query, name)));
}

void
query_hash(sqlite3_stmt *query, const char *name, const uint8_t *hash,
    size_t size)
{
	if (hash != NULL)
		query_blob(query, name, hash, size);
	else
		bound(query, sqlite3_bind_null(query, parameter(query, name)));
}

enum status
query_done(sqlite3_stmt *query)
{
	int code = sqlite3_step(query);

	assert(code != SQLITE_ROW);
	if (code == SQLITE_DONE)
		return OK;
	return connection_status(sqlite3_db_handle(query), code);
}

enum status
query_row(sqlite3_stmt *query)
{
	int code = sqlite3_step(query);

	if (code == SQLITE_ROW)
		return OK;
	if (code == SQLITE_DONE)
		return NOT_FOUND;
	return connection_status(sqlite3_db_handle(query), code);
}

int64_t
query_get_int(sqlite3_stmt *query, int column)
{
	return sqlite3_column_int64(query, column);
}

const char *
query_get_text(sqlite3_stmt *query, struct arena *arena, int column)
{
	const char *text = (const char *)sqlite3_column_text(query, column);
	size_t len = (size_t)sqlite3_column_bytes(query, column);

	if (text == NULL)
		return "";
	if (!text_is_utf8(text, len)) {
		log_warn("store.damaged", "text that is not UTF-8 in: %s",
		    sqlite3_sql(query));
		return "\xef\xbf\xbd";
	}
	return arena_strndup(arena, text, len);
}

const void *
query_get_blob(sqlite3_stmt *query, int column, size_t *len)
{
	const void *bytes = sqlite3_column_blob(query, column);

	*len = (size_t)sqlite3_column_bytes(query, column);
	return bytes == NULL ? "" : bytes;
}

enum status
query_get_bytes(sqlite3_stmt *query, int column, void *bytes, size_t size)
{
	size_t len;
	const void *stored = query_get_blob(query, column, &len);

	if (len != size) {
		log_error("store.damaged", "%zu bytes instead of %zu in: %s",
		    len, size, sqlite3_sql(query));
		return FAILED;
	}
	memcpy(bytes, stored, size);
	return OK;
}

/* The data's version rises with what others write, the number of changes with
 * what this handle does; within the life of a handle both are far below 2^31. */
enum status
database_version(struct database *database, int64_t *version)
{
	QUERY q = query_use(database, DATA_VERSION);
	enum status st = query_row(q);

	if (st == OK)
		*version = (query_get_int(q, 0) << 32) +
		    sqlite3_total_changes(database->db) + 1;
	return st;
}
