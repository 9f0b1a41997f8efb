#include "store/moving_private.h"

#include <assert.h>
#include <endian.h>
#include <inttypes.h>

#include "base/arena.h"
#include "store/connection.h"

enum { ROW_MAX = 8 * 1024 * 1024 };

/* ---- reading ---- */

static void
put_16(struct buf *row, size_t number)
{
	const uint16_t wire = htobe16((uint16_t)number);

	buf_add(row, &wire, sizeof(wire));
}

static void
put_length(struct buf *row, int number)
{
	const uint32_t wire = htobe32((uint32_t)number);

	buf_add(row, &wire, sizeof(wire));
}

static void
put_column(struct buf *row, sqlite3_stmt *query, int column,
    enum moving_kind kind)
{
	const void *bytes;
	int len;

	if (sqlite3_column_type(query, column) == SQLITE_NULL) {
		put_length(row, -1);
	} else if (kind == MOVING_NUMBER) {
		const uint64_t wire = htobe64((uint64_t)sqlite3_column_int64(
		    query, column));

		put_length(row, sizeof(wire));
		buf_add(row, &wire, sizeof(wire));
	} else {
		bytes = sqlite3_column_blob(query, column);
		len = sqlite3_column_bytes(query, column);
		put_length(row, len);
		if (len > 0)
			buf_add(row, bytes, (size_t)len);
	}
}

static enum status
hand_over(sqlite3_stmt *query, const struct moving_columns *columns,
    struct buf *row, moving_sink *sink, void *context)
{
	buf_reset(row);
	put_16(row, columns->len);
	for (size_t i = 0; i < columns->len; i++)
		put_column(row, query, (int)i, columns->kinds[i]);
	return row->failed ? FAILED : sink(context, row->data, row->len);
}

enum status
moving_sqlite_read(sqlite3 *db, const struct moving_table *table,
    const struct moving_columns *columns, moving_sink *sink, void *context)
{
	ARENA(arena);
	BUF(row, ROW_MAX);
	sqlite3_stmt *query;
	enum status st = OK;
	int code = sqlite3_prepare_v2(db, arena_printf(arena,
	    "SELECT %s FROM %s ORDER BY %s", columns->list, table->name,
	    table->key), -1, &query, NULL);

	while (st == OK && code != SQLITE_DONE) {
		if (code == SQLITE_OK || code == SQLITE_ROW)
			code = sqlite3_step(query);
		if (code == SQLITE_ROW)
			st = hand_over(query, columns, &row, sink, context);
		else if (code != SQLITE_DONE)
			st = connection_status(db, code);
	}
	(void)sqlite3_finalize(query);
	return st;
}

/* ---- writing ---- */

struct insertion {
	sqlite3 *db;
	sqlite3_stmt *query;
	const struct moving_columns *columns;
};

/* Binds the column that begins at *at, and goes past it. */
static int
bind_column(struct insertion *insertion, int column, const char **at)
{
	uint32_t wire;
	uint64_t number;
	int len;
	const char *bytes = *at + sizeof(wire);

	memcpy(&wire, *at, sizeof(wire));
	len = (int32_t)be32toh(wire);
	*at = bytes + (len > 0 ? len : 0);
	if (len == -1)
		return sqlite3_bind_null(insertion->query, column);
	switch (insertion->columns->kinds[column - 1]) {
	case MOVING_TEXT:
		return sqlite3_bind_text(insertion->query, column, bytes, len,
		    SQLITE_STATIC);
	case MOVING_BYTES:
		return sqlite3_bind_blob(insertion->query, column, bytes, len,
		    SQLITE_STATIC);
	case MOVING_NUMBER:
		break;
	}
	memcpy(&number, bytes, sizeof(number));
	return sqlite3_bind_int64(insertion->query, column,
	    (int64_t)be64toh(number));
}

static enum status
insert(void *context, const char *row, size_t len)
{
	struct insertion *insertion = context;
	const char *at = row + sizeof(uint16_t);
	int code = SQLITE_OK;

	for (size_t i = 1; i <= insertion->columns->len && code == SQLITE_OK;
	    i++)
		code = bind_column(insertion, (int)i, &at);
	if (code == SQLITE_OK && at == row + len)
		code = sqlite3_step(insertion->query);
	(void)sqlite3_reset(insertion->query);
	return code == SQLITE_DONE ? OK : connection_status(insertion->db,
	    code);
}

static const char *
places(struct arena *arena, size_t count)
{
	const char *text = "?";

	for (size_t i = 1; i < count; i++)
		text = arena_printf(arena, "%s, ?", text);
	return text;
}

enum status
moving_sqlite_write(sqlite3 *db, const struct moving_table *table,
    const struct moving_columns *columns, const struct moving_side *from)
{
	ARENA(arena);
	struct insertion insertion = { .db = db, .columns = columns };
	enum status st;
	int code = sqlite3_prepare_v2(db, arena_printf(arena,
	    "INSERT INTO %s (%s) VALUES (%s)", table->name, columns->list,
	    places(arena, columns->len)), -1, &insertion.query, NULL);

	st = code == SQLITE_OK ?
	    moving_read(from, table, columns, insert, &insertion) :
	    connection_status(db, code);
	(void)sqlite3_finalize(insertion.query);
	return st;
}

/* ---- columns, and the last id ---- */

static enum moving_kind
kind_of(const unsigned char *type)
{
	if (strcmp((const char *)type, "INTEGER") == 0)
		return MOVING_NUMBER;
	return strcmp((const char *)type, "TEXT") == 0 ? MOVING_TEXT :
	    MOVING_BYTES;
}

enum status
moving_columns_of(sqlite3 *db, struct arena *arena,
    const struct moving_table *table, struct moving_columns *columns)
{
	sqlite3_stmt *query;
	int code = sqlite3_prepare_v2(db, arena_printf(arena,
	    "SELECT name, type FROM pragma_table_info('%s') ORDER BY cid",
	    table->name), -1, &query, NULL);

	*columns = (struct moving_columns){ .list = "" };
	while (code == SQLITE_OK && sqlite3_step(query) == SQLITE_ROW) {
		assert(columns->len < MOVING_COLUMNS_MAX);
		columns->kinds[columns->len] =
		    kind_of(sqlite3_column_text(query, 1));
		columns->list = arena_printf(arena, "%s%s\"%s\"", columns->list,
		    columns->len++ == 0 ? "" : ", ",
		    (const char *)sqlite3_column_text(query, 0));
	}
	if (code == SQLITE_OK)
		code = sqlite3_finalize(query);
	return connection_status(db, code);
}

/* Not every table that gives ids keeps note of the last one. */
enum status
moving_sqlite_last(sqlite3 *db, struct arena *arena,
    const struct moving_table *table, int64_t *last)
{
	const bool has_ids = strcmp(table->key, "id") == 0;

	*last = 0;
	return connection_status(db, connection_number(db,
	    arena_printf(arena, "SELECT max(id) FROM (SELECT seq AS id"
	    " FROM sqlite_sequence WHERE name = '%s' UNION ALL"
	    " SELECT max(%s) FROM %s)", table->name, has_ids ? "id" : "0",
	    table->name), last));
}

enum status
moving_sqlite_go_on(sqlite3 *db, struct arena *arena,
    const struct moving_table *table, int64_t last)
{
	const char *sql = arena_printf(arena, "DELETE FROM sqlite_sequence"
	    " WHERE name = '%s';"
	    "INSERT INTO sqlite_sequence (name, seq) SELECT '%s', %" PRId64
	    " WHERE %" PRId64 " > 0 AND EXISTS (SELECT 1 FROM sqlite_schema"
	    " WHERE name = '%s' AND sql LIKE '%%AUTOINCREMENT%%')",
	    table->name, table->name, last, last, table->name);

	return connection_status(db, connection_run(db, sql, strlen(sql)));
}
