#include "store/staged.h"

#include "base/log.h"
#include "store/booking_room.h"

/* ---- rows ---- */

static bool
is_doubtful(const struct staged *staged)
{
	return staged->lead.doubt > DOUBT_NONE;
}

static void
bind_lead(struct query *q, const struct staged *staged)
{
	const struct lead_new *lead = &staged->lead;
	const int64_t at = store_minute(staged->at);
	bool doubtful = is_doubtful(staged);

	query_text(q, ":uuid", lead->sealed->head.uuid);
	query_text(q, ":kind", lead_kind_id(lead->kind));
	query_text(q, ":stage", lead_stage_id(lead_first_stage(lead->kind)));
	query_int(q, ":created_at", at);
	query_text(q, ":result", lead->result);
	query_text(q, ":consent_version", lead->consent);
	query_int(q, ":consent_at", at);
	query_text(q, ":quarantine", doubtful ? doubt_id(lead->doubt) : "");
	query_id(q, ":quarantined_at", doubtful ? at : 0);
	query_id(q, ":wish1", lead->wishes[0]);
	query_id(q, ":wish2", lead->wishes[1]);
	query_text(q, ":zone", lead->zone);
	query_hash(q, ":form_hash", lead->form_hash, 32);
	seal_bind(q, lead->sealed);
}

static enum status
insert_leads(struct store *store)
{
	QUERY q = query_use(&store->database, LEAD_INSERT);
	enum status st = OK;

	for (size_t i = 0; i < store->staged_len && st == OK; i++) {
		struct staged *staged = &store->staged[i];

		bind_lead(q, staged);
		st = query_row_insert(q, &staged->lead_id);
	}
	return st == OK ? query_rows_inserted(q) : st;
}

static void
bind_booking(struct query *q, const struct staged *staged)
{
	const struct booking_new *booking = staged->booking;
	bool doubtful = is_doubtful(staged);

	query_int(q, ":lead_id", staged->lead_id);
	query_int(q, ":starts_at", booking->slot.starts_at);
	query_int(q, ":ends_at", booking->slot.ends_at);
	query_text(q, ":state", booking_state_id(doubtful ?
	    BOOKING_REQUESTED : BOOKING_CONFIRMED));
	query_int(q, ":held_until",
	    doubtful ? staged->at + QUARANTINE_HOLD_SECONDS : 0);
	query_text(q, ":uid", staged->uid);
	query_text(q, ":zone", booking->zone);
	query_blob(q, ":token_hash", booking->token_hash, 32);
	query_int(q, ":remind", booking->remind);
	query_int(q, ":created_at", store_minute(staged->at));
	query_int(q, ":overlaps", staged->overlaps);
	query_blob(q, ":own", booking->own, booking->own_len);
	query_hash(q, ":email_hash", booking->email_hash, 16);
}

static enum status
insert_bookings(struct store *store)
{
	QUERY q = query_use(&store->database, BOOKING_INSERT);
	enum status st = OK;

	for (size_t i = 0; i < store->staged_len && st == OK; i++) {
		struct staged *staged = &store->staged[i];

		if (staged->booking == NULL)
			continue;
		bind_booking(q, staged);
		st = query_row_insert(q, &staged->booking_id);
	}
	return st == OK ? query_rows_inserted(q) : st;
}

static enum status
insert_messages(struct store *store)
{
	QUERY q = query_use(&store->database, OUTBOX_INSERT);
	enum status st = OK;

	for (size_t i = 0; i < store->staged_len && st == OK; i++) {
		const struct staged *staged = &store->staged[i];

		st = outbox_rows(store, q, staged->outbox, staged->lead_id,
		    staged->booking_id, is_doubtful(staged), staged->at);
	}
	return st == OK ? query_rows_inserted(q) : st;
}

enum status
staged_insert(struct database *database, bool undone)
{
	struct store *store = (struct store *)database;
	enum status st = OK;

	if (store->staged_len > 0 && !undone &&
	    (st = insert_leads(store)) == OK &&
	    (st = insert_bookings(store)) == OK)
		st = insert_messages(store);
	store->staged_len = 0;
	room_forget(store);
	return st;
}

/* ---- staging ---- */

static struct staged *
add(struct store *store, const struct staged *lead)
{
	struct staged *staged;

	if (store->staged == NULL)
		store->staged = calloc(STAGED_MAX, sizeof(*store->staged));
	if (store->staged == NULL)
		log_fatal("memory", "out of memory for leads");
	staged = &store->staged[store->staged_len++];
	*staged = *lead;
	return staged;
}

enum status
stage(struct store *store, const struct staged *lead)
{
	enum status st = seal_epoch_put(store, &lead->lead.sealed->epoch);
	struct staged *staged;

	if (st != OK)
		return st;
	staged = add(store, lead);
	if (staged->booking != NULL &&
	    (st = uuid_next(&store->uids, staged->uid)) != OK) {
		store->staged_len--;
		return st;
	}
	return store->may_stage && store->database.batch == BATCH_WHOLE &&
	    store->staged_len < STAGED_MAX ? OK :
	    staged_insert(&store->database, false);
}
