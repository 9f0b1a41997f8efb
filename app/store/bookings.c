#include "store/booking_room.h"
#include "store/staged.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/util.h"
#include "store/rows.h"

enum { DAY_SECONDS = 86400 };

static const char *const state_ids[] = {
	[BOOKING_REQUESTED] = "requested",
	[BOOKING_CONFIRMED] = "confirmed",
	[BOOKING_CANCELLED] = "cancelled",
	[BOOKING_HELD] = "held",
	[BOOKING_MISSED] = "missed",
};

const char *
booking_state_id(enum booking_state state)
{
	return state_ids[state];
}

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

/*
 * An address is kept to count its calls to come, and no longer than to the
 * minute. This handle has looked at what began before already, a day apart, so
 * that it costs the same however many calls there were; the first time, and
 * after a commit that failed, at all of them.
 */
static enum status
forget_emails(struct store *store, int64_t now)
{
	QUERY q = query_use(&store->database, BOOKING_FORGET_EMAILS);

	query_int(q, ":since", store->emails_forgotten_at - DAY_SECONDS);
	query_int(q, ":now", now);
	return query_later(q);
}

static enum status
accept(struct store *store, const struct booking_new *booking,
    const struct room *room, enum doubt doubt, int64_t now)
{
	const struct lead_new lead = {
		.kind = LEAD_BOOKING,
		.result = booking->result,
		.consent = booking->consent,
		.doubt = doubt,
		.zone = "",
		.sealed = booking->lead,
	};

	return stage(store, &(struct staged){ lead, booking->outbox, booking,
		.overlaps = room->taken, .at = now });
}

enum status
store_booking_add(struct store *store, const struct booking_new *booking,
    int64_t now, bool *repeated)
{
	TRANSACTION(tx, &store->database);
	bool forget = store->emails_forgotten_at / 60 != now / 60;
	struct room room;
	enum doubt doubt;
	enum status st;

	*repeated = false;
	tx.puts_off = true;
	if ((st = transaction_begin(&tx)) != OK ||
	    (st = room_look(store, booking, now, &room)) != OK)
		return st;
	if ((*repeated = room.repeated))
		return OK;
	if ((st = room_judge(booking, &room, &doubt)) == OK &&
	    (!forget || (st = forget_emails(store, now)) == OK) &&
	    (st = accept(store, booking, &room, doubt, now)) == OK)
		st = transaction_commit(&tx);
	if (st == OK && forget)
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
