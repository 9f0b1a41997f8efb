#include "store/database.h"

#include <assert.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "store/connection.h"
#include "store/engine.h"
#include "store/lock.h"
#include "store/meters.h"
#include "store/place.h"
#include "store/schema.h"

/* The text that a database's engine understands. */
static const char *
text_for(const struct database *database, const struct query_text *text)
{
	return database->engine == &engine_postgres &&
	    text->postgres != NULL ? text->postgres : text->sql;
}

static enum status
prepare_queries(struct database *database)
{
	enum status st = OK;

	for (size_t i = 0; i < QUERY_COUNT && st == OK; i++) {
		const struct query_text *text =
		    query_look_up((enum query_name)i);
		struct query *query = &database->queries[i];

		if ((text->users & database->user) == 0)
			continue;
		*query = (struct query){ .engine = database->engine,
			.database = database, .sql = text_for(database, text) };
		st = database->engine->prepare(query);
	}
	return st;
}

static enum status
open_engine(const char *dir, const struct schema *schema,
    struct database *database)
{
	ARENA(arena);
	const char *place;
	enum status st;

	if ((st = place_read(dir, arena, &place)) != OK)
		return st;
	database->engine = place == NULL ? &engine_sqlite : &engine_postgres;
	if ((st = database->engine->open(database, dir, schema, place)) == OK)
		st = lock_open(dir, schema->lock, &database->lock);
	return st;
}

enum status
database_open(const char *dir, const struct schema *schema,
    enum query_user user, struct database *database)
{
	enum status st;

	*database = (struct database){ .lock = -1, .user = user,
		.queries = calloc(QUERY_COUNT, sizeof(struct query)) };
	if (database->queries == NULL)
		log_fatal("memory", "out of memory for statements");
	if ((st = open_engine(dir, schema, database)) == OK &&
	    (st = prepare_queries(database)) == OK)
		st = folder_sync(dir);
	if (st != OK)
		database_close(database);
	return st;
}

void
database_close(struct database *database)
{
	for (size_t i = 0; i < QUERY_COUNT && database->queries != NULL; i++)
		if (database->queries[i].engine != NULL)
			database->engine->drop(&database->queries[i]);
	if (database->engine != NULL)
		database->engine->close(database);
	if (database->lock != -1)
		(void)close(database->lock);
	free(database->queries);
	*database = (struct database){ .lock = -1 };
}

void
database_scrub(struct database *database)
{
	if (database->batch != BATCH_NONE)
		database->scrub_due = true;
	else
		database->engine->scrub(database);
}

enum status
database_is_large(struct database *database, bool *large)
{
	return database->engine->is_large(database, large);
}

enum status
database_tidy(struct database *database)
{
	enum status st = lock_wait(database->lock, CONNECTION_WAIT_MS);

	if (st != OK)
		return st;
	if ((st = database->engine->tidy(database)) == OK)
		database_scrub(database);
	lock_drop(database->lock);
	return st;
}

enum status
database_elect(struct database *database)
{
	return database->engine->elect(database);
}

enum status
database_version(struct database *database, int64_t *version)
{
	return database->engine->version(database, version);
}

bool
database_gathers(const struct database *database)
{
	return database->engine->row != NULL;
}

bool
database_is_open(struct database *database)
{
	return database->engine->is_open(database);
}

static enum status
run(struct database *database, enum query_name name)
{
	QUERY q = query_use(database, name);

	return query_done(q);
}

/* Takes the lock file and begins; the lock is held only after OK. */
static enum status
begin(struct database *database)
{
	enum status st = lock_wait(database->lock, CONNECTION_WAIT_MS);

	if (st != OK)
		return st;
	database->turn++;
	st = database->engine->begin(database);
	database->begun = st == OK;
	if (st != OK)
		lock_drop(database->lock);
	return st;
}

static void
end(struct database *database, bool committed)
{
	database->begun = false;
	if (database->ended != NULL)
		database->ended(database, committed);
	lock_drop(database->lock);
}

static void
undo(struct database *database, enum query_name name)
{
	if (database_is_open(database) && run(database, name) != OK)
		log_fatal("store.failed", "a transaction cannot be undone");
}

static enum status
piece_begin(struct transaction *transaction)
{
	struct database *database = transaction->database;
	enum status st;

	/* Where the batch's own is gone, a piece would be one by itself. */
	if (!database_is_open(database))
		return BUSY;
	if (!transaction->puts_off && database->put_off != NULL &&
	    (st = database->put_off(database, false)) != OK) {
		database->spoilt = true;
		return st;
	}
	transaction->changes = database->engine->written(database);
	return database->batch == BATCH_PIECES ?
	    run(database, PIECE_BEGIN) : OK;
}

static void
piece_undo(struct transaction *transaction)
{
	struct database *database = transaction->database;

	database->turn++;
	if (database->batch == BATCH_PIECES) {
		undo(database, PIECE_UNDO);
		undo(database, PIECE_END);
	} else if (database->engine->is_broken(database) ||
	    database->engine->written(database) != transaction->changes) {
		database->spoilt = true;
	}
}

static enum status
commit(struct database *database)
{
	struct meters_commits *commits = database->commits;
	const uint64_t began = commits == NULL ? 0 : meters_now();
	enum status st = run(database, TRANSACTION_COMMIT);

	if (commits == NULL)
		return st;
	if (st == OK)
		meters_took(&commits->times, meters_now() - began);
	else
		meter_add(&commits->failed, 1);
	return st;
}

enum status
transaction_begin(struct transaction *transaction)
{
	struct database *database = transaction->database;
	enum status st;

	assert(!transaction->open);
	st = database->batch == BATCH_NONE ? begin(database) :
	    piece_begin(transaction);
	transaction->open = st == OK;
	return st;
}

enum status
transaction_commit(struct transaction *transaction)
{
	struct database *database = transaction->database;
	enum status st = OK;

	assert(transaction->open);
	if (database->batch != BATCH_WHOLE)
		st = database->batch == BATCH_PIECES ?
		    run(database, PIECE_END) : commit(database);
	if (st != OK)
		return st;
	transaction->open = false;
	if (database->batch == BATCH_NONE)
		end(database, true);
	return OK;
}

void
transaction_release(struct transaction *transaction)
{
	struct database *database = transaction->database;

	if (!transaction->open)
		return;
	transaction->open = false;
	if (database->batch != BATCH_NONE) {
		piece_undo(transaction);
		return;
	}
	undo(database, TRANSACTION_ROLLBACK);
	end(database, false);
}

enum status
batch_begin(struct database *database)
{
	enum status st;

	assert(database->batch == BATCH_NONE);
	if ((st = begin(database)) == OK)
		database->batch = BATCH_WHOLE;
	return st;
}

/* What is still to be done is done, and has worked. */
static enum status
finish(struct database *database)
{
	enum status st = OK;

	if (database->put_off != NULL)
		st = database->put_off(database, false);
	if (st == OK && database->engine->settle != NULL)
		st = database->engine->settle(database);
	return st;
}

bool
batch_is_spoilt(struct database *database)
{
	if (database->batch == BATCH_WHOLE && !database->spoilt)
		database->spoilt = finish(database) != OK;
	return database->spoilt;
}

static void
batch_over(struct database *database, bool committed)
{
	database->batch = BATCH_NONE;
	database->spoilt = false;
	end(database, committed);
	if (committed && database->scrub_due)
		database_scrub(database);
	database->scrub_due = false;
}

enum status
batch_again(struct database *database)
{
	enum status st;

	assert(database->batch == BATCH_WHOLE);
	if (database->put_off != NULL)
		(void)database->put_off(database, true);
	undo(database, TRANSACTION_ROLLBACK);
	database->turn++;
	database->batch = BATCH_PIECES;
	database->spoilt = database->scrub_due = false;
	if ((st = database->engine->begin(database)) != OK)
		batch_over(database, false);
	return st;
}

enum status
batch_end(struct database *database)
{
	enum status st = BUSY;

	assert(database->batch != BATCH_NONE && !database->spoilt);
	if (database_is_open(database) && finish(database) == OK)
		st = commit(database);
	if (st != OK)
		undo(database, TRANSACTION_ROLLBACK);
	batch_over(database, st == OK);
	return st;
}
