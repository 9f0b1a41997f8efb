#include "test.h"

#include <time.h>

#include "slots_listed.h"

#include "base/util.h"

static void
a_slot_lies_wholly_within_its_window(void **state)
{
	struct window window = { 9 * 60, 9 * 60 + 75 };
	struct availability hours = daily("UTC", &window);
	ARENA(arena);

	assert_string_equal(listed(arena, &hours, &nothing, 0),
	    "09:00 09:30 ");
	hours.slot_minutes = 75;
	assert_string_equal(listed(arena, &hours, &nothing, 0), "09:00 ");
	hours.slot_minutes = 76;
	assert_string_equal(listed(arena, &hours, &nothing, 0), "");
}

static void
windows_that_touch_do_not_share_a_slot(void **state)
{
	struct window windows[] = { { 9 * 60, 9 * 60 + 45 },
		{ 9 * 60 + 45, 11 * 60 } };
	struct availability hours = daily("UTC", windows);
	ARENA(arena);

	hours.week[3].len = 2;
	assert_string_equal(listed(arena, &hours, &nothing, 0),
	    "09:00 09:45 10:15 ");
}

static void
a_window_may_end_at_midnight(void **state)
{
	struct window window = { 23 * 60, 24 * 60 };
	struct availability hours = daily("UTC", &window);
	ARENA(arena);

	assert_string_equal(listed(arena, &hours, &nothing, 0),
	    "23:00 23:30 ");
}

static void
a_weekday_without_windows_offers_nothing(void **state)
{
	struct window window = { 9 * 60, 10 * 60 };
	struct availability hours = daily("UTC", &window);
	ARENA(arena);

	hours.week[3].len = 0; /* 1970-01-01 was a Thursday */
	assert_string_equal(listed(arena, &hours, &nothing, 0), "");
}

static void
a_booking_takes_what_it_overlaps_and_nothing_beside_it(void **state)
{
	struct window window = { 9 * 60, 12 * 60 };
	struct availability hours = daily("UTC", &window);
	struct slot abutting[] = { { 10 * HOUR, 10 * HOUR + 1800 } };
	struct slot across[] = { { 10 * HOUR - 60, 10 * HOUR + 60 } };
	struct slot long_one[] = { { 8 * HOUR, 11 * HOUR },
		{ 9 * HOUR, 9 * HOUR + 1800 } };
	ARENA(arena);

	assert_string_equal(listed(arena, &hours,
	    &(struct slots){ abutting, countof(abutting) }, 0),
	    "09:00 09:30 10:30 11:00 11:30 ");
	assert_string_equal(listed(arena, &hours,
	    &(struct slots){ across, countof(across) }, 0),
	    "09:00 10:30 11:00 11:30 ");
	assert_string_equal(listed(arena, &hours,
	    &(struct slots){ long_one, countof(long_one) }, 0),
	    "11:00 11:30 ");
}

static void
a_buffer_keeps_time_free_on_both_sides(void **state)
{
	struct window window = { 9 * 60, 12 * 60 };
	struct availability hours = daily("UTC", &window);
	struct slot booked[] = { { 10 * HOUR, 10 * HOUR + 1800 } };
	struct slots busy = { booked, countof(booked) };
	ARENA(arena);

	hours.buffer_minutes = 15;
	assert_string_equal(listed(arena, &hours, &busy, 0),
	    "09:00 11:00 11:30 ");
	hours.buffer_minutes = 30;
	assert_string_equal(listed(arena, &hours, &busy, 0),
	    "09:00 11:00 11:30 ");
	hours.buffer_minutes = 31;
	assert_string_equal(listed(arena, &hours, &busy, 0), "11:30 ");
}

static void
a_slot_sooner_than_the_notice_is_not_offered(void **state)
{
	struct window window = { 9 * 60, 11 * 60 };
	struct availability hours = daily("UTC", &window);
	struct slot slot;
	ARENA(arena);

	assert_string_equal(listed(arena, &hours, &nothing, 9 * HOUR),
	    "09:00 09:30 10:00 10:30 ");
	assert_string_equal(listed(arena, &hours, &nothing, 9 * HOUR + 1),
	    "09:30 10:00 10:30 ");
	hours.notice_minutes = 60;
	assert_string_equal(listed(arena, &hours, &nothing, 9 * HOUR),
	    "10:00 10:30 ");
	assert_status(availability_find(&hours, &nothing, 9 * HOUR + 1,
	    10 * HOUR, &slot), INVALID);
	assert_status(availability_find(&hours, &nothing, 9 * HOUR,
	    10 * HOUR, &slot), OK);
}

static void
the_horizon_counts_the_owners_days_from_today(void **state)
{
	struct window window = { 0, 30 };
	struct availability hours = daily("Pacific/Auckland", &window);
	int64_t midnight = instant("2026-11-20T11:00:00Z"); /* the 21st there */
	struct slots slots;
	struct slot slot;
	ARENA(arena);

	hours.horizon_days = 2;
	availability_slots(arena, &hours, &nothing, midnight, &slots);
	assert_int_equal(slots.len, 3);
	availability_slots(arena, &hours, &nothing, midnight - 1, &slots);
	assert_int_equal(slots.len, 2);
	assert_status(availability_find(&hours, &nothing, midnight,
	    midnight + 2 * DAY_HOURS * HOUR, &slot), OK);
	assert_status(availability_find(&hours, &nothing, midnight,
	    midnight + 3 * DAY_HOURS * HOUR, &slot), INVALID);
}

static void
nothing_is_offered_before_the_first_day(void **state)
{
	struct window window = { 0, 30 };
	struct availability hours = daily("Pacific/Auckland", &window);
	int64_t midnight = instant("2026-11-20T11:00:00Z"); /* the 21st there */
	struct slots slots;
	struct slot slot;
	ARENA(arena);

	hours.horizon_days = 4;
	hours.first_day = civil_days(2026, 11, 24);
	availability_slots(arena, &hours, &nothing, midnight, &slots);
	assert_int_equal(slots.len, 2);
	assert_int_equal(slots.at[0].starts_at,
	    midnight + 3 * DAY_HOURS * HOUR);
	assert_status(availability_find(&hours, &nothing, midnight,
	    midnight + 2 * DAY_HOURS * HOUR, &slot), INVALID);
	assert_status(availability_find(&hours, &nothing, midnight,
	    midnight + 3 * DAY_HOURS * HOUR, &slot), OK);
	hours.first_day = civil_days(2026, 12, 24);
	availability_slots(arena, &hours, &nothing, midnight, &slots);
	assert_int_equal(slots.len, 0);
}

static void
a_full_day_offers_nothing_more(void **state)
{
	struct window window = { 9 * 60, 12 * 60 };
	struct availability hours = daily("Europe/Berlin", &window);
	/* One held this morning before now, one to come. */
	struct slot booked[] = {
		{ instant("2026-11-24T08:00:00Z"), instant("2026-11-24T08:30:00Z") },
		{ instant("2026-11-24T09:00:00Z"), instant("2026-11-24T09:30:00Z") },
	};
	struct slots busy = { booked, countof(booked) };
	int64_t now = instant("2026-11-24T08:45:00Z");
	struct slot slot;
	ARENA(arena);

	hours.max_per_day = 3;
	assert_string_equal(listed(arena, &hours, &busy, now),
	    "09:30 10:00 10:30 ");
	hours.max_per_day = 2;
	assert_string_equal(listed(arena, &hours, &busy, now), "");
	assert_status(availability_find(&hours, &busy, now,
	    instant("2026-11-24T10:00:00Z"), &slot), CONFLICT);
	hours.horizon_days = 1;
	assert_string_equal(listed(arena, &hours, &busy, now),
	    "08:00 08:30 09:00 09:30 10:00 10:30 ");
}

static void
a_start_is_ok_taken_or_never_open(void **state)
{
	struct window window = { 9 * 60, 12 * 60 };
	struct availability hours = daily("UTC", &window);
	struct slot booked[] = { { 10 * HOUR, 10 * HOUR + 1800 } };
	struct slots busy = { booked, countof(booked) };
	struct slot slot = { 0, 0 };

	hours.horizon_days = 1;
	assert_status(availability_find(&hours, &busy, 0, 9 * HOUR, &slot), OK);
	assert_int_equal(slot.starts_at, 9 * HOUR);
	assert_int_equal(slot.ends_at, 9 * HOUR + 1800);
	assert_status(availability_find(&hours, &busy, 0, 10 * HOUR, &slot),
	    CONFLICT);
	assert_status(availability_find(&hours, &busy, 0, 9 * HOUR + 60, &slot),
	    INVALID);
	assert_status(availability_find(&hours, &busy, 0, 12 * HOUR, &slot),
	    INVALID);
	assert_status(availability_find(&hours, &busy, 0, 11 * HOUR + 2700,
	    &slot), INVALID);
	assert_status(availability_find(&hours, &busy, 0, -15 * HOUR, &slot),
	    INVALID);
	assert_status(availability_find(&hours, &busy, 9 * HOUR + 1, 9 * HOUR,
	    &slot), INVALID);
}

/* The best of ten, in microseconds, since the machine may be busy. */
static int64_t
time_listing(const struct availability *hours, const struct slots *busy,
    int64_t now)
{
	int64_t best = INT64_MAX;

	for (int round = 0; round < 10; round++) {
		struct timespec begin, end;
		struct slots slots;
		int64_t took;
		ARENA(arena);

		assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &begin), 0);
		availability_slots(arena, hours, busy, now, &slots);
		assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &end), 0);
		assert_in_range(slots.len, 400, 61 * 18);
		took = (end.tv_sec - begin.tv_sec) * 1000000 +
		    (end.tv_nsec - begin.tv_nsec) / 1000;
		best = took < best ? took : best;
	}
	return best;
}

static void
take_every(struct slots *busy, int64_t from_at, int64_t step, bool blocked)
{
	for (size_t i = 0; i < busy->len; i++) {
		busy->at[i].starts_at = from_at + (int64_t)i * step;
		busy->at[i].ends_at = busy->at[i].starts_at + 1800;
		busy->at[i].blocked = blocked;
	}
}

/* Issue 5's bound is 2 ms; the sanitizers' factor is allowed for. */
static void
sixty_days_with_five_hundred_bookings_are_listed_quickly(void **state)
{
	struct window windows[] = { { 8 * 60, 12 * 60 }, { 13 * 60, 18 * 60 } };
	struct availability hours = daily("Europe/Berlin", windows);
	struct slot booked[500];
	struct slots busy = { booked, countof(booked) };
	int64_t now = instant("2026-11-24T00:00:00Z");
	int64_t best;

	hours.horizon_days = 60;
	for (int weekday = 0; weekday < 7; weekday++)
		hours.week[weekday].len = 2;
	take_every(&busy, now, 3 * HOUR, false);
	best = time_listing(&hours, &busy, now);
	print_message("# 60 days, 500 bookings: %lld us\n", (long long)best);
	assert_in_range(best, 0, 10000);
}

/* The worst an owner can do to it: every day abroad, the calendar full. */
static void
a_full_calendar_and_a_long_journey_are_listed_quickly(void **state)
{
	struct window windows[] = { { 8 * 60, 12 * 60 }, { 13 * 60, 18 * 60 } };
	struct availability hours = daily("Europe/Berlin", windows);
	static struct slot taken[10000];
	struct slots busy = { taken, countof(taken) };
	struct override abroad[60];
	int64_t now = instant("2026-11-24T00:00:00Z");
	int64_t best;

	hours.horizon_days = 60;
	hours.overrides = (struct overrides){ abroad, countof(abroad) };
	for (size_t i = 0; i < countof(abroad); i++)
		abroad[i] = (struct override){ now / 86400 + (int64_t)i,
			zone_find(i % 2 == 0 ? "Asia/Tokyo" : "Asia/Seoul"),
			{ windows, countof(windows) } };
	/* Of a year and more, most lies behind the horizon. */
	take_every(&busy, now, 1 * HOUR, true);
	for (size_t i = 0; i < busy.len; i++)
		busy.at[i].ends_at = busy.at[i].starts_at + 60;
	best = time_listing(&hours, &busy, now);
	print_message("# 60 days abroad, 10,000 busy times: %lld us\n",
	    (long long)best);
	assert_in_range(best, 0, 100000);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slot_lies_wholly_within_its_window),
		cmocka_unit_test(windows_that_touch_do_not_share_a_slot),
		cmocka_unit_test(a_window_may_end_at_midnight),
		cmocka_unit_test(a_weekday_without_windows_offers_nothing),
		cmocka_unit_test(
		    a_booking_takes_what_it_overlaps_and_nothing_beside_it),
		cmocka_unit_test(a_buffer_keeps_time_free_on_both_sides),
		cmocka_unit_test(a_slot_sooner_than_the_notice_is_not_offered),
		cmocka_unit_test(the_horizon_counts_the_owners_days_from_today),
		cmocka_unit_test(nothing_is_offered_before_the_first_day),
		cmocka_unit_test(a_full_day_offers_nothing_more),
		cmocka_unit_test(a_start_is_ok_taken_or_never_open),
		cmocka_unit_test(
		    sixty_days_with_five_hundred_bookings_are_listed_quickly),
		cmocka_unit_test(
		    a_full_calendar_and_a_long_journey_are_listed_quickly),
	};

	return cmocka_run_group_tests_name("availability", tests, NULL, NULL);
}
