#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "store/queries.h"

struct arena;
struct engine;
struct meters_commits;
struct postgres;
struct query;
struct schema;
struct sqlite3;

/*
 * An open database with its statements prepared; what struct store and struct
 * office are made of. Private to the store.
 */
struct database {
	const struct engine *engine;
	struct sqlite3 *db;        /* SQLite's connection */
	struct postgres *postgres; /* or PostgreSQL's */
	int lock; /* the lock file of those who write */
	enum query_user user;
	enum { BATCH_NONE, BATCH_WHOLE, BATCH_PIECES } batch;
	bool begun;     /* within a transaction, as far as we know */
	bool spoilt;    /* a whole one: something would have to be undone */
	bool scrub_due; /* once the batch has ended */
	/* Another number whenever what was found may no longer be there: with
	 * each transaction, and when a piece of one is undone. */
	int64_t turn;
	struct meters_commits *commits; /* where they count, or NULL */
	/* Does what was put off until the batch ends or looks at something
	 * else: OK, or what spoils it. Or forgets it, where the batch is
	 * undone. NULL: nothing ever is. */
	enum status (*put_off)(struct database *database, bool undone);
	/* Told of each transaction's end while the lock is still held, or
	 * NULL. */
	void (*ended)(struct database *database, bool committed);
	struct query *queries; /* QUERY_COUNT of them, see engine.h */
};

/*
 * Opens the data of a folder (place.h) for a user and prepares that user's
 * queries. Statuses of connection_open, or of postgres_open; INVALID also for
 * another version. *database is to be closed only after OK.
 */
enum status database_open(const char *dir, const struct schema *schema,
    enum query_user user, struct database *database);
void database_close(struct database *database);

/*
 * Takes what was deleted out of the write-ahead log too, where it stands until
 * the log is written over; in the database itself it is overwritten when it is
 * deleted. As far as others let us: what a reader still needs stays until the
 * next checkpoint. Within a batch it is done at its end.
 */
void database_scrub(struct database *database);

/* A file of more than DATABASE_LARGE_BYTES takes seconds to rewrite. */
enum { DATABASE_LARGE_BYTES = 64 * 1024 * 1024 };

/* Whether it is that long. OK, BUSY or FAILED. */
enum status database_is_large(struct database *database, bool *large);

/*
 * Brings up to date what SQLite knows of the tables for its plans, and
 * rewrites the whole file, so that nothing of what was deleted is left in the
 * unused parts of its pages, and scrubs. The new file is made in memory, or
 * that of a large one in SQLite's folder for temporary files, where it has no
 * name; others read on, who writes waits. OK, BUSY or FAILED.
 */
enum status database_tidy(struct database *database);

/* Whether a transaction is open: begun, and not yet committed or undone. */
bool database_is_open(struct database *database);

/*
 * Whether this handle is the one among all machines that does what only one
 * may do: the first who asks, for as long as its connection lives. OK; CONFLICT
 * when another one is; BUSY, FAILED. With SQLite there is one machine: always
 * OK.
 */
enum status database_elect(struct database *database);

/* A number that is another one as soon as anybody has written to the database,
 * this handle included; never 0. OK, BUSY or FAILED. */
enum status database_version(struct database *database, int64_t *version);

/* ---- statements ---- */

/*
 * Borrows a prepared statement until the scope ends:
 *
 *	QUERY q = query_use(database, LEAD_INSERT);
 *
 * Bound values are borrowed too and must live as long. A statement is used
 * by one scope at a time.
 */
#define QUERY __attribute__((cleanup(query_release))) struct query *

struct query *query_use(struct database *database, enum query_name name);
void query_release(struct query **query);

/* Binds by name; a name the statement does not have is a broken program. */
void query_int(struct query *query, const char *name, int64_t value);
void query_text(struct query *query, const char *name, const char *text);
void query_blob(struct query *query, const char *name, const void *bytes,
    size_t len);

/* An id or an instant, or NULL for 0. */
void query_id(struct query *query, const char *name, int64_t id);

/* A hash of size bytes, or NULL for NULL. */
void query_hash(struct query *query, const char *name, const uint8_t *hash,
    size_t size);

/* Runs a statement without rows. OK, or the status of the failure. */
enum status query_done(struct query *query);

/* Runs one that is to change rows: the status none where there was none to
 * change. */
enum status query_change(struct query *query, enum status none);

/* Runs one that inserts a row; *id is that row's, and is left alone unless
 * OK. */
enum status query_insert(struct query *query, int64_t *id);

/*
 * Inserts what is bound as one row of several, and unbinds it: an engine may
 * gather them and insert all at once, which costs it a fraction.
 * query_rows_inserted says that there are no more: by its OK every *id is its
 * row's; all are NULL where they are of no interest. What is bound is borrowed
 * for the call. After a failure some rows may be there and others not.
 */
enum status query_row_insert(struct query *query, int64_t *id);
enum status query_rows_inserted(struct query *query);

/* Adds what is bound as one row of several that are asked about: query_row
 * answers for one after the other. Where the database does not gather, it is
 * the only one. OK, BUSY or FAILED. */
enum status query_row_ask(struct query *query);
bool database_gathers(const struct database *database);

/*
 * For what nobody waits for. A round to a server and back costs more than most
 * statements, so within a batch an engine may be told of it and go on; what is
 * asked next comes after it in any case. OK then does not mean that it worked:
 * batch_is_spoilt knows.
 */
enum status query_later(struct query *query);

/* Asks already, once all is bound: what is asked ahead of other statements
 * goes to a server with them, in one round. The answer is query_row's. */
void query_ahead(struct query *query);

/* Steps to the next row. OK; NOT_FOUND when there is none (left). */
enum status query_row(struct query *query);

/* Columns of the row, from 0 on. Text that is not UTF-8 without NUL, which no
 * code of ours stores, is logged and read as U+FFFD. */
int64_t query_get_int(struct query *query, int column);
const char *query_get_text(struct query *query, struct arena *arena,
    int column);

/* The bytes of a column, valid until the next step. */
const void *query_get_blob(struct query *query, int column, size_t *len);

/* Copies a column of exactly size bytes, which the schema promises. OK, or
 * FAILED (logged) for a damaged row. */
enum status query_get_bytes(struct query *query, int column, void *bytes,
    size_t size);

/* ---- transactions ---- */

/*
 * All or nothing, one writer at a time:
 *
 *	TRANSACTION(tx, database);
 *
 * declares a transaction that is rolled back when its scope ends, unless
 * committed. Begin takes the lock file, then BEGIN IMMEDIATE, because
 * SQLite's own waiting between processes costs up to a second.
 *
 * Within a batch it is a piece of the batch's transaction: begin and commit
 * cost no lock and no sync, and what is not committed is undone alone.
 */
struct transaction {
	struct database *database;
	bool open;
	bool puts_off;   /* it looks at what others have put off itself */
	int64_t changes; /* within a batch: rows changed before it */
};

#define TRANSACTION(name, of)                                             \
	__attribute__((cleanup(transaction_release)))                     \
	struct transaction name = { .database = (of) }

/* OK, BUSY or FAILED. */
enum status transaction_begin(struct transaction *transaction);

/* OK: it is on the disk, or will be with its batch. Otherwise it is undone. */
enum status transaction_commit(struct transaction *transaction);
void transaction_release(struct transaction *transaction);

/*
 * Several transactions in one commit, for they cost a sync of the disk each:
 *
 *	st = batch_begin(database);
 *	... transactions, one after the other ...
 *	if (batch_is_spoilt(database)) {
 *		st = batch_again(database);
 *		... the same transactions ...
 *	}
 *	st = batch_end(database);
 *
 * Almost always what is not committed has changed nothing, so nothing is done
 * to undo it. Where it has, the batch is spoilt, and all is done again with
 * each transaction a savepoint, whose copies of pages cost every write
 * something.
 *
 * Begin and again: OK, BUSY or FAILED; after a failure there is no batch. End
 * commits: OK, and all of them are on the disk; otherwise none is: those that
 * were committed are undone with the rest.
 */
enum status batch_begin(struct database *database);
bool batch_is_spoilt(struct database *database);
enum status batch_again(struct database *database);
enum status batch_end(struct database *database);

#endif
