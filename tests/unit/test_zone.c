#include "test.h"

#include <stdbool.h>

#include "base/util.h"
#include "calendar/zone.h"

static struct civil
reading(int year, int month, int day, int hour, int minute)
{
	return (struct civil){ .year = year, .month = month, .day = day,
		.hour = hour, .minute = minute };
}

static const struct zone *
zone(const char *name)
{
	const struct zone *found = zone_find(name);

	assert_non_null(found);
	return found;
}

static void
a_date_is_a_number_of_days_and_back(void **state)
{
	const int64_t end = civil_days(2101, 1, 1);
	int64_t days = 0;

	assert_int_equal(civil_days(1970, 1, 1), 0);
	assert_int_equal(civil_days(2000, 2, 29), 11016);
	assert_int_equal(civil_days(1969, 12, 31), -1);
	for (int weekday = 3; days < end; days++, weekday = (weekday + 1) % 7) {
		struct civil civil = civil_from_days(days);

		assert_int_equal(civil.weekday, weekday);
		assert_int_equal(
		    civil_days(civil.year, civil.month, civil.day), days);
		assert_true(civil_is_real(&civil));
	}
}

static void
a_reading_before_1970_rounds_down(void **state)
{
	struct civil civil = civil_from_seconds(-1);

	assert_int_equal(civil.year, 1969);
	assert_int_equal(civil.day, 31);
	assert_int_equal(civil.hour, 23);
	assert_int_equal(civil.second, 59);
	assert_int_equal(civil_seconds(&civil), -1);
}

static void
aliases_that_browsers_send_are_found(void **state)
{
	static const char *const names[] = { "Asia/Calcutta", "Europe/Kiev",
		"US/Eastern", "UTC", "GMT", "Etc/UTC", "Asia/Saigon",
		"Etc/GMT+12", "America/Argentina/Buenos_Aires", "Asia/Kathmandu",
		"America/Port-au-Prince", "Europe/Berlin" };

	for (size_t i = 0; i < countof(names); i++)
		assert_string_equal(zone_name(zone(names[i])), names[i]);
}

static void
any_other_bytes_are_no_zone(void **state)
{
	static const char *const names[] = { "", "Europe", "Europe/",
		"/Europe/Berlin", "europe/berlin", "Europe/Berlin ",
		"../../../etc/passwd", "Europe/../Europe/Berlin",
		"/usr/share/zoneinfo/Europe/Berlin", "posix/Europe/Berlin",
		"right/Europe/Berlin", "zone.tab", "tzdata.zi", "localtime",
		"posixrules", "CET-1CEST", ":Europe/Berlin", "\xff\xfe\x01",
		"Europe/Berlin\n", "%s%s%n" };
	char *longest = test_malloc(100000);

	for (size_t i = 0; i < countof(names); i++)
		assert_null(zone_find(names[i]));
	memset(longest, 'A', 99999);
	longest[99999] = '\0';
	assert_null(zone_find(longest));
	test_free(longest);
}

static void
the_list_for_a_select_is_sorted_and_has_no_aliases(void **state)
{
	bool has_utc = false;

	assert_in_range(zone_count(), 400, 600);
	for (size_t i = 0; i < zone_count(); i++) {
		const char *name = zone_name(zone_at(i));

		assert_ptr_equal(zone_find(name), zone_at(i));
		assert_string_not_equal(name, "Asia/Calcutta");
		assert_string_not_equal(name, "US/Eastern");
		has_utc |= strcmp(name, "UTC") == 0;
		if (i > 0)
			assert_true(strcmp(zone_name(zone_at(i - 1)), name) < 0);
	}
	assert_true(has_utc);
}

static void
glibc_agrees_at(const struct zone *zone, int64_t at)
{
	time_t time = at;
	struct tm tm;
	struct civil civil;

	assert_non_null(localtime_r(&time, &tm));
	zone_civil(zone, at, &civil);
	if (civil.year != tm.tm_year + 1900 || civil.month != tm.tm_mon + 1 ||
	    civil.day != tm.tm_mday || civil.hour != tm.tm_hour ||
	    civil.minute != tm.tm_min || civil.second != tm.tm_sec ||
	    civil.weekday != (tm.tm_wday + 6) % 7)
		fail_msg("%s at %lld", zone_name(zone), (long long)at);
}

/* A step that is no whole number of days or weeks. */
static void
glibc_agrees_between(const struct zone *zone, int64_t from, int64_t to)
{
	const int64_t step = 11 * 86400 + 3600;
	struct zone_period period;

	for (int64_t at = from; at < to; at += step)
		glibc_agrees_at(zone, at);
	for (int64_t at = from; at < to; at = period.to_at) {
		period = zone_period(zone, at);
		glibc_agrees_at(zone, at);
		if (period.to_at == INT64_MAX)
			break;
		glibc_agrees_at(zone, period.to_at - 1);
		glibc_agrees_at(zone, period.to_at);
	}
}

static void
every_zone_agrees_with_glibc(void **state)
{
	static const char *const aliases[] = { "US/Eastern", "Asia/Calcutta",
		"Europe/Kiev", "Etc/GMT-14", "EST5EDT", "CET" };
	const int64_t from = civil_days(2025, 1, 1) * 86400;
	const int64_t to = civil_days(2041, 1, 1) * 86400;

	for (size_t i = 0; i < zone_count() + countof(aliases); i++) {
		const struct zone *one = i < zone_count() ? zone_at(i) :
		    zone(aliases[i - zone_count()]);

		assert_int_equal(setenv("TZ", zone_name(one), 1), 0);
		tzset();
		glibc_agrees_between(one, from, to);
	}
}

static void
odd_zones_agree_with_glibc_from_1970_to_2100(void **state)
{
	static const char *const names[] = { "Australia/Lord_Howe",
		"Africa/Casablanca", "Africa/Monrovia", "America/St_Johns",
		"America/Nuuk", "Pacific/Apia", "Asia/Kathmandu", "Asia/Gaza",
		"Europe/Dublin", "Antarctica/Troll", "America/Sao_Paulo",
		"Asia/Tehran", "Europe/London", "America/Havana" };

	for (size_t i = 0; i < countof(names); i++) {
		assert_int_equal(setenv("TZ", names[i], 1), 0);
		tzset();
		glibc_agrees_between(zone(names[i]), 0,
		    civil_days(2101, 1, 1) * 86400);
	}
}

static void
a_plain_reading_is_one_instant_and_back(void **state)
{
	static const char *const names[] = { "Europe/Berlin", "UTC",
		"Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago" };

	for (size_t i = 0; i < countof(names); i++)
		for (int day = 1; day <= 28; day++) {
			struct civil civil = reading(2026, 11, day, 10, 30);
			struct civil back;
			int64_t at;

			assert_status(zone_instant(zone(names[i]), &civil, &at), OK);
			zone_civil(zone(names[i]), at, &back);
			assert_int_equal(back.day, day);
			assert_int_equal(back.hour, 10);
			assert_int_equal(back.minute, 30);
		}
}

static void
a_reading_that_a_clock_change_skips_does_not_exist(void **state)
{
	static const struct {
		const char *zone;
		int year, month, day, hour, minute;
	} lost[] = {
		{ "Europe/Berlin", 2027, 3, 28, 2, 0 },
		{ "Europe/Berlin", 2027, 3, 28, 2, 59 },
		{ "America/New_York", 2027, 3, 14, 2, 30 },
		{ "Australia/Lord_Howe", 2026, 10, 4, 2, 29 },
		{ "America/St_Johns", 2027, 3, 14, 2, 0 },
		{ "Africa/Casablanca", 2026, 3, 22, 2, 30 },
		{ "Asia/Beirut", 2027, 3, 28, 0, 30 },
		{ "Pacific/Apia", 2011, 12, 30, 12, 0 },
	};
	int64_t at = 42;

	for (size_t i = 0; i < countof(lost); i++) {
		struct civil civil = reading(lost[i].year, lost[i].month,
		    lost[i].day, lost[i].hour, lost[i].minute);

		assert_status(zone_instant(zone(lost[i].zone), &civil, &at),
		    INVALID);
		assert_int_equal(at, 42);
	}
}

static void
the_readings_beside_a_skipped_hour_exist(void **state)
{
	struct civil before = reading(2027, 3, 28, 1, 59);
	struct civil after = reading(2027, 3, 28, 3, 0);
	int64_t first;
	int64_t second;

	assert_status(zone_instant(zone("Europe/Berlin"), &before, &first), OK);
	assert_status(zone_instant(zone("Europe/Berlin"), &after, &second), OK);
	assert_int_equal(second - first, 60);
}

static void
a_doubled_reading_is_the_first_of_the_two(void **state)
{
	static const struct {
		const char *zone;
		int year, month, day, hour, minute;
		int shift_minutes;
	} doubled[] = {
		{ "Europe/Berlin", 2027, 10, 31, 2, 0, 60 },
		{ "Europe/Berlin", 2027, 10, 31, 2, 59, 60 },
		{ "America/New_York", 2026, 11, 1, 1, 30, 60 },
		{ "Australia/Lord_Howe", 2027, 4, 4, 1, 45, 30 },
		{ "Europe/Dublin", 2026, 10, 25, 1, 15, 60 },
	};

	for (size_t i = 0; i < countof(doubled); i++) {
		const struct zone *where = zone(doubled[i].zone);
		struct civil civil = reading(doubled[i].year, doubled[i].month,
		    doubled[i].day, doubled[i].hour, doubled[i].minute);
		struct civil again;
		int64_t at;

		assert_status(zone_instant(where, &civil, &at), OK);
		zone_civil(where, at + doubled[i].shift_minutes * 60, &again);
		assert_int_equal(again.hour, civil.hour);
		assert_int_equal(again.minute, civil.minute);
	}
}

static void
what_is_no_date_or_time_has_no_instant(void **state)
{
	static const struct civil wrong[] = {
		{ .year = 2026, .month = 2, .day = 30 },
		{ .year = 2026, .month = 2, .day = 29 },
		{ .year = 2100, .month = 2, .day = 29 },
		{ .year = 2026, .month = 0, .day = 1 },
		{ .year = 2026, .month = 13, .day = 1 },
		{ .year = 2026, .month = 4, .day = 31 },
		{ .year = 2026, .month = 4, .day = 0 },
		{ .year = 2026, .month = 4, .day = 1, .hour = 24 },
		{ .year = 2026, .month = 4, .day = 1, .hour = -1 },
		{ .year = 2026, .month = 4, .day = 1, .minute = 60 },
		{ .year = 2026, .month = 4, .day = 1, .second = 60 },
	};
	int64_t at = 42;

	for (size_t i = 0; i < countof(wrong); i++)
		assert_status(zone_instant(zone("UTC"), &wrong[i], &at), INVALID);
	assert_int_equal(at, 42);
}

static void
a_period_ends_where_the_clock_changes(void **state)
{
	const int64_t spring = 1806195600; /* 2027-03-28T01:00:00Z */
	struct zone_period winter = zone_period(zone("Europe/Berlin"),
	    spring - 1);
	struct zone_period summer = zone_period(zone("Europe/Berlin"), spring);
	struct zone_period utc = zone_period(zone("UTC"), spring);

	assert_int_equal(winter.to_at, spring);
	assert_int_equal(winter.offset, 3600);
	assert_int_equal(summer.from_at, spring);
	assert_int_equal(summer.offset, 7200);
	assert_true(utc.from_at == INT64_MIN && utc.to_at == INT64_MAX);
	assert_int_equal(utc.offset, 0);
}

/* ---- days ---- */

static void
a_day_is_the_one_its_clock_shows(void **state)
{
	/* 2026-11-20T23:30:00Z */
	const int64_t at = 1795217400;
	const int64_t day = civil_days(2026, 11, 20);

	assert_int_equal(zone_day(zone("UTC"), at), day);
	assert_int_equal(zone_day(zone("Europe/Berlin"), at), day + 1);
	assert_int_equal(zone_day(zone("America/New_York"), at), day);
	assert_int_equal(zone_day(zone("UTC"), -1), -1);
}

static void
a_minute_of_a_day_that_is_skipped_comes_an_hour_later(void **state)
{
	const struct zone *berlin = zone("Europe/Berlin");
	const int64_t day = civil_days(2027, 3, 28);
	const int64_t one = day * 86400 + 3600; /* two becomes three then */

	assert_int_equal(zone_on_day(berlin, day, 0), day * 86400 - 3600);
	assert_int_equal(zone_on_day(berlin, day, 2 * 60 + 30), one + 1800);
	assert_int_equal(zone_on_day(berlin, day, 3 * 60 + 30), one + 1800);
	/* The 30th of December 2011 was none in Samoa. */
	assert_int_equal(zone_on_day(zone("Pacific/Apia"),
	    civil_days(2011, 12, 30), 0), zone_on_day(zone("Pacific/Apia"),
	    civil_days(2011, 12, 31), 0));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_date_is_a_number_of_days_and_back),
		cmocka_unit_test(a_reading_before_1970_rounds_down),
		cmocka_unit_test(aliases_that_browsers_send_are_found),
		cmocka_unit_test(any_other_bytes_are_no_zone),
		cmocka_unit_test(
		    the_list_for_a_select_is_sorted_and_has_no_aliases),
		cmocka_unit_test(every_zone_agrees_with_glibc),
		cmocka_unit_test(odd_zones_agree_with_glibc_from_1970_to_2100),
		cmocka_unit_test(a_plain_reading_is_one_instant_and_back),
		cmocka_unit_test(
		    a_reading_that_a_clock_change_skips_does_not_exist),
		cmocka_unit_test(the_readings_beside_a_skipped_hour_exist),
		cmocka_unit_test(a_doubled_reading_is_the_first_of_the_two),
		cmocka_unit_test(what_is_no_date_or_time_has_no_instant),
		cmocka_unit_test(a_period_ends_where_the_clock_changes),
		cmocka_unit_test(a_day_is_the_one_its_clock_shows),
		cmocka_unit_test(
		    a_minute_of_a_day_that_is_skipped_comes_an_hour_later),
	};

	return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
