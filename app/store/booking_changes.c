#include "store/booking_changes.h"

#include "base/arena.h"
#include "base/log.h"
#include "store/store_private.h"

enum { DAY_SECONDS = 86400 };

/* A booking as far as changes look at it. */
static enum status
find(struct store *store, struct arena *arena, const uint8_t token_hash[32],
    struct booking_view *booking)
{
	enum status st = store_booking_by_token(store, arena, token_hash,
	    booking);

	return st == OK && booking->erased ? NOT_FOUND : st;
}

/* What waits for a booking makes room for what is to be told now. */
static enum status
tell(struct store *store, const struct booking_view *booking,
    const struct outbox_list *outbox, int64_t now)
{
	enum status st = outbox_lapse(store, booking->id);

	if (st != OK)
		return st;
	return outbox_put(store, outbox, booking->lead_id, booking->id,
	    booking->state == BOOKING_REQUESTED, now);
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
    const struct outbox_list *outbox, int64_t now)
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
	if ((st = write_cancel(store, &booking)) == OK &&
	    (st = tell(store, &booking, outbox, now)) == OK)
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
	    (st = write_move(store, &booking, move, now)) == OK &&
	    (st = tell(store, &booking, move->outbox, now)) == OK)
		st = transaction_commit(&tx);
	return st;
}

/* ---- correcting ---- */

static enum status
write_lead(struct store *store, int64_t booking_id,
    const struct booking_correction *correction)
{
	QUERY q = query_use(&store->database, LEAD_CORRECT);
	enum status st = seal_epoch_put(store, &correction->lead->epoch);

	if (st != OK)
		return st;
	query_int(q, ":booking_id", booking_id);
	query_text(q, ":uuid", correction->lead->head.uuid);
	seal_bind(q, correction->lead);
	if ((st = query_change(q, NOT_FOUND)) == OK)
		return seal_epoch_sweep(store);
	if (st != NOT_FOUND)
		return st;
	log_error("store.failed", "a correction is sealed for another lead");
	return FAILED;
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

/* Whether another address may be written to: whoever types addresses into the
 * form could have us write to strangers. What lapsed before it left was no
 * mail. */
static enum status
may_tell(struct store *store, int64_t booking_id,
    const struct booking_correction *correction)
{
	QUERY q = query_use(&store->database, OUTBOX_CONFIRMATIONS);
	enum status st;

	if (correction->outbox == NULL || correction->mails_a_day == 0)
		return OK;
	query_int(q, ":booking_id", booking_id);
	query_int(q, ":from", correction->now - DAY_SECONDS);
	if ((st = query_row(q)) != OK)
		return st;
	return query_get_int(q, 0) < correction->mails_a_day ? OK : LIMITED;
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
	    (st = may_tell(store, booking.id, correction)) == OK &&
	    (st = write_lead(store, booking.id, correction)) == OK &&
	    (st = write_own(store, booking.id, correction)) == OK &&
	    (correction->outbox == NULL || (st = tell(store, &booking,
	    correction->outbox, correction->now)) == OK))
		st = transaction_commit(&tx);
	return st;
}

/* ---- erasing ---- */

/* To the owner alone, about a slot that is nobody's. */
static enum status
tell_erased(struct store *store, const struct booking_view *booking,
    const struct outbox_list *outbox, int64_t now)
{
	if (!may_move(booking, now))
		return OK;
	return outbox_put(store, outbox, 0, booking->id, false, now);
}

enum status
store_booking_erase(struct store *store, const uint8_t token_hash[32],
    const struct outbox_list *outbox, int64_t now)
{
	TRANSACTION(tx, &store->database);
	ARENA(arena);
	struct booking_view booking;
	enum status st;

	if ((st = transaction_begin(&tx)) == OK &&
	    (st = find(store, arena, token_hash, &booking)) == OK &&
	    (st = lead_erase_open(store, booking.lead_id,
	    AUDIT_LEAD_ERASED_BY_VISITOR, now)) == OK &&
	    (st = tell_erased(store, &booking, outbox, now)) == OK &&
	    (st = transaction_commit(&tx)) == OK)
		database_scrub(&store->database);
	return st;
}
