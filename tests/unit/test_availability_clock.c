/*
 * What the clock changes do to the slots.
 */
#include "test.h"

#include "slots_listed.h"

#include "base/util.h"

static void
nine_in_berlin_is_what_row_b3_says_in_new_york(void **state)
{
	static const struct {
		const char *midnight; /* in Berlin */
		const char *starts_at;
		const char *berlin;
		const char *new_york;
	} table[] = {
		{ "2027-03-11T23:00:00Z", "2027-03-12T08:00:00Z",
		    "Friday 12 March 2027, 09:00 to 09:30, Europe/Berlin",
		    "Friday 12 March 2027, 03:00 to 03:30, America/New_York" },
		{ "2027-03-14T23:00:00Z", "2027-03-15T08:00:00Z",
		    "Monday 15 March 2027, 09:00 to 09:30, Europe/Berlin",
		    "Monday 15 March 2027, 04:00 to 04:30, America/New_York" },
		{ "2027-03-28T22:00:00Z", "2027-03-29T07:00:00Z",
		    "Monday 29 March 2027, 09:00 to 09:30, Europe/Berlin",
		    "Monday 29 March 2027, 03:00 to 03:30, America/New_York" },
	};
	struct window nine = { 9 * 60, 10 * 60 };
	struct availability hours = daily("Europe/Berlin", &nine);
	const struct zone *new_york = zone_find("America/New_York");
	ARENA(arena);

	for (size_t i = 0; i < countof(table); i++) {
		struct slots slots;
		const struct slot *first;

		availability_slots(arena, &hours, &nothing,
		    instant(table[i].midnight), &slots);
		assert_int_equal(slots.len, 2);
		first = &slots.at[0];
		assert_int_equal(first->starts_at, instant(table[i].starts_at));
		assert_string_equal(label_slot(arena, hours.zone,
		    first->starts_at, first->ends_at), table[i].berlin);
		assert_string_equal(label_slot(arena, new_york,
		    first->starts_at, first->ends_at), table[i].new_york);
	}
}

static void
a_slot_in_the_lost_hour_is_not_offered(void **state)
{
	struct window two = { 2 * 60, 3 * 60 };
	struct availability hours = daily("Europe/Berlin", &two);
	ARENA(arena);

	assert_string_equal(listed(arena, &hours, &nothing,
	    instant("2027-03-27T23:00:00Z")), "");
}

static void
a_doubled_hour_is_offered_once(void **state)
{
	struct window two = { 2 * 60, 3 * 60 };
	struct availability hours = daily("Europe/Berlin", &two);
	ARENA(arena);

	assert_string_equal(listed(arena, &hours, &nothing,
	    instant("2027-10-30T22:00:00Z")), "00:00 00:30 ");
}

static void
a_window_over_a_clock_change_is_stepped_in_real_time(void **state)
{
	static const struct {
		const char *zone;
		struct window window;
		const char *midnight;
		const char *slots;
	} cases[] = {
		/* 01:00 01:30 03:00 03:30 on the wall */
		{ "Europe/Berlin", { 60, 240 }, "2027-03-27T23:00:00Z",
		    "00:00 00:30 01:00 01:30 " },
		/* begins within the lost hour: only 03:00 03:30 exist */
		{ "Europe/Berlin", { 150, 240 }, "2027-03-27T23:00:00Z",
		    "01:00 01:30 " },
		/* ends within the lost hour */
		{ "Europe/Berlin", { 60, 165 }, "2027-03-27T23:00:00Z",
		    "00:00 00:30 " },
		/* 01:00 01:30 02:00 02:30, second pass closed, 03:00 03:30 */
		{ "Europe/Berlin", { 60, 240 }, "2027-10-30T22:00:00Z",
		    "23:00 23:30 00:00 00:30 02:00 02:30 " },
		/* begins within the doubled hour: its first pass */
		{ "Europe/Berlin", { 150, 240 }, "2027-10-30T22:00:00Z",
		    "00:30 02:00 02:30 " },
		/* half an hour lost at 02:00, doubled from 01:30 to 02:00 */
		{ "Australia/Lord_Howe", { 90, 180 }, "2026-10-03T13:30:00Z",
		    "15:00 15:30 " },
		{ "Australia/Lord_Howe", { 90, 180 }, "2027-04-03T13:00:00Z",
		    "14:30 15:30 16:00 " },
		/* midnight itself is lost */
		{ "Asia/Beirut", { 0, 120 }, "2027-03-27T22:00:00Z",
		    "22:00 22:30 " },
		/* the last hour of the day is doubled */
		{ "Asia/Beirut", { 1320, 1440 }, "2027-10-29T21:00:00Z",
		    "19:00 19:30 20:00 20:30 " },
		/* Samoa's 30 December 2011 never was */
		{ "Pacific/Apia", { 600, 660 }, "2011-12-29T10:00:00Z",
		    "20:00 20:30 " },
		{ "Pacific/Apia", { 600, 660 }, "2011-12-30T10:00:00Z",
		    "20:00 20:30 " },
		{ "Asia/Kathmandu", { 540, 600 }, "2026-11-23T18:15:00Z",
		    "03:15 03:45 " },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++) {
		struct window window = cases[i].window;
		struct availability hours = daily(cases[i].zone, &window);

		assert_string_equal(listed(arena, &hours, &nothing,
		    instant(cases[i].midnight)), cases[i].slots);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    nine_in_berlin_is_what_row_b3_says_in_new_york),
		cmocka_unit_test(a_slot_in_the_lost_hour_is_not_offered),
		cmocka_unit_test(a_doubled_hour_is_offered_once),
		cmocka_unit_test(
		    a_window_over_a_clock_change_is_stepped_in_real_time),
	};

	return cmocka_run_group_tests_name("availability_clock", tests, NULL, NULL);
}
