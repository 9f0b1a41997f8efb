#ifndef TESTS_SLOTS_LISTED_H
#define TESTS_SLOTS_LISTED_H

/*
 * Calendars for the tests of availability, and their slots as text.
 */
#include "test.h"

#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/availability.h"

enum { HOUR = 3600, MINUTE = 60, DAY_HOURS = 24 };

static inline int64_t
instant(const char *text)
{
	int64_t at;

	assert_status(instant_parse(text, &at), OK);
	return at;
}

/* The same window on every day, 30 minute slots, no other rule. */
static inline struct availability
daily(const char *zone, struct window *window)
{
	struct availability every = { .zone = zone_find(zone),
		.slot_minutes = 30, .horizon_days = 0 };

	assert_non_null(every.zone);
	for (int weekday = 0; weekday < 7; weekday++)
		every.week[weekday] = (struct windows){ window, 1 };
	return every;
}

static const struct slots nothing = { NULL, 0 };

/* The slots from the owner's midnight on, as "08:00 08:30 " in UTC. */
static inline const char *
listed(struct arena *arena, const struct availability *availability,
    const struct slots *busy, int64_t now)
{
	struct slots slots;
	char *text = arena_strdup(arena, "");

	availability_slots(arena, availability, busy, now, &slots);
	for (size_t i = 0; i < slots.len; i++) {
		assert_int_equal(slots.at[i].ends_at - slots.at[i].starts_at,
		    availability->slot_minutes * MINUTE);
		text = arena_printf(arena, "%s%s ", text,
		    label_time(arena, zone_find("UTC"), slots.at[i].starts_at));
	}
	return text;
}

#endif
