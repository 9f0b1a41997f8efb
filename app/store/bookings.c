#include "store/store_private.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/util.h"
#include "store/rows.h"
#include "store/uuid.h"

enum { DAY_SECONDS = 86400 };

static const char *const state_ids[] = {
	[BOOKING_REQUESTED] = "requested",
	[BOOKING_CONFIRMED] = "confirmed",
	[BOOKING_CANCELLED] = "cancelled",
	[BOOKING_HELD] = "held",
	[BOOKING_MISSED] = "missed",
};

enum status
booking_state_find(const char *id, enum booking_state *state)
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

/* Binds the stretch that must be free; CONFLICT when the query finds
 * something in it. */
static enum status
find_in_the_way(struct query *q, const struct booking_new *booking)
{
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
find_booking(struct store *store, const struct booking_new *booking,
    int64_t except, int64_t now)
{
	QUERY q = query_use(&store->database, BOOKING_OVERLAP);

	query_int(q, ":except", except);
	query_int(q, ":now", now);
	return find_in_the_way(q, booking);
}

static enum status
find_busy(struct store *store, const struct booking_new *booking)
{
	QUERY q = query_use(&store->database, BUSY_OVERLAP);

	return find_in_the_way(q, booking);
}

/* OK with *overlaps when there is an overlap that may be. */
static enum status
check_overlap(struct store *store, const struct booking_new *booking,
    int64_t except, int64_t now, bool *overlaps)
{
	enum status st = find_booking(store, booking, except, now);

	if (st == OK)
		st = find_busy(store, booking);
	*overlaps = st == CONFLICT;
	return st == CONFLICT && booking->may_overlap ? OK : st;
}

static enum status
check_day(struct store *store, const struct booking_new *booking,
    int64_t except, int64_t now)
{
	QUERY q = query_use(&store->database, BOOKING_COUNT_STARTS);
	enum status st;

	if (booking->max_per_day == 0)
		return OK;
	query_int(q, ":from", booking->day_from);
	query_int(q, ":to", booking->day_to);
	query_int(q, ":except", except);
	query_int(q, ":now", now);
	if ((st = query_row(q)) != OK)
		return st;
	return query_get_int(q, 0) < booking->max_per_day ? OK : CONFLICT;
}

enum status
booking_has_room(struct store *store, const struct booking_new *booking,
    int64_t except, int64_t now, bool *overlaps)
{
	enum status st = check_overlap(store, booking, except, now, overlaps);

	return st == OK ? check_day(store, booking, except, now) : st;
}

/*
 * Nobody is counted by what has begun. This handle has looked at what began
 * before already, a day apart, so that it costs the same however many calls
 * there were; the first time, and after a commit that failed, at all of them.
 */
static enum status
forget_emails(struct store *store, int64_t now)
{
	QUERY q = query_use(&store->database, BOOKING_FORGET_EMAILS);

	query_int(q, ":since", store->emails_forgotten_at - DAY_SECONDS);
	query_int(q, ":now", now);
	return query_done(q);
}

/* Makes a booking doubtful that is one of many of one address. */
static enum status
judge_email(struct store *store, const struct booking_new *booking,
    enum doubt *doubt)
{
	QUERY q = query_use(&store->database, BOOKING_COUNT_EMAIL);
	enum status st;

	if (*doubt > DOUBT_NONE || booking->email_hash == NULL ||
	    booking->bookings_per_email == 0)
		return OK;
	query_blob(q, ":email_hash", booking->email_hash, 16);
	if ((st = query_row(q)) == OK &&
	    query_get_int(q, 0) >= booking->bookings_per_email)
		*doubt = DOUBT_EMAIL;
	return st;
}

/* Whether one more slot may be kept for somebody doubtful. */
static enum status
check_holds(struct store *store, enum doubt doubt, int64_t now)
{
	QUERY q = query_use(&store->database, BOOKING_COUNT_HOLDS);
	enum status st;

	if (doubt <= DOUBT_NONE)
		return OK;
	query_int(q, ":now", now);
	if ((st = query_row(q)) != OK)
		return st;
	return query_get_int(q, 0) < QUARANTINE_HOLDS ? OK : LIMITED;
}

static enum status
insert_lead(struct store *store, const struct booking_new *booking,
    enum doubt doubt, int64_t now, int64_t *id)
{
	struct lead_new lead = {
		.kind = LEAD_BOOKING,
		.result = booking->result,
		.consent = booking->consent,
		.doubt = doubt,
		.zone = "",
		.sealed = booking->lead,
	};

	return lead_insert(store, &lead, now, id);
}

/* A row for a lead that is there; all but the slot's fate is in booking. */
struct booking_row {
	const struct booking_new *booking;
	int64_t id;
	int64_t lead_id;
	enum doubt doubt;
	bool overlaps;
};

static enum status
queue(struct store *store, const struct booking_row *row, int64_t now)
{
	return outbox_put(store, row->booking->outbox, row->lead_id, row->id,
	    row->doubt > DOUBT_NONE, now);
}

static enum status
insert_booking(struct store *store, struct booking_row *row, int64_t now)
{
	QUERY q = query_use(&store->database, BOOKING_INSERT);
	const struct booking_new *booking = row->booking;
	bool doubtful = row->doubt > DOUBT_NONE;
	char uid[UUID_TEXT_SIZE];
	enum status st;

	if ((st = uuid_next(&store->uids, uid)) != OK)
		return st;
	query_int(q, ":lead_id", row->lead_id);
	query_int(q, ":starts_at", booking->slot.starts_at);
	query_int(q, ":ends_at", booking->slot.ends_at);
	query_text(q, ":state",
	    state_ids[doubtful ? BOOKING_REQUESTED : BOOKING_CONFIRMED]);
	query_int(q, ":held_until",
	    doubtful ? now + QUARANTINE_HOLD_SECONDS : 0);
	query_text(q, ":uid", uid);
	query_text(q, ":zone", booking->zone);
	query_blob(q, ":token_hash", booking->token_hash, 32);
	query_int(q, ":remind", booking->remind);
	query_int(q, ":created_at", store_minute(now));
	query_int(q, ":overlaps", row->overlaps);
	query_blob(q, ":own", booking->own, booking->own_len);
	query_hash(q, ":email_hash", booking->email_hash, 16);
	return query_insert(q, &row->id);
}

enum status
store_booking_add(struct store *store, const struct booking_new *booking,
    int64_t now, bool *repeated)
{
	TRANSACTION(tx, &store->database);
	struct booking_row row = { booking, .doubt = booking->doubt };
	enum status st;

	*repeated = false;
	if ((st = transaction_begin(&tx)) != OK ||
	    (st = find_repeated(store, booking, repeated)) != OK || *repeated)
		return st;
	if ((st = forget_emails(store, now)) == OK &&
	    (st = judge_email(store, booking, &row.doubt)) == OK &&
	    (st = booking_has_room(store, booking, 0, now,
	    &row.overlaps)) == OK &&
	    (st = check_holds(store, row.doubt, now)) == OK &&
	    (st = insert_lead(store, booking, row.doubt, now,
	    &row.lead_id)) == OK &&
	    (st = insert_booking(store, &row, now)) == OK &&
	    (st = queue(store, &row, now)) == OK)
		st = transaction_commit(&tx);
	if (st == OK)
		store->emails_forgotten_at = now;
	return st;
}

/* ---- reading ---- */

enum status
store_booking_by_token(struct store *store, struct arena *arena,
    const uint8_t token_hash[32], struct booking_view *view)
{
	QUERY q = query_use(&store->database, BOOKING_BY_TOKEN);
	const void *own;
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
		.held_until = query_get_int(q, 7),
		.uid = query_get_text(q, arena, 8),
		.sequence = query_get_int(q, 9),
		.consent = query_get_text(q, arena, 10),
		.consent_at = query_get_int(q, 11),
		.remind = query_get_int(q, 12) != 0,
		.lead_id = query_get_int(q, 13),
		.erased = query_get_int(q, 13) == 0,
	};
	own = query_get_blob(q, 14, &view->own_len);
	view->lead_uuid = query_get_text(q, arena, 15);
	view->own = rows_copy(arena, own, view->own_len);
	return booking_state_find(query_get_text(q, arena, 3), &view->state);
}
