/*
 * Calendar files that are refused, with the line and the reason.
 */
#include "ics_busy.h"

#include "base/buf.h"
#include "base/util.h"

struct refusal {
	const char *file;
	int line;
	const char *words;
};

static void
assert_refusals(const struct refusal *refusals, size_t len)
{
	for (size_t i = 0; i < len; i++)
		assert_refused(refusals[i].file, strlen(refusals[i].file),
		    refusals[i].line, refusals[i].words);
}

static void
what_is_no_calendar_is_refused(void **state)
{
	static const struct refusal refusals[] = {
		{ "", 0, "empty" },
		{ "\r\n\r\n", 0, "empty" },
		{ "<!doctype html>\n", 1, "begins with BEGIN:VCALENDAR" },
		{ "Dear all\nsee you", 1, "begins with BEGIN:VCALENDAR" },
		{ "BEGIN:VEVENT\r\nEND:VEVENT\r\n", 1,
		    "begins with BEGIN:VCALENDAR" },
		{ CALENDAR("") "SUMMARY:behind\r\n", 3,
		    "begins with BEGIN:VCALENDAR" },
		{ CALENDAR("") "END:VCALENDAR\r\n", 3, "nothing is open" },
		{ CALENDAR("no property\r\n"), 2, "NAME:VALUE" },
		{ CALENDAR("NAME;ONLY\r\n"), 2, "NAME:VALUE" },
		{ CALENDAR(":value\r\n"), 2, "NAME:VALUE" },
		{ CALENDAR("X-A:folded\r\n here\r\n\r\nbad\r\n"), 5,
		    "NAME:VALUE" },
	};

	assert_refusals(refusals, countof(refusals));
	assert_refused("BEGIN:VCALENDAR\nX:\0\nEND:VCALENDAR\n", 34, 2,
	    "zero byte");
}

static void
a_file_cut_off_anywhere_is_refused(void **state)
{
	static const char whole[] = CALENDAR(
	    EVENT("DTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n"));
	const size_t least = strlen(whole) - strlen("\r\n");
	struct ics_range range = some_weeks();

	for (size_t len = 0; len < least; len++) {
		struct ics_problem problem;
		struct ics_busy busy;
		ARENA(arena);

		if (ics_read(arena, whole, len, &range, &busy, &problem) == OK)
			fail_msg("taken when cut to %zu bytes", len);
	}
	assert_refused(whole, strlen("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"), 2,
	    "cut off");
}

static void
components_that_cross_are_refused(void **state)
{
	static const struct refusal refusals[] = {
		{ "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n",
		    3, "does not end what begins in line 2" },
		{ "BEGIN:VCALENDAR\nBEGIN:A\nBEGIN:B\nBEGIN:C\nBEGIN:D\n"
		    "BEGIN:E\nBEGIN:F\nBEGIN:G\nBEGIN:H\n", 9,
		    "more components in each other" },
	};

	assert_refusals(refusals, countof(refusals));
}

static void
a_time_that_cannot_be_read_is_refused(void **state)
{
	static const struct refusal refusals[] = {
		{ ONE("DTSTART:tomorrow\r\n"), 3, "DTSTART cannot be read" },
		{ ONE("DTSTART:\r\n"), 3, "DTSTART cannot be read" },
		{ ONE("DTSTART:20261345T083000Z\r\n"), 3, "no such date and time" },
		{ ONE("DTSTART:20260230T083000Z\r\n"), 3, "no such date and time" },
		{ ONE("DTSTART:20261124T250000Z\r\n"), 3, "no such date and time" },
		{ ONE("DTSTART:00001124T083000Z\r\n"), 3, "no such date and time" },
		{ ONE("SUMMARY:x\r\nDTSTART:20261124T083000Z\r\n"
		    "DTEND:soon\r\n"), 5, "DTEND cannot be read" },
		{ ONE("DTSTART:20261124T083000Z\r\nDURATION:an hour\r\n"), 4,
		    "DURATION cannot be read" },
		{ ONE("DTSTART:20261124T083000Z\r\nDURATION:-PT1H\r\n"), 4,
		    "cannot end before it begins" },
		{ ONE("DTSTART:20261124T083000Z\r\n"
		    "DTEND:20261124T082900Z\r\n"), 2,
		    "cannot end before it begins" },
		{ ONE("DTSTART:20261124T083000Z\r\n"
		    "DTEND;VALUE=DATE:20261125\r\n"), 2, "not of one kind" },
		{ ONE("DTSTART:20261124T083000Z\r\nRDATE;VALUE=DATE:20261125"
		    "\r\n"), 4, "not of one kind" },
		{ ONE("SUMMARY:no time\r\n"), 2, "no DTSTART" },
		{ ONE("DTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n"
		    "DTEND:20261124T093000Z\r\n"), 2, "both DTEND and DURATION" },
		{ ONE("DTSTART:20261124T083000Z\r\n"
		    "DTSTART:20261125T083000Z\r\n"), 4, "twice" },
		{ ONE("DTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n"
		    "RDATE:20261125T083000Z,junk\r\n"), 5,
		    "RDATE cannot be read" },
		{ ONE("DTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n"
		    "RRULE:FREQ=DAILY\r\nEXDATE:20261325T083000Z\r\n"), 6,
		    "no such date and time" },
	};

	assert_refusals(refusals, countof(refusals));
}

static void
an_unknown_zone_is_refused(void **state)
{
	static const struct refusal refusals[] = {
		{ ONE("DTSTART;TZID=Mars/Olympus:20261124T083000\r\n"), 3,
		    "no time zone \"Mars/Olympus\"" },
		{ ONE("DTSTART;TZID=:20261124T083000\r\n"), 3,
		    "no time zone \"\"" },
		{ ONE("DTSTART;TZID=\xc3\xa9\x01:20261124T083000\r\n"), 3,
		    "no time zone \"???\"" },
		{ CALENDAR("BEGIN:VTIMEZONE\r\nTZID:Here\r\nEND:VTIMEZONE\r\n"
		    EVENT("DTSTART;TZID=There:20261124T083000\r\n")), 6,
		    "no time zone \"There\"" },
		{ CALENDAR("BEGIN:VTIMEZONE\r\nTZID:Here\r\n"
		    "BEGIN:STANDARD\r\nDTSTART:20200101T000000\r\n"
		    "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\n"
		    "RRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n"
		    "END:VTIMEZONE\r\n"
		    EVENT("DTSTART;TZID=Here:20261124T083000\r\n")), 8,
		    "FREQ=YEARLY" },
		{ CALENDAR("BEGIN:VTIMEZONE\r\nTZID:Here\r\n"
		    "BEGIN:STANDARD\r\nDTSTART:never\r\n"
		    "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\n"
		    "END:STANDARD\r\nEND:VTIMEZONE\r\n"
		    EVENT("DTSTART;TZID=Here:20261124T083000\r\n")), 2,
		    "cannot be read" },
	};

	assert_refusals(refusals, countof(refusals));
}

#define SERIES(rule) ONE("DTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n"  \
	"RRULE:" rule "\r\n")

static void
a_rule_that_cannot_be_followed_is_refused(void **state)
{
	static const struct refusal refusals[] = {
		{ SERIES("FREQ=SECONDLY"), 5, "by the second or minute" },
		{ SERIES("FREQ=MINUTELY;COUNT=2"), 5,
		    "by the second or minute" },
		{ SERIES("FREQ=DAILY;UNTIL=20261345T000000Z"), 5,
		    "no such date and time" },
		{ SERIES("FREQ=OFTEN"), 5, "RRULE cannot be read" },
		{ SERIES("FREQ=DAILY;INTERVAL=0"), 5, "RRULE cannot be read" },
		{ SERIES("FREQ=DAILY;BYHOUR=25"), 5, "RRULE cannot be read" },
		{ SERIES("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), 5,
		    "no day that ever comes" },
		{ SERIES("FREQ=WEEKLY;BYMONTHDAY=3"), 5,
		    "no day that ever comes" },
		{ SERIES("RSCALE=HEBREW;FREQ=YEARLY"), 5, "RSCALE" },
		{ ONE("DTSTART;VALUE=DATE:20261124\r\nRRULE:FREQ=HOURLY\r\n"),
		    4, "by the hour" },
		{ ONE("DTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n"
		    "RRULE:FREQ=DAILY\r\nEXRULE:FREQ=WEEKLY\r\n"), 6,
		    "EXDATE" },
		{ ONE("UID:a\r\nDTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n"
		    "RECURRENCE-ID;RANGE=THISANDFUTURE:20261124T083000Z\r\n"),
		    6, "RANGE" },
	};

	assert_refusals(refusals, countof(refusals));
}

static void
more_than_ten_thousand_busy_times_are_refused(void **state)
{
	static const char every_five[] = ONE("DTSTART:20261123T000000Z\r\n"
	    "DURATION:PT1M\r\nRRULE:FREQ=HOURLY;"
	    "BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55,1,6,11\r\n");
	static const char every_six[] = ONE("DTSTART:20261123T000000Z\r\n"
	    "DURATION:PT1M\r\nRRULE:FREQ=HOURLY;"
	    "BYMINUTE=0,6,12,18,24,30,36,42,48,54\r\n");
	ARENA(arena);

	/* 31 days of 24 hours: 15 an hour are 11,160, 10 are 7,440. */
	assert_refused(every_five, strlen(every_five), 2, "more than 10000");
	assert_int_equal(strlen(busy_of(arena, every_six)), 7440 * 28);
}

static void
a_file_over_one_mebibyte_is_refused(void **state)
{
	static char file[ICS_FILE_MAX + 1];
	static const char begin[] = "BEGIN:VCALENDAR\nX-A:";
	static const char end[] = "\nEND:VCALENDAR\n";
	ARENA(arena);

	memset(file, 'x', sizeof(file));
	memcpy(file, begin, sizeof(begin) - 1);
	memcpy(file + ICS_FILE_MAX - (sizeof(end) - 1), end, sizeof(end));
	assert_string_equal(busy_of(arena, file), "");
	assert_refused(file, sizeof(file), 0, "larger than 1 MiB");
}

/* A file made to keep the reader busy must not do so for long. */
static void
a_file_full_of_rules_that_never_come_ends_in_time(void **state)
{
	BUF(file, ICS_FILE_MAX);
	const struct ics_range range = some_weeks();
	struct ics_problem problem;
	struct ics_busy busy;
	ARENA(arena);
	clock_t began = clock();

	buf_puts(&file, "BEGIN:VCALENDAR\n");
	for (int i = 0; i < 200; i++)
		buf_puts(&file, "BEGIN:VEVENT\nDTSTART:20000101T000000Z\n"
		    "DURATION:PT1H\nRRULE:FREQ=HOURLY;BYMONTH=2;"
		    "BYMONTHDAY=30;COUNT=2\nEND:VEVENT\n");
	buf_puts(&file, "END:VCALENDAR\n");
	assert_status(ics_read(arena, file.data, file.len, &range, &busy,
	    &problem), INVALID);
	assert_non_null(strstr(problem.text, "too long"));
	assert_in_range((clock() - began) / CLOCKS_PER_SEC, 0, 15);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_calendar_is_refused),
		cmocka_unit_test(a_file_cut_off_anywhere_is_refused),
		cmocka_unit_test(components_that_cross_are_refused),
		cmocka_unit_test(a_time_that_cannot_be_read_is_refused),
		cmocka_unit_test(an_unknown_zone_is_refused),
		cmocka_unit_test(a_rule_that_cannot_be_followed_is_refused),
		cmocka_unit_test(more_than_ten_thousand_busy_times_are_refused),
		cmocka_unit_test(a_file_over_one_mebibyte_is_refused),
		cmocka_unit_test(
		    a_file_full_of_rules_that_never_come_ends_in_time),
	};

	return cmocka_run_group_tests_name("ics_read_refused", tests, NULL,
	    NULL);
}
