#include "store/moving_private.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/schema.h"

/* What a binary copy begins and ends with (PostgreSQL 15, COPY). */
static const char head[19] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";
static const char tail[2] = "\377\377";

/* ---- reading ---- */

static bool
is_tail(const char *bytes, size_t len)
{
	return len == sizeof(tail) && memcmp(bytes, tail, len) == 0;
}

/* Each message is a row, the first with the head before it. */
static enum status
take_rows(struct postgres *server, moving_sink *sink, void *context)
{
	size_t skip = sizeof(head);
	enum status st = OK;
	char *message;
	int len;

	while ((len = PQgetCopyData(server->connection, &message, 0)) > 0) {
		const char *row = message + skip;
		const size_t size = (size_t)len - skip;

		if (st == OK && !is_tail(row, size))
			st = sink(context, row, size);
		PQfreemem(message);
		skip = 0;
	}
	return st;
}

static enum status
finish(struct postgres *server, enum status st, const char *sql)
{
	PGresult *result;

	while ((result = PQgetResult(server->connection)) != NULL) {
		if (st == OK && !postgres_is_good(result))
			st = postgres_status(server, result, sql);
		PQclear(result);
	}
	return st;
}

/* Begins a copy in the direction wanted. */
static enum status
begin_copy(struct postgres *server, const char *sql, ExecStatusType wanted)
{
	PGresult *result = PQexec(server->connection, sql);
	enum status st = PQresultStatus(result) == wanted ? OK :
	    postgres_status(server, result, sql);

	PQclear(result);
	return st;
}

enum status
moving_postgres_read(struct postgres *server,
    const struct moving_table *table, const struct moving_columns *columns,
    moving_sink *sink, void *context)
{
	ARENA(arena);
	const char *sql = arena_printf(arena, "COPY (SELECT %s FROM %s"
	    " ORDER BY %s) TO STDOUT (FORMAT binary)", columns->list,
	    table->name, table->key);
	enum status st = begin_copy(server, sql, PGRES_COPY_OUT);

	if (st != OK)
		return st;
	return finish(server, take_rows(server, sink, context), sql);
}

/* ---- writing ---- */

static enum status
put(void *context, const char *bytes, size_t len)
{
	struct postgres *server = context;

	return PQputCopyData(server->connection, bytes, (int)len) == 1 ? OK :
	    postgres_status(server, NULL, "COPY");
}

enum status
moving_postgres_write(struct postgres *server,
    const struct moving_table *table, const struct moving_columns *columns,
    const struct moving_side *from)
{
	ARENA(arena);
	const char *sql = arena_printf(arena, "COPY %s (%s) FROM STDIN"
	    " (FORMAT binary)", table->name, columns->list);
	enum status st = begin_copy(server, sql, PGRES_COPY_IN);

	if (st != OK)
		return st;
	if ((st = put(server, head, sizeof(head))) == OK &&
	    (st = moving_read(from, table, columns, put, server)) == OK)
		st = put(server, tail, sizeof(tail));
	(void)PQputCopyEnd(server->connection, st == OK ? NULL :
	    "the other side failed");
	return finish(server, st, sql);
}

/* ---- the last id ---- */

/* The sequence of a table's ids, or NULL in SQL where it has none. */
static const char *
sequence(struct arena *arena, const struct postgres *server,
    const struct moving_table *table)
{
	return arena_printf(arena, "(SELECT pg_get_serial_sequence("
	    "'%s.%s', 'id') FROM pg_attribute WHERE attrelid ="
	    " '%s.%s'::regclass AND attname = 'id')", server->schema.name,
	    table->name, server->schema.name, table->name);
}

enum status
moving_postgres_last(struct postgres *server, struct arena *arena,
    const struct moving_table *table, int64_t *last)
{
	*last = 0;
	return postgres_number(server, arena_printf(arena,
	    "SELECT coalesce(pg_sequence_last_value(%s::regclass), 0)",
	    sequence(arena, server, table)), last);
}

enum status
moving_postgres_go_on(struct postgres *server, struct arena *arena,
    const struct moving_table *table, int64_t last)
{
	const char *at = sequence(arena, server, table);
	int64_t sequences = 0;
	int64_t set;
	enum status st = postgres_number(server, arena_printf(arena,
	    "SELECT count(%s)", at), &sequences);

	if (st != OK || sequences == 0)
		return st;
	return postgres_number(server, arena_printf(arena,
	    "SELECT setval(%s::regclass, greatest(%" PRId64 ", 1), %" PRId64
	    " > 0)", at, last, last), &set);
}
