#include "courier/calendar_found.h"

#include <stdlib.h>

#include "base/arena.h"
#include "domain/calendar_call.h"
#include "store/calendars.h"

enum {
	TIMES_MAX = 100000,
	SECONDS_MAX = 10, /* of the processor's time */
};

/* What looking through a calendar needs. */
struct looking {
	struct arena *arena;
	struct store *store;
	const struct ics_range *range;
	struct calendar_found *found;
	size_t room; /* in found->busy */
	clock_t began;
};

/* The uid of a booking out of the UID of an event that has the form of one of
 * ours, or NULL. */
static const char *
booking_uid(struct arena *arena, const char *uid)
{
	if (strlen(uid) != CALENDAR_CALL_UID_LEN +
	    strlen(CALENDAR_CALL_UID_END) ||
	    strcmp(uid + CALENDAR_CALL_UID_LEN, CALENDAR_CALL_UID_END) != 0)
		return NULL;
	return arena_strndup(arena, uid, CALENDAR_CALL_UID_LEN);
}

static void
pass_over(struct looking *looking, const char *fault)
{
	if (looking->found->unreadable++ == 0)
		looking->found->first_fault = fault;
}

/* Makes room for as many more. */
static void
reserve(struct looking *looking, size_t more)
{
	struct slots *busy = &looking->found->busy;
	struct slot *at;

	if (busy->len + more <= looking->room)
		return;
	looking->room = 2 * (busy->len + more);
	at = arena_array(looking->arena, looking->room, sizeof(*at));
	if (busy->len > 0)
		memcpy(at, busy->at, busy->len * sizeof(*at));
	busy->at = at;
}

static void
add_busy(struct looking *looking, const struct ics_busy *times)
{
	struct slots *busy = &looking->found->busy;

	if (busy->len + times->len > TIMES_MAX) {
		pass_over(looking, "the calendar has more than 100000 times");
		return;
	}
	reserve(looking, times->len);
	for (size_t i = 0; i < times->len; i++)
		busy->at[busy->len++] = (struct slot){
			times->at[i].starts_at, times->at[i].ends_at, true };
}

/* There is room: found->own has it for every item. */
static void
add_own(struct calendar_found *found, const char *uid,
    const struct dav_item *item)
{
	found->own.at[found->own.len++] = (struct calendar_own){ uid,
		item->href, item->etag };
}

/* What is no call of ours keeps its time, also where another site like this
 * one has made it: there the owner is who visits. */
static enum status
sort_out(struct looking *looking, const struct dav_item *item,
    const struct ics_busy *busy)
{
	const char *uid = booking_uid(looking->arena, busy->uid);
	enum status st = uid == NULL ? NOT_FOUND :
	    store_calendar_knows(looking->store, uid);

	if (st == OK)
		add_own(looking->found, uid, item);
	else if (st == NOT_FOUND)
		add_busy(looking, busy);
	return st == NOT_FOUND ? OK : st;
}

static bool
takes_too_long(const struct looking *looking)
{
	return (clock() - looking->began) / CLOCKS_PER_SEC >= SECONDS_MAX;
}

static enum status
read_item(struct looking *looking, const struct dav_item *item)
{
	ARENA(own); /* the reader takes room for many instances each time */
	struct ics_busy busy;
	struct ics_problem problem;

	if (*item->data == '\0')
		return OK;
	if (takes_too_long(looking)) {
		pass_over(looking, "the calendar takes too long to follow");
		return OK;
	}
	if (ics_read(own, item->data, strlen(item->data), looking->range,
	    &busy, &problem) == OK)
		return sort_out(looking, item, &busy);
	pass_over(looking, arena_printf(looking->arena, "line %d: %s",
	    problem.line, problem.text));
	return OK;
}

static int
by_start(const void *a, const void *b)
{
	const struct slot *one = a;
	const struct slot *other = b;

	return (one->starts_at > other->starts_at) -
	    (one->starts_at < other->starts_at);
}

/* Puts the stretches in order and joins those that meet. */
static void
join(struct slots *busy)
{
	size_t len = 0;

	if (busy->len > 0)
		qsort(busy->at, busy->len, sizeof(*busy->at), by_start);
	for (size_t i = 0; i < busy->len; i++) {
		const struct slot *one = &busy->at[i];

		if (len == 0 || one->starts_at > busy->at[len - 1].ends_at)
			busy->at[len++] = *one;
		else if (one->ends_at > busy->at[len - 1].ends_at)
			busy->at[len - 1].ends_at = one->ends_at;
	}
	busy->len = len;
}

enum status
calendar_found_read(struct arena *arena, struct store *store,
    const struct dav_items *items, const struct ics_range *range,
    struct calendar_found *found)
{
	struct looking looking = { arena, store, range, found, 0, clock() };
	enum status st = OK;

	*found = (struct calendar_found){ .first_fault = "" };
	found->own.at = arena_array(arena, items->len,
	    sizeof(*found->own.at));
	for (size_t i = 0; i < items->len && st == OK; i++)
		st = read_item(&looking, &items->at[i]);
	join(&found->busy);
	return st;
}

const struct calendar_own *
calendar_found_own(const struct calendar_found *found, const char *uid)
{
	for (size_t i = 0; i < found->own.len; i++)
		if (strcmp(found->own.at[i].uid, uid) == 0)
			return &found->own.at[i];
	return NULL;
}
