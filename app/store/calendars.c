#include "store/calendars.h"

#include "base/arena.h"
#include "store/availability.h"
#include "store/rows.h"
#include "store/store_private.h"

/* ---- the calls ---- */

enum status
store_calendar_calls(struct store *store, struct arena *arena, int64_t now,
    int64_t from, int64_t to, struct calendar_calls *calls)
{
	QUERY q = query_use(&store->database, CALENDAR_CALLS);
	enum status st;

	*calls = (struct calendar_calls){ 0 };
	query_int(q, ":now", now);
	query_int(q, ":from", from);
	query_int(q, ":to", to);
	while ((st = query_row(q)) == OK) {
		enum booking_state state;
		struct calendar_call *call;

		calls->at = rows_grow(arena, calls->at, calls->len,
		    sizeof(*calls->at));
		call = &calls->at[calls->len++];
		*call = (struct calendar_call){
			.uid = query_get_text(q, arena, 0),
			.sequence = query_get_int(q, 1),
			.slot = { query_get_int(q, 2), query_get_int(q, 3) },
			.lead_id = query_get_int(q, 5),
		};
		st = booking_state_find(query_get_text(q, arena, 4), &state);
		if (st != OK)
			return st;
		call->tentative = state == BOOKING_REQUESTED;
	}
	return st == NOT_FOUND ? OK : st;
}

enum status
store_calendar_mark(struct store *store, int64_t now, int64_t *mark)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, CALENDAR_MARK);

	query_int(q, ":now", now);
	if ((st = query_row(q)) == OK)
		*mark = query_get_int(q, 0);
	return st;
}

enum status
store_calendar_knows(struct store *store, const char *uid)
{
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, BOOKING_BY_UID);

	query_text(q, ":uid", uid);
	return query_row(q);
}

enum status
store_calendar_ended(struct store *store, const char *uid, int64_t now)
{
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, BOOKING_ENDED);

	query_text(q, ":uid", uid);
	query_int(q, ":now", now);
	return query_row(q);
}

/* ---- the private address ---- */

static enum status
write_feed(struct store *store, const uint8_t token_hash[32], int64_t now)
{
	QUERY q = query_use(&store->database, FEED_PUT);

	query_blob(q, ":token_hash", token_hash, 32);
	query_int(q, ":made_at", store_minute(now));
	return query_done(q);
}

enum status
store_feed_put(struct store *store, const uint8_t token_hash[32], int64_t now,
    const struct deed *deed)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = write_feed(store, token_hash, now)) == OK)
		st = deed_commit(store, &tx, deed);
	return st;
}

static enum status
run(struct store *store, enum query_name name)
{
	QUERY q = query_use(&store->database, name);

	return query_done(q);
}

enum status
store_feed_remove(struct store *store, const struct deed *deed)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = run(store, FEED_DELETE)) == OK)
		st = deed_commit(store, &tx, deed);
	return st;
}

enum status
store_feed_made(struct store *store, int64_t *made_at)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, FEED_MADE);

	if ((st = query_row(q)) == OK)
		*made_at = query_get_int(q, 0);
	return st;
}

enum status
store_feed_find(struct store *store, const uint8_t token_hash[32])
{
	QUERY q = query_use(&store->database, FEED_FIND);

	query_blob(q, ":token_hash", token_hash, 32);
	return query_row(q);
}

/* ---- the calendar on a server ---- */

enum status
store_calendar_sync(struct store *store, struct arena *arena,
    struct calendar_sync *sync)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, CALENDAR_SYNC_GET);

	if ((st = query_row(q)) == OK)
		*sync = (struct calendar_sync){
			.url = query_get_text(q, arena, 0),
			.tried_at = query_get_int(q, 1),
			.synced_at = query_get_int(q, 2),
			.unreadable = query_get_int(q, 3),
			.problem = query_get_text(q, arena, 4),
		};
	return st;
}

static enum status
forget_calendar(struct store *store)
{
	const struct slots none = { 0 };
	enum status st;

	if ((st = busy_replace(store, BUSY_CALENDAR, &none)) == OK &&
	    (st = run(store, CALENDAR_COPY_DELETE_ALL)) == OK)
		st = run(store, CALENDAR_SYNC_DELETE);
	return st;
}

enum status
store_calendar_choose(struct store *store, const char *url)
{
	ARENA(arena);
	struct calendar_sync sync;
	enum status st = store_calendar_sync(store, arena, &sync);

	if (st != OK || strcmp(sync.url, url) == 0)
		return st == NOT_FOUND ? OK : st;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = forget_calendar(store)) == OK)
		st = transaction_commit(&tx);
	return st;
}

static enum status
write_read(struct store *store, const char *url, int64_t unreadable,
    int64_t now)
{
	QUERY q = query_use(&store->database, CALENDAR_SYNC_READ);

	query_text(q, ":url", url);
	query_int(q, ":unreadable", unreadable);
	query_int(q, ":now", now);
	return query_done(q);
}

enum status
store_calendar_read(struct store *store, const char *url,
    const struct slots *slots, int64_t unreadable, int64_t now)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = busy_replace(store, BUSY_CALENDAR, slots)) == OK &&
	    (st = write_read(store, url, unreadable, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

static enum status
write_failed(struct store *store, const char *url, const char *problem,
    int64_t now)
{
	QUERY q = query_use(&store->database, CALENDAR_SYNC_FAILED);

	query_text(q, ":url", url);
	query_text(q, ":problem", problem);
	query_int(q, ":now", now);
	return query_done(q);
}

enum status
store_calendar_failed(struct store *store, const char *url,
    const char *problem, int64_t now)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = write_failed(store, url, problem, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

enum status
store_calendar_copies(struct store *store, struct arena *arena,
    struct calendar_copies *copies)
{
	enum status st;

	*copies = (struct calendar_copies){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, CALENDAR_COPY_ALL);

	while ((st = query_row(q)) == OK) {
		copies->at = rows_grow(arena, copies->at, copies->len,
		    sizeof(*copies->at));
		copies->at[copies->len++] = (struct calendar_copy){
			.uid = query_get_text(q, arena, 0),
			.href = query_get_text(q, arena, 1),
			.etag = query_get_text(q, arena, 2),
			.mark = query_get_text(q, arena, 3),
		};
	}
	return st == NOT_FOUND ? OK : st;
}

static enum status
write_copy(struct store *store, const struct calendar_copy *copy)
{
	QUERY q = query_use(&store->database, CALENDAR_COPY_PUT);

	query_text(q, ":uid", copy->uid);
	query_text(q, ":href", copy->href);
	query_text(q, ":etag", copy->etag);
	query_text(q, ":mark", copy->mark);
	return query_done(q);
}

enum status
store_calendar_copy_put(struct store *store, const struct calendar_copy *copy)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = write_copy(store, copy)) == OK)
		st = transaction_commit(&tx);
	return st;
}

static enum status
delete_copy(struct store *store, const char *uid)
{
	QUERY q = query_use(&store->database, CALENDAR_COPY_DELETE);

	query_text(q, ":uid", uid);
	return query_done(q);
}

enum status
store_calendar_copy_remove(struct store *store, const char *uid)
{
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = delete_copy(store, uid)) == OK)
		st = transaction_commit(&tx);
	return st;
}
