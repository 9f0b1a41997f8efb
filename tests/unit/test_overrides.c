/*
 * Days with other hours, with the clock of another zone, or with none.
 */
#include "test.h"

#include "slots_listed.h"

#include "base/util.h"

/* An owner in Berlin who is there from nine to ten, for four days from
 * Tuesday 24 November 2026, and one override. */
static struct availability
with_override(struct window *window, struct override *override)
{
	struct availability hours = daily("Europe/Berlin", window);

	hours.horizon_days = 3;
	hours.overrides = (struct overrides){ override, 1 };
	return hours;
}

static int64_t
tuesday(void)
{
	return instant("2026-11-23T23:00:00Z");
}

static void
a_blocked_day_offers_nothing_and_the_next_is_as_ever(void **state)
{
	struct window nine = { 9 * 60, 10 * 60 };
	struct override blocked = { .day = civil_days(2026, 11, 25),
		.zone = zone_find("Europe/Berlin") };
	struct availability hours = with_override(&nine, &blocked);
	struct slot slot;
	ARENA(arena);

	assert_string_equal(listed(arena, &hours, &nothing, tuesday()),
	    "08:00 08:30 08:00 08:30 08:00 08:30 ");
	assert_status(availability_find(&hours, &nothing, tuesday(),
	    instant("2026-11-25T08:00:00Z"), &slot), INVALID);
	assert_status(availability_find(&hours, &nothing, tuesday(),
	    instant("2026-11-26T08:00:00Z"), &slot), OK);
	/* Whose clock a blocked day is blocked by does not matter. */
	blocked.zone = zone_find("Pacific/Auckland");
	assert_string_equal(listed(arena, &hours, &nothing, tuesday()),
	    "08:00 08:30 08:00 08:30 08:00 08:30 ");
}

static void
other_hours_stand_in_place_of_the_weekdays(void **state)
{
	struct window nine = { 9 * 60, 10 * 60 };
	struct window others[] = { { 13 * 60, 14 * 60 }, { 18 * 60, 18 * 60 + 30 } };
	struct override override = { .day = civil_days(2026, 11, 24),
		.zone = zone_find("Europe/Berlin"), .windows = { others, 2 } };
	struct availability hours = with_override(&nine, &override);
	ARENA(arena);

	hours.horizon_days = 1;
	assert_string_equal(listed(arena, &hours, &nothing, tuesday()),
	    "12:00 12:30 17:00 08:00 08:30 ");
	/* On a weekday without hours as well. */
	hours.week[1].len = 0;
	assert_string_equal(listed(arena, &hours, &nothing, tuesday()),
	    "12:00 12:30 17:00 08:00 08:30 ");
}

static void
the_hours_of_a_journey_are_by_the_clock_there(void **state)
{
	struct window nine = { 9 * 60, 10 * 60 };
	static const struct {
		const char *zone;
		const char *slots;
	} places[] = {
		{ "America/New_York", "14:00 14:30 08:00 08:30 " },
		{ "Asia/Kathmandu", "03:15 03:45 08:00 08:30 " },
		/* Tuesday, nine in Auckland: Monday evening in Berlin, which
		 * is over when Tuesday begins there. */
		{ "Pacific/Auckland", "08:00 08:30 " },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(places); i++) {
		struct override override = { .day = civil_days(2026, 11, 24),
			.zone = zone_find(places[i].zone),
			.windows = { &nine, 1 } };
		struct availability hours = with_override(&nine, &override);

		hours.horizon_days = 1;
		assert_string_equal(listed(arena, &hours, &nothing,
		    tuesday()), places[i].slots);
	}
}

/* Wednesday in Auckland begins on Tuesday in Berlin, and belongs to it. */
static void
a_slot_belongs_to_the_day_of_the_owners_own_clock(void **state)
{
	struct window nine = { 9 * 60, 10 * 60 };
	struct override override = { .day = civil_days(2026, 11, 25),
		.zone = zone_find("Pacific/Auckland"),
		.windows = { &nine, 1 } };
	struct availability hours = with_override(&nine, &override);
	struct slot booked[] = { { instant("2026-11-24T08:00:00Z"),
		instant("2026-11-24T08:30:00Z") } };
	struct slots busy = { booked, countof(booked) };
	ARENA(arena);

	hours.horizon_days = 0;
	assert_string_equal(listed(arena, &hours, &nothing, tuesday()),
	    "08:00 08:30 20:00 20:30 ");
	hours.max_per_day = 1;
	assert_string_equal(listed(arena, &hours, &busy, tuesday()), "");
	hours.max_per_day = 2;
	assert_string_equal(listed(arena, &hours, &busy, tuesday()),
	    "08:30 20:00 20:30 ");
	hours.first_day = civil_days(2026, 11, 25);
	hours.horizon_days = 1;
	assert_string_equal(listed(arena, &hours, &nothing, tuesday()), "");
}

static void
where_days_of_two_zones_meet_the_earlier_one_stands(void **state)
{
	struct window late = { 20 * 60 + 15, 22 * 60 };
	struct window nine = { 9 * 60, 11 * 60 };
	struct override override = { .day = civil_days(2026, 11, 25),
		.zone = zone_find("Pacific/Auckland"),
		.windows = { &nine, 1 } };
	struct availability hours = with_override(&late, &override);
	ARENA(arena);

	/* Berlin 20:15 to 22:00 is 19:15 to 21:00; Auckland has 20 to 22. */
	hours.horizon_days = 0;
	assert_string_equal(listed(arena, &hours, &nothing, tuesday()),
	    "19:15 19:45 20:15 21:00 21:30 ");
}

/* Twenty-five hours lie between these two: a day there begins on the last but
 * one day here, and ends on the next but one. */
static void
the_ends_of_the_earth_are_two_days_apart(void **state)
{
	struct window midnight = { 0, 60 };
	struct window evening = { 23 * 60, 24 * 60 };
	struct override override = { .day = civil_days(2026, 11, 26) };
	struct availability hours;
	struct slot slot;
	ARENA(arena);

	hours = with_override(&evening, &override);
	hours.zone = zone_find("Pacific/Pago_Pago");
	hours.horizon_days = 0;
	override.zone = zone_find("Pacific/Kiritimati");
	override.windows = (struct windows){ &midnight, 1 };
	hours.week[1].len = 0; /* Tuesday 24 November */
	assert_string_equal(listed(arena, &hours, &nothing,
	    instant("2026-11-24T11:00:00Z")), "10:00 10:30 ");
	assert_status(availability_find(&hours, &nothing,
	    instant("2026-11-24T11:00:00Z"), instant("2026-11-25T10:30:00Z"),
	    &slot), OK);
	/* Hours of Tuesday's own stand in front of Thursday's. */
	evening.from_minute += 15;
	hours.week[1].len = 1;
	assert_string_equal(listed(arena, &hours, &nothing,
	    instant("2026-11-24T11:00:00Z")), "10:15 ");
	/* And the other way round: Thursday there ends on Saturday here. */
	hours.zone = zone_find("Pacific/Kiritimati");
	override.zone = zone_find("Pacific/Pago_Pago");
	override.windows = (struct windows){ &evening, 1 };
	evening.from_minute = 23 * 60;
	for (int i = 0; i < 7; i++)
		hours.week[i].len = 0;
	assert_string_equal(listed(arena, &hours, &nothing,
	    instant("2026-11-27T10:00:00Z")), "10:00 10:30 ");
}

static void
lost_and_doubled_hours_are_those_of_the_zone_there(void **state)
{
	struct window nine = { 9 * 60, 10 * 60 };
	struct window night = { 60, 4 * 60 };
	struct override override = { .windows = { &night, 1 },
		.zone = zone_find("America/New_York") };
	struct availability hours = with_override(&nine, &override);
	ARENA(arena);

	hours.horizon_days = 0;
	/* 14 March 2027: 02:00 is 03:00 in New York; in Berlin nothing is. */
	override.day = civil_days(2027, 3, 14);
	assert_string_equal(listed(arena, &hours, &nothing,
	    instant("2027-03-13T23:00:00Z")), "06:00 06:30 07:00 07:30 ");
	/* 1 November 2026: 01:00 to 02:00 comes twice. */
	override.day = civil_days(2026, 11, 1);
	assert_string_equal(listed(arena, &hours, &nothing,
	    instant("2026-10-31T23:00:00Z")),
	    "05:00 05:30 07:00 07:30 08:00 08:30 ");
}

static void
a_day_that_a_zone_leaves_out_offers_nothing(void **state)
{
	struct window nine = { 9 * 60, 10 * 60 };
	struct override override = { .day = civil_days(2011, 12, 30),
		.zone = zone_find("Pacific/Apia"), .windows = { &nine, 1 } };
	struct availability hours = with_override(&nine, &override);
	ARENA(arena);

	assert_string_equal(listed(arena, &hours, &nothing,
	    instant("2011-12-28T23:00:00Z")),
	    "08:00 08:30 08:00 08:30 08:00 08:30 ");
}

static void
blocked_time_takes_slots_but_counts_for_no_day(void **state)
{
	struct window nine = { 9 * 60, 11 * 60 };
	struct availability hours = daily("UTC", &nine);
	struct slot taken[] = { { 9 * HOUR, 9 * HOUR + 1800, true },
		{ 10 * HOUR, 10 * HOUR + 60, true } };
	struct slots busy = { taken, countof(taken) };
	struct slot slot;
	ARENA(arena);

	hours.max_per_day = 1;
	assert_string_equal(listed(arena, &hours, &busy, 0), "09:30 10:30 ");
	assert_status(availability_find(&hours, &busy, 0, 9 * HOUR, &slot),
	    CONFLICT);
	hours.buffer_minutes = 10;
	assert_string_equal(listed(arena, &hours, &busy, 0), "10:30 ");
	taken[0].blocked = false;
	assert_string_equal(listed(arena, &hours, &busy, 0), "");
}

/* A holiday that began weeks ago and goes on for weeks. */
static void
blocked_time_may_be_longer_than_the_horizon(void **state)
{
	struct window nine = { 9 * 60, 10 * 60 };
	struct availability hours = daily("UTC", &nine);
	struct slot taken[] = {
		{ -100 * DAY_HOURS * HOUR, 2 * DAY_HOURS * HOUR, true },
		{ 4 * DAY_HOURS * HOUR, 400 * DAY_HOURS * HOUR, true },
	};
	struct slots busy = { taken, countof(taken) };
	ARENA(arena);

	hours.horizon_days = 30;
	assert_string_equal(listed(arena, &hours, &busy, 0),
	    "09:00 09:30 09:00 09:30 ");
}

static void
a_closed_diary_offers_and_accepts_nothing(void **state)
{
	struct window nine = { 9 * 60, 10 * 60 };
	struct availability hours = daily("UTC", &nine);
	struct slot slot;
	ARENA(arena);

	hours.closed = true;
	assert_string_equal(listed(arena, &hours, &nothing, 0), "");
	assert_status(availability_find(&hours, &nothing, 0, 9 * HOUR, &slot),
	    INVALID);
}

static void
a_booking_outside_the_hours_of_its_day_is_a_conflict(void **state)
{
	struct window nine = { 9 * 60, 10 * 60 };
	struct window others[] = { { 13 * 60, 14 * 60 }, { 14 * 60, 15 * 60 } };
	struct override override = { .day = civil_days(2026, 11, 25),
		.zone = zone_find("Europe/Berlin"), .windows = { others, 2 } };
	struct availability hours = with_override(&nine, &override);
	static const struct {
		const char *starts_at;
		const char *ends_at;
		bool conflict;
	} bookings[] = {
		{ "2026-11-25T08:00:00Z", "2026-11-25T08:30:00Z", true },
		{ "2026-11-25T12:00:00Z", "2026-11-25T12:30:00Z", false },
		/* over the seam of two stretches that meet */
		{ "2026-11-25T12:45:00Z", "2026-11-25T13:15:00Z", false },
		{ "2026-11-25T13:45:00Z", "2026-11-25T14:15:00Z", true },
		/* on another day whatever it likes: no override speaks */
		{ "2026-11-24T08:00:00Z", "2026-11-24T08:30:00Z", false },
		{ "2026-11-24T18:00:00Z", "2026-11-24T18:30:00Z", false },
	};

	for (size_t i = 0; i < countof(bookings); i++) {
		struct slot booking = { instant(bookings[i].starts_at),
			instant(bookings[i].ends_at) };

		if (availability_overridden(&hours, &booking) !=
		    bookings[i].conflict)
			fail_msg("%s", bookings[i].starts_at);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_blocked_day_offers_nothing_and_the_next_is_as_ever),
		cmocka_unit_test(other_hours_stand_in_place_of_the_weekdays),
		cmocka_unit_test(the_hours_of_a_journey_are_by_the_clock_there),
		cmocka_unit_test(
		    a_slot_belongs_to_the_day_of_the_owners_own_clock),
		cmocka_unit_test(
		    where_days_of_two_zones_meet_the_earlier_one_stands),
		cmocka_unit_test(the_ends_of_the_earth_are_two_days_apart),
		cmocka_unit_test(
		    lost_and_doubled_hours_are_those_of_the_zone_there),
		cmocka_unit_test(a_day_that_a_zone_leaves_out_offers_nothing),
		cmocka_unit_test(blocked_time_takes_slots_but_counts_for_no_day),
		cmocka_unit_test(blocked_time_may_be_longer_than_the_horizon),
		cmocka_unit_test(a_closed_diary_offers_and_accepts_nothing),
		cmocka_unit_test(
		    a_booking_outside_the_hours_of_its_day_is_a_conflict),
	};

	return cmocka_run_group_tests_name("overrides", tests, NULL, NULL);
}
