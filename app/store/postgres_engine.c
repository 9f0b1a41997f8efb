#include "store/engine.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/log.h"
#include "store/postgres.h"
#include "store/postgres_pipeline.h"
#include "store/postgres_query.h"
#include "store/postgres_rows.h"
#include "store/schema.h"

/* ---- the connection ---- */

/* A lost connection is made anew for who is not within a transaction, which
 * was lost with it. */
enum status
postgres_ready(struct database *database)
{
	if (postgres_is_up(database->postgres))
		return OK;
	postgres_drain(database->postgres);
	return database->begun ? BUSY : postgres_again(database->postgres);
}

/* The same, with nothing on its way: for what libpq does without its
 * pipeline. */
static enum status
ready_alone(struct database *database)
{
	postgres_drain(database->postgres);
	return postgres_ready(database);
}

static const char *
role_of(enum query_user user)
{
	switch (user) {
	case BY_PUBLIC:
		return POSTGRES_PUBLIC;
	case BY_COURIER:
		return POSTGRES_COURIER;
	case BY_DESK:
	case BY_OFFICE:
		break;
	}
	return POSTGRES_ADMIN;
}

static enum status
postgres_open(struct database *database, const char *dir,
    const struct schema *schema, const char *place)
{
	enum status st = postgres_connect(dir, place, schema,
	    role_of(database->user), &database->postgres);

	return st == OK ? postgres_check_version(database->postgres) : st;
}

static void
shut(struct database *database)
{
	postgres_disconnect(database->postgres);
}

static enum status
settle(struct database *database)
{
	struct postgres *server = database->postgres;
	enum status st;

	postgres_drain(server);
	st = server->later;
	server->later = OK;
	return st;
}

static enum status
begin_once(struct postgres *server)
{
	ARENA(arena);
	enum status st = postgres_is_up(server) ? OK : postgres_again(server);

	return st != OK ? st : postgres_run(server, arena_printf(arena,
	    "BEGIN; SELECT pg_advisory_xact_lock(%" PRId64 ")",
	    server->schema.application_id));
}

/*
 * One writer at a time, over all nodes, as SQLite has it: the lock is the
 * transaction's and ends with it, whatever becomes of its process. Read
 * committed, so that what comes after the lock sees what was written before
 * it.
 */
static enum status
begin(struct database *database)
{
	struct postgres *server = database->postgres;
	enum status st;

	(void)settle(database);
	st = begin_once(server);

	/* That the connection was lost is seen here first. */
	if (st == BUSY && !postgres_is_up(server))
		st = begin_once(server);
	if (st != OK && postgres_is_up(server))
		(void)!postgres_run(server, "ROLLBACK");
	return st;
}

/* Libpq knows it when nothing is on its way; what is, is within the one that
 * was open. */
static bool
is_open(struct database *database)
{
	const struct postgres *server = database->postgres;
	PGTransactionStatusType state =
	    PQtransactionStatus(server->connection);

	return state == PQTRANS_INTRANS || state == PQTRANS_INERROR ||
	    (server->sent_len > 0 && database->begun);
}

static bool
is_broken(struct database *database)
{
	postgres_drain(database->postgres);
	return PQtransactionStatus(database->postgres->connection) !=
	    PQTRANS_INTRANS;
}

static int64_t
written(struct database *database)
{
	return database->postgres->written;
}

/* A lock of the session, asked for anew each time: who has it keeps it, and
 * loses it with the connection, which a question finds out. */
static enum status
elect(struct database *database)
{
	int64_t elected = 0;
	enum status st = ready_alone(database);

	if (st == OK)
		st = postgres_number(database->postgres,
		    "SELECT CASE WHEN EXISTS (SELECT FROM pg_locks"
		    " WHERE locktype = 'advisory' AND classid = 0"
		    " AND objid = 1180132213 AND pid = pg_backend_pid())"
		    " THEN true ELSE pg_try_advisory_lock(1180132213) END",
		    &elected);
	return st == OK && elected == 0 ? CONFLICT : st;
}

/* Where the write-ahead log ends: whatever anybody writes makes it longer. */
static enum status
version(struct database *database, int64_t *number)
{
	enum status st = ready_alone(database);

	return st != OK ? st : postgres_number(database->postgres,
	    "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(),"
	    " '0/0')::bigint + 1", number);
}

/* The server's own vacuum does it, in its time; see app/DEPLOY.md. */
static void
scrub(struct database *database)
{
	(void)database;
}

static enum status
is_large(struct database *database, bool *large)
{
	(void)database;
	*large = false;
	return OK;
}

static enum status
tidy(struct database *database)
{
	(void)database;
	return OK;
}

const struct engine engine_postgres = {
	.open = postgres_open,
	.close = shut,
	.prepare = postgres_prepare,
	.drop = postgres_drop,
	.reset = postgres_reset,
	.bind_int = postgres_bind_int,
	.bind_text = postgres_bind_text,
	.bind_blob = postgres_bind_blob,
	.bind_null = postgres_bind_null,
	.step = postgres_step,
	.row = postgres_row,
	.rows = postgres_rows,
	.ahead = postgres_ahead,
	.later = postgres_later,
	.settle = settle,
	.get_int = postgres_get_int,
	.get_text = postgres_get_text,
	.get_blob = postgres_get_blob,
	.changes = postgres_changes,
	.inserted = postgres_inserted,
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
