#include "store/quarantine.h"

#include <assert.h>

#include "base/arena.h"
#include "store/deeds.h"
#include "store/rows.h"
#include "store/store_private.h"

enum status
store_quarantine(struct store *store, struct arena *arena, int64_t before,
    int64_t limit, struct quarantined_rows *rows)
{
	enum status st;

	*rows = (struct quarantined_rows){ 0 };
	if (store->access == STORE_PUBLIC)
		return DENIED;

	QUERY q = query_use(&store->database, QUARANTINE_BEFORE);

	query_int(q, ":before", before == 0 ? INT64_MAX : before);
	query_int(q, ":limit", limit);
	while ((st = query_row(q)) == OK) {
		rows->at = rows_grow(arena, rows->at, rows->len,
		    sizeof(*rows->at));
		rows->at[rows->len++] = (struct quarantined){
			query_get_int(q, 0), query_get_int(q, 1) };
	}
	return st == NOT_FOUND ? OK : st;
}

/* ---- letting a lead in ---- */

/* What is known of a lead that is to be let in. */
struct waiting {
	int64_t lead_id;
	enum lead_kind kind;
	enum doubt doubt;
	int64_t booking_id;     /* that is still requested, or 0 */
	struct slot slot;
};

static enum status
find_booking(struct store *store, struct waiting *lead)
{
	QUERY q = query_use(&store->database, BOOKING_REQUESTED_OF);
	enum status st;

	query_int(q, ":lead_id", lead->lead_id);
	if ((st = query_row(q)) != OK)
		return st == NOT_FOUND ? OK : st;
	lead->booking_id = query_get_int(q, 0);
	lead->slot = (struct slot){ query_get_int(q, 1), query_get_int(q, 2),
		false };
	return OK;
}

static enum status
find_lead(struct store *store, struct waiting *lead)
{
	QUERY q = query_use(&store->database, QUARANTINE_GET);
	ARENA(arena);
	enum status st;

	query_int(q, ":id", lead->lead_id);
	if ((st = query_row(q)) != OK)
		return st;
	if (lead_kind_find(query_get_text(q, arena, 0), &lead->kind) != OK ||
	    doubt_find(query_get_text(q, arena, 1), &lead->doubt) != OK)
		return FAILED;
	return OK;
}

/* The owner says yes to it: of their rules none stands against it, only what
 * takes the same time. */
static enum status
judge_booking(struct store *store, const struct waiting *lead, int64_t now,
    enum rescued *rescued)
{
	const struct booking_new wanted = { .slot = lead->slot };
	bool overlaps;
	enum status st;

	*rescued = RESCUED_MESSAGE;
	if (lead->booking_id == 0)
		return OK;
	*rescued = RESCUED_OVER;
	if (lead->slot.starts_at <= now)
		return OK;
	st = booking_has_room(store, &wanted, lead->booking_id, now,
	    &overlaps);
	*rescued = st == CONFLICT ? RESCUED_TAKEN : RESCUED_CONFIRMED;
	return st == CONFLICT ? OK : st;
}

static enum status
confirm(struct store *store, int64_t booking_id)
{
	QUERY q = query_use(&store->database, BOOKING_CONFIRM);

	query_int(q, ":id", booking_id);
	return query_done(q);
}

static enum status
release(struct store *store, const struct waiting *lead,
    enum lead_stage stage, int64_t now)
{
	QUERY q = query_use(&store->database, LEAD_RELEASE);

	query_int(q, ":id", lead->lead_id);
	query_text(q, ":stage", lead_stage_id(stage));
	query_int(q, ":at", store_minute(now));
	return query_done(q);
}

/* A call that is confirmed after all moves a lead on that was let in before,
 * unless the owner has moved it. */
static enum status
move_on(struct store *store, const struct waiting *lead, int64_t now)
{
	QUERY q = query_use(&store->database, LEAD_CALL_CONFIRMED);

	query_int(q, ":id", lead->lead_id);
	query_int(q, ":at", store_minute(now));
	return query_done(q);
}

/* Counted like any other, but for what was counted when it came: only then did
 * the store find out that it was one of many of its address. */
static enum status
count(struct store *store, const struct waiting *lead, int64_t day)
{
	QUERY q = query_use(&store->database, PAGE_COUNT_ADD);

	if (lead->doubt == DOUBT_EMAIL)
		return OK;
	query_int(q, ":day", day);
	query_text(q, ":page",
	    lead->kind == LEAD_BOOKING ? "booked" : "contact");
	query_int(q, ":count", 1);
	return query_done(q);
}

/* Lets it in. From here on it is a lead like any other. */
static enum status
arrive(struct store *store, const struct waiting *lead, enum rescued rescued,
    int64_t day, int64_t now)
{
	enum lead_stage stage = lead_first_stage(lead->kind);
	enum status st;

	if (lead->doubt <= DOUBT_NONE)
		return rescued == RESCUED_CONFIRMED ?
		    move_on(store, lead, now) : OK;
	if (rescued == RESCUED_TAKEN || rescued == RESCUED_OVER)
		stage = LEAD_NEW;
	if ((st = release(store, lead, stage, now)) == OK)
		st = count(store, lead, day);
	return st;
}

/* The mails of one that arrives. Not where a call is not to be: it was taken
 * back meanwhile, or something stands in its way. */
static enum status
tell(struct store *store, const struct waiting *lead, enum rescued rescued,
    const struct outbox_list *outbox, int64_t now)
{
	bool told = rescued == RESCUED_CONFIRMED ||
	    (rescued == RESCUED_MESSAGE && lead->kind == LEAD_CONTACT);

	return !told ? OK : outbox_put(store, outbox, lead->lead_id,
	    lead->booking_id, false, now);
}

static enum status
let_in(struct store *store, const struct waiting *lead,
    const struct deed *deed, int64_t day, const struct outbox_list *outbox,
    enum rescued *rescued)
{
	int64_t now = deed->event.at;
	enum status st = judge_booking(store, lead, now, rescued);

	if (st == OK && *rescued == RESCUED_CONFIRMED)
		st = confirm(store, lead->booking_id);
	if (st == OK &&
	    (st = arrive(store, lead, *rescued, day, now)) == OK &&
	    (st = tell(store, lead, *rescued, outbox, now)) == OK)
		st = deed_write(store, deed);
	return st;
}

enum status
store_lead_rescue(struct store *store, int64_t lead_id,
    const struct deed *deed, int64_t day, const struct outbox_list *outbox,
    enum rescued *rescued)
{
	struct waiting lead = { .lead_id = lead_id };
	enum status st;

	if (store->access == STORE_PUBLIC)
		return DENIED;
	assert(deed->event.subject == lead_id);

	TRANSACTION(tx, &store->database);

	if ((st = transaction_begin(&tx)) != OK ||
	    (st = find_lead(store, &lead)) != OK ||
	    (st = find_booking(store, &lead)) != OK)
		return st;
	if (lead.doubt <= DOUBT_NONE && lead.booking_id == 0)
		return CONFLICT;
	if ((st = let_in(store, &lead, deed, day, outbox, rescued)) == OK)
		st = transaction_commit(&tx);
	return st;
}
