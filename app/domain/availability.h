#ifndef DOMAIN_AVAILABILITY_H
#define DOMAIN_AVAILABILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

struct arena;
struct zone;

/*
 * Which slots a visitor may take: the rules, without clock or database.
 *
 * Times are seconds since the epoch, UTC. A slot is half open:
 * [starts_at, ends_at). Hours are wall time in the owner's zone.
 *
 * Each civil day has one rule: its override, if it has one, or else the hours
 * of its weekday. A minute is open when the clock of the rule's zone shows it
 * for the first time and reads a time within a window of that day. So an hour
 * the clock skips is never open, and of an hour it shows twice only the first
 * pass is. A slot is open when all its minutes are open within one window, and
 * it begins a whole number of slot lengths after the window does (or after the
 * closed pass of a doubled hour), counted in real time. Where days of
 * different zones reach into each other, the earlier day's hours stand.
 *
 * Whatever its rule's zone, a slot belongs to the civil day on which it begins
 * by the owner's clock: for the horizon, the first day and the day's limit.
 */
struct slot {
	int64_t starts_at;
	int64_t ends_at;
	bool blocked; /* in a list of what is taken: no call but other time,
	               * which does not count towards max_per_day */
};

struct slots {
	struct slot *at;
	size_t len;
};

/* A stretch of open time on a weekday; minutes since midnight, wall time. */
struct window {
	int from_minute; /* 0 to 1439 */
	int to_minute;   /* up to 1440, greater than from_minute */
};

struct windows {
	struct window *at;
	size_t len;
};

/* What holds on one civil day instead of the hours of its weekday. */
struct override {
	int64_t day;             /* in days since 1970-01-01 */
	const struct zone *zone; /* whose clock the windows are read by */
	struct windows windows;  /* sorted, disjoint; none: the day is blocked */
};

struct overrides {
	struct override *at; /* in order of day, one a day */
	size_t len;
};

struct availability {
	const struct zone *zone;  /* the owner's */
	bool closed;              /* nothing is offered for the time being */
	struct windows week[7];   /* 0 Monday to 6 Sunday; sorted, disjoint */
	struct overrides overrides;
	int slot_minutes;         /* length of a call, 1 or more */
	int buffer_minutes;       /* free time between a call and all else */
	int notice_minutes;       /* soonest start from now */
	int horizon_days;         /* last civil day offered, counted from today */
	int64_t first_day;        /* first civil day offered, in days since
	                           * 1970-01-01; 0 or past: today */
	int max_per_day;          /* bookings a civil day of the owner; 0 no limit */
};

/*
 * The free slots from now on, in order, in arena. busy holds what is taken,
 * in order of start, overlaps allowed, and covers at least from the owner's
 * midnight before now (calls held earlier today count towards max_per_day) to
 * the horizon.
 * Pure: the list, the POST, rescheduling and the admin all ask this one
 * function.
 */
void availability_slots(struct arena *arena,
    const struct availability *availability, const struct slots *busy,
    int64_t now, struct slots *free_slots);

/*
 * Whether starts_at is one of the free slots. OK and CONFLICT fill *slot.
 *
 * OK. INVALID when no open slot starts then, or it lies in the past, within
 * the notice, before the first day or past the horizon, or all is closed.
 * CONFLICT when it would be open but something taken, the buffer, or the
 * day's limit stands against it.
 */
enum status availability_find(const struct availability *availability,
    const struct slots *busy, int64_t now, int64_t starts_at,
    struct slot *slot);

/*
 * Whether a booking stands on a day that has an override, and outside the
 * hours of it: what the owner is shown, never what deletes the booking.
 */
bool availability_overridden(const struct availability *availability,
    const struct slot *booking);

/* Whether a booking stands within the hours of its day, whichever these are:
 * likewise. */
bool availability_holds(const struct availability *availability,
    const struct slot *booking);

#endif
