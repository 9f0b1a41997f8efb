#include "store/booking_changes.h"

#include "base/arena.h"
#include "store/store_private.h"

/* A booking as far as changes look at it. */
static enum status
find(struct store *store, struct arena *arena, const uint8_t token_hash[32],
    struct booking_view *booking)
{
	enum status st = store_booking_by_token(store, arena, token_hash,
	    booking);

	return st == OK && booking->erased ? NOT_FOUND : st;
}

/* ---- cancelling ---- */

static enum status
write_cancel(struct store *store, const struct booking_view *booking)
{
	QUERY q = query_use(&store->database, BOOKING_CANCEL);

	query_int(q, ":id", booking->id);
	return query_done(q);
}

enum status
store_booking_cancel(struct store *store, const uint8_t token_hash[32],
    int64_t now)
{
	TRANSACTION(tx, &store->database);
	ARENA(arena);
	struct booking_view booking;
	enum status st;

	if ((st = transaction_begin(&tx)) != OK ||
	    (st = find(store, arena, token_hash, &booking)) != OK)
		return st;
	if (booking.state == BOOKING_CANCELLED)
		return OK;
	if (booking.slot.starts_at <= now)
		return DENIED;
	if ((st = write_cancel(store, &booking)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- moving ---- */

static bool
may_move(const struct booking_view *booking, int64_t now)
{
	return booking->slot.starts_at > now &&
	    (booking->state == BOOKING_CONFIRMED ||
	    booking->state == BOOKING_REQUESTED);
}

static enum status
has_room(struct store *store, const struct booking_move *move, int64_t except,
    int64_t now)
{
	struct booking_new wanted = {
		.slot = move->slot,
		.day_from = move->day_from,
		.day_to = move->day_to,
		.max_per_day = move->max_per_day,
		.buffer_minutes = move->buffer_minutes,
	};
	bool overlaps;

	return booking_has_room(store, &wanted, except, now, &overlaps);
}

static enum status
write_move(struct store *store, const struct booking_view *booking,
    const struct booking_move *move, int64_t now)
{
	QUERY q = query_use(&store->database, BOOKING_MOVE);
	bool requested = booking->state == BOOKING_REQUESTED;

	query_int(q, ":id", booking->id);
	query_int(q, ":starts_at", move->slot.starts_at);
	query_int(q, ":ends_at", move->slot.ends_at);
	query_text(q, ":zone", move->zone);
	query_int(q, ":held_until",
	    requested ? now + QUARANTINE_HOLD_SECONDS : 0);
	return query_done(q);
}

enum status
store_booking_move(struct store *store, const uint8_t token_hash[32],
    const struct booking_move *move, int64_t now)
{
	TRANSACTION(tx, &store->database);
	ARENA(arena);
	struct booking_view booking;
	enum status st;

	if ((st = transaction_begin(&tx)) != OK ||
	    (st = find(store, arena, token_hash, &booking)) != OK)
		return st;
	if (!may_move(&booking, now))
		return DENIED;
	if (booking.slot.starts_at == move->slot.starts_at)
		return OK;
	if ((st = has_room(store, move, booking.id, now)) == OK &&
	    (st = write_move(store, &booking, move, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- correcting ---- */

static enum status
write_lead(struct store *store, int64_t booking_id,
    const struct booking_correction *correction)
{
	QUERY q = query_use(&store->database, LEAD_CORRECT);

	query_int(q, ":booking_id", booking_id);
	query_blob(q, ":head", correction->head, correction->head_len);
	query_blob(q, ":body", correction->body, correction->body_len);
	return query_done(q);
}

static enum status
write_own(struct store *store, int64_t booking_id,
    const struct booking_correction *correction)
{
	QUERY q = query_use(&store->database, BOOKING_CORRECT);

	query_int(q, ":id", booking_id);
	query_blob(q, ":own", correction->own, correction->own_len);
	query_hash(q, ":email_hash", correction->email_hash, 16);
	return query_done(q);
}

enum status
store_booking_correct(struct store *store, const uint8_t token_hash[32],
    const struct booking_correction *correction)
{
	TRANSACTION(tx, &store->database);
	ARENA(arena);
	struct booking_view booking;
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = find(store, arena, token_hash, &booking)) == OK &&
	    (st = write_lead(store, booking.id, correction)) == OK &&
	    (st = write_own(store, booking.id, correction)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- erasing ---- */

static enum status
free_bookings(struct store *store, int64_t lead_id, int64_t now)
{
	QUERY q = query_use(&store->database, BOOKING_ERASE);

	query_int(q, ":lead_id", lead_id);
	query_int(q, ":now", now);
	return query_done(q);
}

static enum status
note_erasure(struct store *store, int64_t lead_id, int64_t now)
{
	QUERY q = query_use(&store->database, ERASURE_INSERT);

	query_int(q, ":lead_id", lead_id);
	query_int(q, ":erased_at", store_minute(now));
	return query_done(q);
}

static enum status
delete_lead(struct store *store, int64_t lead_id)
{
	QUERY q = query_use(&store->database, LEAD_DELETE);

	query_int(q, ":id", lead_id);
	return query_done(q);
}

static enum status
erase(struct store *store, struct transaction *tx, int64_t lead_id,
    int64_t now)
{
	enum status st;

	if ((st = free_bookings(store, lead_id, now)) == OK &&
	    (st = note_erasure(store, lead_id, now)) == OK &&
	    (st = delete_lead(store, lead_id)) == OK &&
	    (st = transaction_commit(tx)) == OK)
		database_scrub(&store->database);
	return st;
}

static enum status
lead_of_booking(struct store *store, const uint8_t token_hash[32],
    int64_t *lead_id)
{
	QUERY q = query_use(&store->database, BOOKING_LEAD);
	enum status st;

	query_blob(q, ":token_hash", token_hash, 32);
	if ((st = query_row(q)) == OK)
		*lead_id = query_get_int(q, 0);
	return st;
}

enum status
store_booking_erase(struct store *store, const uint8_t token_hash[32],
    int64_t now)
{
	TRANSACTION(tx, &store->database);
	int64_t lead_id;
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = lead_of_booking(store, token_hash, &lead_id)) == OK)
		st = erase(store, &tx, lead_id, now);
	return st;
}

static enum status
lead_exists(struct store *store, int64_t id)
{
	QUERY q = query_use(&store->database, LEAD_EXISTS);

	query_int(q, ":id", id);
	return query_row(q);
}

enum status
store_lead_erase(struct store *store, int64_t id, int64_t now)
{
	enum status st;

	if (store->access != STORE_OFFICE)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = lead_exists(store, id)) == OK)
		st = erase(store, &tx, id, now);
	return st;
}
