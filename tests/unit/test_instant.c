#include "test.h"

#include "base/arena.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "calendar/zone.h"

static int64_t
instant(const char *text)
{
	int64_t at;

	assert_status(instant_parse(text, &at), OK);
	return at;
}

static void
an_instant_is_written_as_it_was_read(void **state)
{
	static const struct {
		const char *text;
		int64_t at;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-11-24T09:30:00Z", 1795512600 },
		{ "2028-02-29T23:59:59Z", 1835481599 },
		{ "2038-01-19T03:14:08Z", 2147483648 },
		{ "2100-12-31T23:59:59Z", 4133980799 },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		char text[INSTANT_TEXT_SIZE];

		assert_int_equal(instant(cases[i].text), cases[i].at);
		instant_format(cases[i].at, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void
anything_but_the_one_form_is_no_instant(void **state)
{
	static const char *const wrong[] = { "", "2026-11-24",
		"2026-11-24T09:30Z", "2026-11-24T09:30:00",
		"2026-11-24T09:30:00z", "2026-11-24t09:30:00Z",
		"2026-11-24 09:30:00Z", "2026-11-24T09:30:00+00:00",
		"2026-11-24T09:30:00.0Z", "2026-11-24T09:30:60Z",
		"2026-11-24T24:00:00Z", "2026-11-24T09:60:00Z",
		"2026-02-29T09:30:00Z", "2026-13-01T09:30:00Z",
		"2026-00-01T09:30:00Z", "2026-11-00T09:30:00Z",
		"1969-12-31T23:59:59Z", "2101-01-01T00:00:00Z",
		"0000-01-01T00:00:00Z", "+026-11-24T09:30:00Z",
		"2026-1x-24T09:30:00Z", " 2026-11-24T09:30:00Z",
		"2026-11-24T09:30:00Z ", "2026-11-24T09:30:0 Z",
		"\xd9\xa2\xd9\xa0-11-24T09:30:00Z" };
	int64_t at = 42;

	for (size_t i = 0; i < countof(wrong); i++)
		assert_status(instant_parse(wrong[i], &at), INVALID);
	assert_int_equal(at, 42);
}

static void
a_slot_is_named_with_its_day_times_and_zone(void **state)
{
	ARENA(arena);
	int64_t at = instant("2026-11-24T09:30:00Z");

	assert_string_equal(
	    label_slot(arena, zone_find("Europe/Berlin"), at, at + 1800),
	    "Tuesday 24 November 2026, 10:30 to 11:00, Europe/Berlin");
	assert_string_equal(
	    label_slot(arena, zone_find("Asia/Kathmandu"), at, at + 1800),
	    "Tuesday 24 November 2026, 15:15 to 15:45, Asia/Kathmandu");
	assert_string_equal(
	    label_slot(arena, zone_find("Pacific/Auckland"), at, at + 1800),
	    "Tuesday 24 November 2026, 22:30 to 23:00, Pacific/Auckland");
	assert_string_equal(
	    label_slot(arena, zone_find("America/St_Johns"), at, at + 1800),
	    "Tuesday 24 November 2026, 06:00 to 06:30, America/St_Johns");
}

static void
a_day_a_time_and_a_moment_are_plain_english(void **state)
{
	ARENA(arena);
	const struct zone *zone = zone_find("Europe/Berlin");
	int64_t at = instant("2026-12-31T23:05:00Z");

	assert_string_equal(label_day(arena, zone, at), "Friday 1 January 2027");
	assert_string_equal(label_time(arena, zone, at), "00:05");
	assert_string_equal(label_moment(arena, zone, at),
	    "1 January 2027, 00:05");
}

static void
a_span_over_midnight_says_so(void **state)
{
	ARENA(arena);
	const struct zone *tokyo = zone_find("Asia/Tokyo");
	int64_t at = instant("2026-11-24T14:45:00Z");

	assert_string_equal(label_span(arena, tokyo, at, at + 1800),
	    "23:45 to 00:15 the next day");
	assert_string_equal(label_span(arena, tokyo, at, at + 900),
	    "23:45 to 00:00 the next day");
	assert_string_equal(label_slot(arena, tokyo, at, at + 1800),
	    "Tuesday 24 November 2026, 23:45 to 00:15 the next day, "
	    "Asia/Tokyo");
}

static void
a_span_over_a_day_that_never_was_names_the_day(void **state)
{
	ARENA(arena);
	int64_t at = instant("2011-12-30T09:45:00Z");

	/* Samoa went from 29 December 2011 straight to the 31st. */
	assert_string_equal(
	    label_span(arena, zone_find("Pacific/Apia"), at, at + 1800),
	    "23:45 (UTC\xe2\x88\x92" "10) to 00:15 (UTC+14) on Saturday "
	    "31 December 2011");
}

static void
a_span_over_a_clock_change_shows_both_offsets(void **state)
{
	ARENA(arena);
	const struct zone *berlin = zone_find("Europe/Berlin");
	int64_t spring = instant("2027-03-28T00:45:00Z");
	int64_t autumn = instant("2027-10-31T00:45:00Z");

	assert_string_equal(label_span(arena, berlin, spring, spring + 1800),
	    "01:45 (UTC+1) to 03:15 (UTC+2)");
	assert_string_equal(label_span(arena, berlin, autumn, autumn + 1800),
	    "02:45 (UTC+2) to 02:15 (UTC+1)");
}

static void
a_time_that_comes_twice_carries_its_offset(void **state)
{
	static const struct {
		const char *at;
		const char *label;
	} cases[] = {
		{ "2026-11-01T04:59:00Z", "00:59" },
		{ "2026-11-01T05:00:00Z", "01:00 (UTC\xe2\x88\x92" "4)" },
		{ "2026-11-01T05:59:00Z", "01:59 (UTC\xe2\x88\x92" "4)" },
		{ "2026-11-01T06:00:00Z", "01:00 (UTC\xe2\x88\x92" "5)" },
		{ "2026-11-01T06:59:00Z", "01:59 (UTC\xe2\x88\x92" "5)" },
		{ "2026-11-01T07:00:00Z", "02:00" },
		{ "2027-03-14T06:59:00Z", "01:59" },
		{ "2027-03-14T07:00:00Z", "03:00" },
	};
	const struct zone *zone = zone_find("America/New_York");
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++)
		assert_string_equal(
		    label_time(arena, zone, instant(cases[i].at)),
		    cases[i].label);
}

static void
half_hour_offsets_are_written_in_full(void **state)
{
	ARENA(arena);

	assert_string_equal(label_time(arena, zone_find("Australia/Lord_Howe"),
	    instant("2027-04-03T15:10:00Z")), "01:40 (UTC+10:30)");
	assert_string_equal(label_time(arena, zone_find("Europe/London"),
	    instant("2026-10-25T01:10:00Z")), "01:10 (UTC)");
}

static void
no_two_slots_of_a_day_have_the_same_label(void **state)
{
	const struct zone *zone = zone_find("America/New_York");
	int64_t at = instant("2026-11-01T04:00:00Z");
	ARENA(arena);
	char *last = arena_strdup(arena, "");

	for (int i = 0; i < 50; i++, at += 1800) {
		char *label = label_slot(arena, zone, at, at + 1800);
		char *hour_ago = label_slot(arena, zone, at - 3600, at - 1800);

		assert_string_not_equal(label, last);
		assert_string_not_equal(label, hour_ago);
		last = label;
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instant_is_written_as_it_was_read),
		cmocka_unit_test(anything_but_the_one_form_is_no_instant),
		cmocka_unit_test(a_slot_is_named_with_its_day_times_and_zone),
		cmocka_unit_test(a_day_a_time_and_a_moment_are_plain_english),
		cmocka_unit_test(a_span_over_midnight_says_so),
		cmocka_unit_test(a_span_over_a_day_that_never_was_names_the_day),
		cmocka_unit_test(a_span_over_a_clock_change_shows_both_offsets),
		cmocka_unit_test(a_time_that_comes_twice_carries_its_offset),
		cmocka_unit_test(half_hour_offsets_are_written_in_full),
		cmocka_unit_test(no_two_slots_of_a_day_have_the_same_label),
	};

	return cmocka_run_group_tests_name("instant", tests, NULL, NULL);
}
