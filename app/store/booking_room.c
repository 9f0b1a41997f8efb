#include "store/booking_room.h"

#include "base/log.h"
#include "store/staged.h"

/* ---- asking the database ---- */

/* Whether its address may make it doubtful. */
static bool
is_judged(const struct booking_new *booking)
{
	return booking->doubt <= DOUBT_NONE && booking->email_hash != NULL &&
	    booking->bookings_per_email > 0;
}

/* What must be free for it. */
static struct slot
stretch_of(const struct booking_new *booking)
{
	const int64_t buffer = (int64_t)booking->buffer_minutes * 60;

	return (struct slot){ booking->slot.starts_at - buffer,
	    booking->slot.ends_at + buffer };
}

static enum status
ask(struct query *q, const struct booking_new *booking, int64_t except,
    int64_t now)
{
	const struct slot stretch = stretch_of(booking);
	bool counted = booking->max_per_day > 0;

	query_hash(q, ":token_hash", booking->token_hash, 32);
	query_hash(q, ":email_hash", is_judged(booking) ?
	    booking->email_hash : NULL, 16);
	query_int(q, ":from", stretch.starts_at);
	query_int(q, ":to", stretch.ends_at);
	query_int(q, ":day_from", counted ? booking->day_from : 0);
	query_int(q, ":day_to", counted ? booking->day_to : 0);
	query_int(q, ":except", except);
	query_int(q, ":now", now);
	return query_row_ask(q);
}

static enum status
answer(struct query *q, struct room *room)
{
	enum status st = query_row(q);

	if (st != OK)
		return st;
	*room = (struct room){
		.repeated = query_get_int(q, 0) != 0,
		.taken = query_get_int(q, 1) != 0,
		.on_day = query_get_int(q, 2),
		.of_email = query_get_int(q, 3),
		.holds = query_get_int(q, 4),
	};
	return OK;
}

static enum status
look_at_one(struct store *store, const struct booking_new *booking,
    int64_t except, int64_t now, struct room *room)
{
	QUERY q = query_use(&store->database, BOOKING_ROOM);
	enum status st = ask(q, booking, except, now);

	return st == OK ? answer(q, room) : st;
}

/* ---- asking for a batch ---- */

void
store_booking_ask(struct store *store, const struct booking_new *booking,
    int64_t now)
{
	if (!database_gathers(&store->database) ||
	    store->database.batch != BATCH_WHOLE ||
	    store->asked_len == STAGED_MAX)
		return;
	if (store->asked == NULL)
		store->asked = calloc(STAGED_MAX, sizeof(*store->asked));
	if (store->asked == NULL)
		log_fatal("memory", "out of memory for bookings");
	store->asked[store->asked_len++] =
	    (struct room_asked){ .booking = booking, .now = now };
}

void
room_forget(struct store *store)
{
	store->asked_len = 0;
	store->answered = false;
}

static enum status
answer_all(struct store *store)
{
	QUERY q = query_use(&store->database, BOOKING_ROOM);
	enum status st = OK;

	for (size_t i = 0; i < store->asked_len && st == OK; i++)
		st = ask(q, store->asked[i].booking, 0, store->asked[i].now);
	for (size_t i = 0; i < store->asked_len && st == OK; i++)
		st = answer(q, &store->asked[i].room);
	store->answered = st == OK;
	return st;
}

static const struct room *
find_asked(const struct store *store, const struct booking_new *booking,
    int64_t now)
{
	for (size_t i = 0; i < store->asked_len; i++)
		if (store->asked[i].booking == booking &&
		    store->asked[i].now == now)
			return &store->asked[i].room;
	return NULL;
}

static enum status
look_at_database(struct store *store, const struct booking_new *booking,
    int64_t now, struct room *room)
{
	const struct room *found = find_asked(store, booking, now);
	enum status st;

	if (found == NULL)
		return look_at_one(store, booking, 0, now, room);
	if (!store->answered && (st = answer_all(store)) != OK)
		return st;
	*room = *found;
	return OK;
}

/* ---- what is staged ---- */

/* The same of a booking that is accepted and not inserted yet. */
static void
look_at(const struct staged *staged, const struct booking_new *wanted,
    int64_t now, struct room *room)
{
	const struct booking_new *other = staged->booking;
	const struct slot stretch = stretch_of(wanted);
	const struct slot *slot = &other->slot;

	room->repeated |= memcmp(other->token_hash, wanted->token_hash,
	    32) == 0;
	room->taken |= slot->starts_at < stretch.ends_at &&
	    slot->ends_at > stretch.starts_at;
	room->on_day += slot->starts_at >= wanted->day_from &&
	    slot->starts_at < wanted->day_to;
	room->of_email += is_judged(wanted) && other->email_hash != NULL &&
	    memcmp(other->email_hash, wanted->email_hash, 16) == 0 &&
	    slot->starts_at > now;
	room->holds += staged->lead.doubt > DOUBT_NONE;
}

enum status
room_look(struct store *store, const struct booking_new *booking, int64_t now,
    struct room *room)
{
	enum status st = look_at_database(store, booking, now, room);

	for (size_t i = 0; i < store->staged_len && st == OK; i++)
		if (store->staged[i].booking != NULL)
			look_at(&store->staged[i], booking, now, room);
	return st;
}

/* ---- judging ---- */

static enum status
judge_slot(const struct booking_new *booking, const struct room *room)
{
	bool full = booking->max_per_day > 0 &&
	    room->on_day >= booking->max_per_day;

	return (room->taken && !booking->may_overlap) || full ? CONFLICT : OK;
}

enum status
room_judge(const struct booking_new *booking, const struct room *room,
    enum doubt *doubt)
{
	enum status st = judge_slot(booking, room);

	*doubt = is_judged(booking) &&
	    room->of_email >= booking->bookings_per_email ? DOUBT_EMAIL :
	    booking->doubt;
	return st == OK && *doubt > DOUBT_NONE &&
	    room->holds >= QUARANTINE_HOLDS ? LIMITED : st;
}

enum status
booking_has_room(struct store *store, const struct booking_new *booking,
    int64_t except, int64_t now, bool *overlaps)
{
	struct room room = { 0 };
	enum status st = look_at_one(store, booking, except, now, &room);

	*overlaps = room.taken;
	return st == OK ? judge_slot(booking, &room) : st;
}
