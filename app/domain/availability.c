#include "domain/availability.h"

#include <assert.h>
#include <stdbool.h>

#include "base/arena.h"
#include "calendar/zone.h"

enum {
	DAY_SECONDS = 86400,
	DAY_MINUTES = 1440,
	/* One clock change in a day makes two; four is beyond any zone. */
	STRETCHES_MAX = 4,
};

/* Real time in which a window of one day is open, [from_at, to_at). */
struct stretch {
	int64_t from_at;
	int64_t to_at;
};

struct stretches {
	struct stretch at[STRETCHES_MAX];
	size_t len;
};

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The owner's civil day, in days since 1970-01-01. */
static int64_t
day_of(const struct zone *zone, int64_t at)
{
	struct civil civil;

	zone_civil(zone, at, &civil);
	return civil_days(civil.year, civil.month, civil.day);
}

static void
stretches_add(struct stretches *stretches, int64_t from_at, int64_t to_at)
{
	const size_t len = stretches->len;

	if (from_at >= to_at)
		return;
	/* Over a skipped hour real time runs on: one stretch, not two. */
	if (len > 0 && stretches->at[len - 1].to_at == from_at) {
		stretches->at[len - 1].to_at = to_at;
		return;
	}
	assert(len < STRETCHES_MAX);
	stretches->at[stretches->len++] = (struct stretch){ from_at, to_at };
}

/*
 * The stretches of a window on a day. Each period of unchanged clock shows a
 * run of wall time; what it shows within the window and later than anything
 * shown before is open. So what no period shows is lost, and what two show
 * counts once.
 */
static void
window_stretches(const struct zone *zone, int64_t day,
    const struct window *window, struct stretches *out)
{
	const int64_t from = day * DAY_SECONDS + window->from_minute * 60;
	const int64_t to = day * DAY_SECONDS + window->to_minute * 60;
	const int64_t last_at = to + 2 * DAY_SECONDS;
	struct zone_period period = zone_period(zone, from - 2 * DAY_SECONDS);
	int64_t begin = from;
	int64_t end;

	out->len = 0;
	while (period.to_at < last_at) {
		end = period.to_at + period.offset;
		stretches_add(out, begin - period.offset,
		    earlier(to, end) - period.offset);
		begin = later(begin, end);
		period = zone_period(zone, period.to_at);
		begin = later(begin, period.from_at + period.offset);
	}
	stretches_add(out, begin - period.offset, to - period.offset);
}

/* Appends the open slots of a day, in order, free or not. */
static void
day_slots(const struct availability *availability, int64_t day,
    struct slots *out)
{
	const struct windows *windows =
	    &availability->week[civil_from_days(day).weekday];
	const int64_t length = availability->slot_minutes * 60;
	struct stretches open;

	for (size_t i = 0; i < windows->len; i++) {
		window_stretches(availability->zone, day, &windows->at[i], &open);
		for (size_t j = 0; j < open.len; j++) {
			int64_t at = open.at[j].from_at;

			for (; at + length <= open.at[j].to_at; at += length)
				out->at[out->len++] =
				    (struct slot){ at, at + length };
		}
	}
}

/* The most slots that day_slots appends for a weekday. */
static size_t
weekday_room(const struct availability *availability, int weekday)
{
	const struct windows *windows = &availability->week[weekday];
	size_t room = 0;

	for (size_t i = 0; i < windows->len; i++)
		room += (size_t)((windows->at[i].to_minute -
		    windows->at[i].from_minute) / availability->slot_minutes);
	return room;
}

static size_t
slots_room(const struct availability *availability)
{
	size_t weeks = (size_t)availability->horizon_days / 7 + 1;
	size_t room = 0;

	for (int weekday = 0; weekday < 7; weekday++)
		room += weeks * weekday_room(availability, weekday);
	return room;
}

/* Whether a booking with its buffer reaches into [from_at, to_at). */
static bool
booking_touches(const struct slot *booking, int buffer_minutes,
    int64_t from_at, int64_t to_at)
{
	const int64_t buffer = buffer_minutes * 60;

	return booking->starts_at - buffer < to_at &&
	    booking->ends_at + buffer > from_at;
}

/* What stands against the slots of one day. */
struct day_load {
	struct slots near; /* bookings that touch some slot of the day */
	int bookings;      /* that begin on the day */
};

/*
 * Gathers the load of a day that has slots. days holds the civil day of each
 * booking, found once for all days because asking is slow.
 */
static void
day_load(const struct availability *availability, const struct slots *busy,
    const int64_t *days, int64_t day, const struct slots *open,
    struct day_load *load)
{
	const struct slot *first = &open->at[0];
	const struct slot *last = &open->at[open->len - 1];

	load->near.len = 0;
	load->bookings = 0;
	for (size_t i = 0; i < busy->len; i++) {
		load->bookings += days[i] == day;
		if (booking_touches(&busy->at[i], availability->buffer_minutes,
		    first->starts_at, last->ends_at))
			load->near.at[load->near.len++] = busy->at[i];
	}
}

static bool
slot_is_free(const struct availability *availability,
    const struct day_load *load, const struct slot *slot)
{
	if (availability->max_per_day > 0 &&
	    load->bookings >= availability->max_per_day)
		return false;
	for (size_t i = 0; i < load->near.len; i++)
		if (booking_touches(&load->near.at[i],
		    availability->buffer_minutes, slot->starts_at,
		    slot->ends_at))
			return false;
	return true;
}

static int64_t
soonest(const struct availability *availability, int64_t now)
{
	return now + (int64_t)availability->notice_minutes * 60;
}

static int64_t *
busy_days(struct arena *arena, const struct zone *zone,
    const struct slots *busy)
{
	int64_t *days = arena_array(arena, busy->len, sizeof(*days));

	for (size_t i = 0; i < busy->len; i++)
		days[i] = day_of(zone, busy->at[i].starts_at);
	return days;
}

void
availability_slots(struct arena *arena, const struct availability *availability,
    const struct slots *busy, int64_t now, struct slots *free_slots)
{
	const int64_t today = day_of(availability->zone, now);
	const int64_t last_day = today + availability->horizon_days;
	const int64_t *days = busy_days(arena, availability->zone, busy);
	struct day_load load = { .near.at = arena_array(arena, busy->len,
	    sizeof(struct slot)) };
	struct slots open = { arena_array(arena, DAY_MINUTES,
	    sizeof(struct slot)), 0 };

	free_slots->len = 0;
	free_slots->at = arena_array(arena, slots_room(availability),
	    sizeof(struct slot));
	for (int64_t day = later(today, availability->first_day);
	    day <= last_day; day++) {
		open.len = 0;
		day_slots(availability, day, &open);
		if (open.len == 0)
			continue;
		day_load(availability, busy, days, day, &open, &load);
		for (size_t i = 0; i < open.len; i++)
			if (open.at[i].starts_at >=
			    soonest(availability, now) &&
			    slot_is_free(availability, &load, &open.at[i]))
				free_slots->at[free_slots->len++] = open.at[i];
	}
}

enum status
availability_find(const struct availability *availability,
    const struct slots *busy, int64_t now, int64_t starts_at,
    struct slot *slot)
{
	const int64_t today = day_of(availability->zone, now);
	const int64_t day = day_of(availability->zone, starts_at);
	struct day_load load;
	size_t i = 0;
	ARENA(arena);
	struct slots open = { arena_array(arena, DAY_MINUTES,
	    sizeof(struct slot)), 0 };

	if (day < later(today, availability->first_day) ||
	    day > today + availability->horizon_days ||
	    starts_at < soonest(availability, now))
		return INVALID;
	day_slots(availability, day, &open);
	while (i < open.len && open.at[i].starts_at != starts_at)
		i++;
	if (i == open.len)
		return INVALID;
	*slot = open.at[i];
	load.near.at = arena_array(arena, busy->len, sizeof(struct slot));
	day_load(availability, busy,
	    busy_days(arena, availability->zone, busy), day, &open, &load);
	return slot_is_free(availability, &load, slot) ? OK : CONFLICT;
}
