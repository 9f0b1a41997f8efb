/*
 * When the courier keeps house. What it then does is in the store's tests and
 * in tests/http/kept.py.
 */
#include "test.h"

#include "base/util.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "courier/housekeeping.h"

static int64_t
instant(const char *text)
{
	int64_t at = 0;

	assert_status(instant_parse(text, &at), OK);
	return at;
}

static void
next_is(const char *zone, const char *now, const char *expected)
{
	char text[INSTANT_TEXT_SIZE];

	instant_format(housekeeping_next(zone_find(zone), instant(now)),
	    text);
	assert_string_equal(text, expected);
}

static void
it_is_half_past_three_by_the_owners_clock(void **state)
{
	next_is("Europe/Berlin", "2026-11-21T10:00:00Z",
	    "2026-11-22T02:30:00Z");
	next_is("Europe/Berlin", "2026-11-21T02:29:59Z",
	    "2026-11-21T02:30:00Z");
	next_is("Europe/Berlin", "2026-07-01T10:00:00Z",
	    "2026-07-02T01:30:00Z");
	next_is("America/New_York", "2026-11-21T10:00:00Z",
	    "2026-11-22T08:30:00Z");
	next_is("Asia/Kathmandu", "2026-11-21T10:00:00Z",
	    "2026-11-21T21:45:00Z");
	next_is("UTC", "2026-12-31T23:59:59Z", "2027-01-01T03:30:00Z");
}

static void
it_is_never_now(void **state)
{
	next_is("Europe/Berlin", "2026-11-21T02:30:00Z",
	    "2026-11-22T02:30:00Z");
	next_is("UTC", "2026-11-21T03:30:00Z", "2026-11-22T03:30:00Z");
}

/* In Troll the clock goes from one to three. */
static void
a_night_in_which_clocks_change_has_one_too(void **state)
{
	next_is("Europe/Berlin", "2027-03-27T12:00:00Z",
	    "2027-03-28T01:30:00Z");
	next_is("Europe/Berlin", "2026-10-24T12:00:00Z",
	    "2026-10-25T02:30:00Z");
	next_is("Antarctica/Troll", "2027-03-27T12:00:00Z",
	    "2027-03-28T01:30:00Z");
}

static void
it_moves_on_by_a_day_for_years(void **state)
{
	static const char *const zones[] = { "Europe/Berlin",
		"America/New_York", "Australia/Lord_Howe",
		"Antarctica/Troll", "Africa/Casablanca", "Asia/Tehran" };

	for (size_t i = 0; i < countof(zones); i++) {
		const struct zone *zone = zone_find(zones[i]);
		int64_t at = instant("2025-01-01T12:00:00Z");

		for (int day = 0; day < 3000; day++) {
			int64_t next = housekeeping_next(zone, at);

			assert_true(next > at);
			assert_true(day == 0 || (next - at >= 22 * 3600 &&
			    next - at <= 26 * 3600));
			at = next;
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_half_past_three_by_the_owners_clock),
		cmocka_unit_test(it_is_never_now),
		cmocka_unit_test(a_night_in_which_clocks_change_has_one_too),
		cmocka_unit_test(it_moves_on_by_a_day_for_years),
	};

	zone_warm();
	return cmocka_run_group_tests_name("housekeeping", tests, NULL, NULL);
}
