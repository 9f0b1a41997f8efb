#include "store/store_private.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/util.h"
#include "store/rows.h"
#include "store/uuid.h"

static const char *const state_ids[] = {
	[BOOKING_CONFIRMED] = "confirmed",
	[BOOKING_CANCELLED] = "cancelled",
};

static enum status
state_find(const char *id, enum booking_state *state)
{
	for (size_t i = 0; i < countof(state_ids); i++) {
		if (state_ids[i] == NULL || strcmp(state_ids[i], id) != 0)
			continue;
		*state = (enum booking_state)i;
		return OK;
	}
	log_error("store.damaged", "a booking in the state \"%s\"", id);
	return FAILED;
}

/* Rows do not keep the second somebody wrote; see 0001_lead.sql. */
static int64_t
whole_minute(int64_t at)
{
	return at - at % 60;
}

/* ---- adding ---- */

static enum status
find_repeated(struct store *store, const struct booking_new *booking,
    bool *repeated)
{
	QUERY q = query_use(&store->database, BOOKING_EXISTS);
	enum status st;

	query_blob(q, ":token_hash", booking->token_hash, 32);
	st = query_row(q);
	*repeated = st == OK;
	return st == NOT_FOUND ? OK : st;
}

static enum status
check_overlap(struct store *store, const struct booking_new *booking)
{
	QUERY q = query_use(&store->database, BOOKING_OVERLAP);
	const int64_t buffer = (int64_t)booking->buffer_minutes * 60;
	enum status st;

	query_int(q, ":from", booking->slot.starts_at - buffer);
	query_int(q, ":to", booking->slot.ends_at + buffer);
	st = query_row(q);
	if (st == OK)
		return CONFLICT;
	return st == NOT_FOUND ? OK : st;
}

static enum status
check_day(struct store *store, const struct booking_new *booking)
{
	QUERY q = query_use(&store->database, BOOKING_COUNT_STARTS);
	enum status st;

	if (booking->max_per_day == 0)
		return OK;
	query_int(q, ":from", booking->day_from);
	query_int(q, ":to", booking->day_to);
	if ((st = query_row(q)) != OK)
		return st;
	return query_get_int(q, 0) < booking->max_per_day ? OK : CONFLICT;
}

static enum status
insert_lead(struct store *store, const struct booking_new *booking,
    int64_t now, int64_t *id)
{
	QUERY q = query_use(&store->database, LEAD_INSERT);
	char uuid[UUID_TEXT_SIZE];
	enum status st;

	if ((st = uuid_new(uuid)) != OK)
		return st;
	query_text(q, ":uuid", uuid);
	query_text(q, ":kind", lead_kind_id(LEAD_BOOKING));
	query_text(q, ":stage", lead_stage_id(lead_first_stage(LEAD_BOOKING)));
	query_int(q, ":created_at", whole_minute(now));
	query_text(q, ":result", booking->result);
	query_text(q, ":consent_version", booking->consent);
	query_blob(q, ":head", booking->head, booking->head_len);
	query_blob(q, ":body", booking->body, booking->body_len);
	if ((st = query_done(q)) == OK)
		*id = sqlite3_last_insert_rowid(store->database.db);
	return st;
}

static enum status
insert_booking(struct store *store, const struct booking_new *booking,
    int64_t now, int64_t lead_id)
{
	QUERY q = query_use(&store->database, BOOKING_INSERT);

	query_int(q, ":lead_id", lead_id);
	query_int(q, ":starts_at", booking->slot.starts_at);
	query_int(q, ":ends_at", booking->slot.ends_at);
	query_text(q, ":zone", booking->zone);
	query_blob(q, ":token_hash", booking->token_hash, 32);
	query_int(q, ":remind", booking->remind);
	query_int(q, ":created_at", whole_minute(now));
	return query_done(q);
}

enum status
store_booking_add(struct store *store, const struct booking_new *booking,
    int64_t now, bool *repeated)
{
	TRANSACTION(tx, &store->database);
	int64_t lead_id;
	enum status st;

	*repeated = false;
	if ((st = transaction_begin(&tx)) != OK ||
	    (st = find_repeated(store, booking, repeated)) != OK || *repeated)
		return st;
	if ((st = check_overlap(store, booking)) == OK &&
	    (st = check_day(store, booking)) == OK &&
	    (st = insert_lead(store, booking, now, &lead_id)) == OK &&
	    (st = insert_booking(store, booking, now, lead_id)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- reading ---- */

enum status
store_booking_by_token(struct store *store, struct arena *arena,
    const uint8_t token_hash[32], struct booking_view *view)
{
	QUERY q = query_use(&store->database, BOOKING_BY_TOKEN);
	enum status st;

	query_blob(q, ":token_hash", token_hash, 32);
	if ((st = query_row(q)) != OK)
		return st;
	*view = (struct booking_view){
		.id = query_get_int(q, 0),
		.slot = { query_get_int(q, 1), query_get_int(q, 2) },
		.zone = query_get_text(q, arena, 4),
		.result = query_get_text(q, arena, 5),
		.created_at = query_get_int(q, 6),
	};
	return state_find(query_get_text(q, arena, 3), &view->state);
}

enum status
store_bookings_between(struct store *store, struct arena *arena, int64_t from,
    int64_t to, struct slots *busy)
{
	QUERY q = query_use(&store->database, BOOKING_BETWEEN);
	enum status st;

	*busy = (struct slots){ 0 };
	query_int(q, ":from", from);
	query_int(q, ":to", to);
	while ((st = query_row(q)) == OK) {
		busy->at = rows_grow(arena, busy->at, busy->len,
		    sizeof(*busy->at));
		busy->at[busy->len++] = (struct slot){
			.starts_at = query_get_int(q, 0),
			.ends_at = query_get_int(q, 1),
		};
	}
	return st == NOT_FOUND ? OK : st;
}
