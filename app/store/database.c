#include "store/database.h"

#include <assert.h>

#include "base/log.h"
#include "store/connection.h"
#include "store/lock.h"
#include "store/public_access.h"
#include "store/schema.h"

static enum status
check_version(sqlite3 *db, const struct schema *schema)
{
	int64_t version = 0;
	int code = connection_number(db, "PRAGMA user_version", &version);

	if (code != SQLITE_OK)
		return connection_status(db, code);
	if (version == (int64_t)schema->len)
		return OK;
	log_error("store.refused",
	    "%s is at version %lld, this program at %zu: %s", schema->file,
	    (long long)version, schema->len,
	    version < (int64_t)schema->len ? "run fourways migrate" :
	    "use the newer program that wrote it");
	return INVALID;
}

static enum status
prepare_queries(struct database *database)
{
	for (size_t i = 0; i < QUERY_COUNT; i++) {
		const struct query_text *text =
		    query_look_up((enum query_name)i);
		int code;

		if ((text->users & database->user) == 0)
			continue;
		code = sqlite3_prepare_v3(database->db, text->sql, -1,
		    SQLITE_PREPARE_PERSISTENT, &database->queries[i], NULL);
		if (code != SQLITE_OK)
			return connection_status(database->db, code);
	}
	return OK;
}

enum status
database_open(const char *dir, const struct schema *schema,
    enum query_user user, struct database *database)
{
	enum status st;

	*database = (struct database){ .lock = -1, .user = user };
	st = connection_open(dir, schema, CONNECTION_OURS, &database->db);
	if (st == OK && (st = check_version(database->db, schema)) == OK &&
	    (st = lock_open(dir, schema->lock, &database->lock)) == OK) {
		if (user == BY_PUBLIC)
			public_access_limit(database->db);
		if ((st = prepare_queries(database)) == OK)
			st = connection_sync_names(dir);
	}
	if (st != OK)
		database_close(database);
	return st;
}

void
database_close(struct database *database)
{
	for (size_t i = 0; i < QUERY_COUNT; i++)
		(void)sqlite3_finalize(database->queries[i]);
	connection_close(database->db);
	if (database->lock != -1)
		(void)close(database->lock);
	*database = (struct database){ .lock = -1 };
}

void
database_scrub(struct database *database)
{
	int code = sqlite3_wal_checkpoint_v2(database->db, "main",
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	if (code != SQLITE_OK)
		log_warn("store.scrub", "the log was not emptied: %s",
		    sqlite3_errmsg(database->db));
}

static enum status
run(struct database *database, enum query_name name)
{
	QUERY q = query_use(database, name);

	return query_done(q);
}

/* It may answer rows, which nobody needs. */
static enum status
optimize(struct database *database)
{
	QUERY q = query_use(database, DATABASE_OPTIMIZE);
	enum status st;

	while ((st = query_row(q)) == OK)
		continue;
	return st == NOT_FOUND ? OK : st;
}

enum status
database_tidy(struct database *database)
{
	enum status st = lock_wait(database->lock, CONNECTION_WAIT_MS);

	if (st != OK)
		return st;
	if ((st = optimize(database)) == OK &&
	    (st = run(database, DATABASE_TIDY)) == OK)
		database_scrub(database);
	lock_drop(database->lock);
	return st;
}

enum status
transaction_begin(struct transaction *transaction)
{
	enum status st;

	assert(!transaction->open);
	st = lock_wait(transaction->database->lock, CONNECTION_WAIT_MS);
	if (st != OK)
		return st;
	st = run(transaction->database, TRANSACTION_BEGIN);
	if (st == OK)
		transaction->open = true;
	else
		lock_drop(transaction->database->lock);
	return st;
}

static void
end(struct transaction *transaction, bool committed)
{
	struct database *database = transaction->database;

	transaction->open = false;
	if (database->ended != NULL)
		database->ended(database, committed);
	lock_drop(database->lock);
}

enum status
transaction_commit(struct transaction *transaction)
{
	enum status st;

	assert(transaction->open);
	st = run(transaction->database, TRANSACTION_COMMIT);
	if (st == OK)
		end(transaction, true);
	return st;
}

void
transaction_release(struct transaction *transaction)
{
	if (!transaction->open)
		return;
	/* A full disk makes SQLite roll back by itself. */
	if (sqlite3_get_autocommit(transaction->database->db) == 0 &&
	    run(transaction->database, TRANSACTION_ROLLBACK) != OK)
		log_fatal("store.failed", "a transaction cannot be undone");
	end(transaction, false);
}
