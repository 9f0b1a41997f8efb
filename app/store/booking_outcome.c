#include "store/booking_outcome.h"

#include <assert.h>

#include "base/arena.h"
#include "store/booking_list.h"
#include "store/deeds.h"
#include "store/store_private.h"

static enum status
write_state(struct store *store, int64_t id, enum booking_state state)
{
	QUERY q = query_use(&store->database, BOOKING_OUTCOME);

	query_int(q, ":id", id);
	query_text(q, ":state", state == BOOKING_HELD ? "held" : "missed");
	return query_done(q);
}

enum status
store_booking_outcome(struct store *store, int64_t booking_id,
    enum booking_state state, const struct deed *deed)
{
	ARENA(arena);
	struct booking_entry call;
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;
	assert(state == BOOKING_HELD || state == BOOKING_MISSED);

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) != OK ||
	    (st = store_booking_of_lead(store, arena, deed->event.subject,
		booking_id, &call)) != OK)
		return st;
	if (call.state == BOOKING_CANCELLED ||
	    call.slot.starts_at > deed->event.at)
		return CONFLICT;
	if (call.state == state)
		return OK;
	if ((st = write_state(store, booking_id, state)) == OK)
		st = deed_commit(store, &tx, deed);
	return st;
}

static enum status
cancel(struct store *store, const struct booking_entry *call,
    const struct outbox_list *outbox, int64_t now)
{
	QUERY q = query_use(&store->database, BOOKING_CANCEL);
	enum status st;

	query_int(q, ":id", call->id);
	if ((st = query_done(q)) == OK &&
	    (st = outbox_lapse(store, call->id)) == OK)
		st = outbox_put(store, outbox, call->lead_id, call->id,
		    call->state == BOOKING_REQUESTED, now);
	return st;
}

enum status
store_booking_call_off(struct store *store, int64_t booking_id,
    const struct outbox_list *outbox, const struct deed *deed)
{
	ARENA(arena);
	struct booking_entry call;
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) != OK ||
	    (st = store_booking_of_lead(store, arena, deed->event.subject,
		booking_id, &call)) != OK)
		return st;
	if (call.state == BOOKING_CANCELLED)
		return OK;
	if (call.slot.starts_at <= deed->event.at)
		return CONFLICT;
	if ((st = cancel(store, &call, outbox, deed->event.at)) == OK)
		st = deed_commit(store, &tx, deed);
	return st;
}
