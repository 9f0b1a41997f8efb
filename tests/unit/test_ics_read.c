/*
 * What a calendar file blocks: times, zones, series.
 */
#include "ics_busy.h"

#include "base/buf.h"
#include "base/util.h"

/* Each file, and what it blocks. */
struct reading {
	const char *file;
	const char *busy;
};

static void
assert_readings(const struct reading *readings, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		ARENA(arena);
		const char *busy = busy_of(arena, readings[i].file);

		if (strcmp(busy, readings[i].busy) != 0)
			fail_msg("reading %zu: \"%s\" instead of \"%s\"", i,
			    busy, readings[i].busy);
	}
}

static void
an_event_is_busy_from_its_start_to_its_end(void **state)
{
	static const struct reading readings[] = {
		{ ONE("DTSTART:20261124T083000Z\r\nDTEND:20261124T093000Z\r\n"),
		    "20261124T0830/20261124T0930 " },
		{ ONE("DTSTART:20261124T083000Z\r\nDURATION:PT45M\r\n"),
		    "20261124T0830/20261124T0915 " },
		{ ONE("DURATION:P1DT1H\r\nDTSTART:20261124T083000Z\r\n"),
		    "20261124T0830/20261125T0930 " },
		/* No length: nobody is busy for no time at all. */
		{ ONE("DTSTART:20261124T083000Z\r\n"), "" },
		/* Neither order, letter case nor line ends matter. */
		{ "begin:vcalendar\nBegin:vEvent\ndtend:20261124T093000Z\n"
		    "dtstart:20261124T083000Z\nend:vevent\nEND:VCALENDAR",
		    "20261124T0830/20261124T0930 " },
		/* A leap second, which POSIX does not have. */
		{ ONE("DTSTART:20261124T083000Z\r\nDTEND:20261124T085960Z\r\n"),
		    "20261124T0830/20261124T0859 " },
	};

	assert_readings(readings, countof(readings));
}

static void
a_time_is_read_by_the_zone_it_names(void **state)
{
	static const struct reading readings[] = {
		{ ONE("DTSTART;TZID=America/New_York:20261124T090000\r\n"
		    "DTEND;TZID=Europe/Berlin:20261124T160000\r\n"),
		    "20261124T1400/20261124T1500 " },
		{ ONE("DTSTART;TZID=\"Asia/Kathmandu\":20261124T090000\r\n"
		    "DURATION:PT1H\r\n"), "20261124T0315/20261124T0415 " },
		{ ONE("DTSTART;TZID=US/Eastern:20261124T090000\r\n"
		    "DURATION:PT1H\r\n"), "20261124T1400/20261124T1500 " },
		/* Without one: the owner's. */
		{ ONE("DTSTART:20261124T090000\r\nDURATION:PT1H\r\n"),
		    "20261124T0800/20261124T0900 " },
	};

	assert_readings(readings, countof(readings));
}

static void
a_whole_day_is_the_owners(void **state)
{
	static const struct reading readings[] = {
		{ ONE("DTSTART;VALUE=DATE:20261124\r\n"),
		    "20261123T2300/20261124T2300 " },
		{ ONE("DTSTART;VALUE=DATE:20261124\r\n"
		    "DTEND;VALUE=DATE:20261127\r\n"),
		    "20261123T2300/20261126T2300 " },
		{ ONE("DTSTART;VALUE=DATE:20261124\r\n"
		    "DTEND;VALUE=DATE:20261124\r\n"),
		    "20261123T2300/20261124T2300 " },
		{ ONE("DTSTART;VALUE=DATE:20261124\r\nDURATION:P2D\r\n"),
		    "20261123T2300/20261125T2300 " },
		/* What began before and ends after is cut to the weeks. */
		{ ONE("DTSTART;VALUE=DATE:20250101\r\n"
		    "DTEND;VALUE=DATE:20280101\r\n"),
		    "20261123T0000/20261224T0000 " },
	};

	assert_readings(readings, countof(readings));
}

#define OUTLOOK_BERLIN                                                    \
	"BEGIN:VTIMEZONE\r\nTZID:W. Europe Standard Time\r\n"             \
	"BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n"                   \
	"TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"                      \
	"RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\n"          \
	"END:STANDARD\r\n"                                                \
	"BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\n"                   \
	"TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"                      \
	"RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\n"           \
	"END:DAYLIGHT\r\nEND:VTIMEZONE\r\n"

static void
a_zone_only_the_file_knows_is_read_from_it(void **state)
{
	static const struct reading readings[] = {
		{ CALENDAR(OUTLOOK_BERLIN EVENT(
		    "DTSTART;TZID=W. Europe Standard Time:20261124T090000\r\n"
		    "DURATION:PT1H\r\n")), "20261124T0800/20261124T0900 " },
		/* The table may stand behind the event. */
		{ CALENDAR(EVENT(
		    "DTSTART;TZID=W. Europe Standard Time:20261124T090000\r\n"
		    "DURATION:PT1H\r\n") OUTLOOK_BERLIN),
		    "20261124T0800/20261124T0900 " },
	};

	assert_readings(readings, countof(readings));
}

/* The same instants as our own table of Berlin, clock changes included. */
static void
the_files_zone_and_ours_agree_hour_by_hour(void **state)
{
	static const char file[] = CALENDAR(OUTLOOK_BERLIN EVENT(
	    "DTSTART;TZID=%s:%s\r\nDURATION:PT1M\r\n"));
	static const char *const days[] = { "20270327", "20270328",
		"20270329", "20271030", "20271031", "20271101", "20300715" };
	struct ics_range range = some_weeks();

	range.to_at += (int64_t)10 * 366 * 86400;
	for (size_t i = 0; i < countof(days) * 48; i++) {
		ARENA(arena);
		const char *at = arena_printf(arena, "%sT%02zu%02zu00",
		    days[i / 48], i % 48 / 2, i % 2 * 30);
		struct ics_busy theirs, ours;
		struct ics_problem problem;
		const char *one = arena_printf(arena, file,
		    "W. Europe Standard Time", at);
		const char *other = arena_printf(arena, file, "Europe/Berlin",
		    at);

		assert_status(ics_read(arena, one, strlen(one), &range,
		    &theirs, &problem), OK);
		assert_status(ics_read(arena, other, strlen(other), &range,
		    &ours, &problem), OK);
		if (theirs.at[0].starts_at != ours.at[0].starts_at)
			fail_msg("%s: %s, not %s", at,
			    spans_text(arena, &theirs),
			    spans_text(arena, &ours));
	}
}

static void
a_skipped_time_goes_on_and_a_doubled_one_is_its_first_pass(void **state)
{
	struct ics_range range = some_weeks();
	struct ics_problem problem;
	struct ics_busy busy;
	ARENA(arena);
	static const char skipped[] = ONE("DTSTART:20270328T023000\r\n"
	    "DURATION:PT30M\r\n");
	static const char doubled[] = ONE("DTSTART:20271031T023000\r\n"
	    "DURATION:PT30M\r\n");

	range.to_at += (int64_t)366 * 86400;
	assert_status(ics_read(arena, skipped, strlen(skipped), &range, &busy,
	    &problem), OK);
	assert_string_equal(spans_text(arena, &busy),
	    "20270328T0130/20270328T0200 ");
	assert_status(ics_read(arena, doubled, strlen(doubled), &range, &busy,
	    &problem), OK);
	assert_string_equal(spans_text(arena, &busy),
	    "20271031T0030/20271031T0100 ");
}

static void
what_leaves_its_time_free_is_not_busy(void **state)
{
	static const struct reading readings[] = {
		{ ONE("DTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n"
		    "TRANSP:TRANSPARENT\r\n"), "" },
		{ ONE("DTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n"
		    "STATUS:CANCELLED\r\n"), "" },
		{ ONE("DTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n"
		    "STATUS:TENTATIVE\r\nTRANSP:OPAQUE\r\n"),
		    "20261124T0830/20261124T0930 " },
		/* Tasks, and alarms inside events, are something else. */
		{ CALENDAR("BEGIN:VTODO\r\nDTSTART:20261124T083000Z\r\n"
		    "DURATION:PT1H\r\nEND:VTODO\r\n"), "" },
		{ ONE("DTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n"
		    "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nDURATION:PT5M\r\n"
		    "REPEAT:2\r\nEND:VALARM\r\n"),
		    "20261124T0830/20261124T0930 " },
		{ CALENDAR(""), "" },
	};

	assert_readings(readings, countof(readings));
}

static void
busy_times_that_meet_become_one(void **state)
{
	static const struct reading readings[] = {
		{ CALENDAR(
		    EVENT("DTSTART:20261124T100000Z\r\nDURATION:PT1H\r\n")
		    EVENT("DTSTART:20261124T083000Z\r\nDURATION:PT1H\r\n")
		    EVENT("DTSTART:20261124T090000Z\r\nDURATION:PT1H\r\n")
		    EVENT("DTSTART:20261124T084500Z\r\nDURATION:PT5M\r\n")
		    EVENT("DTSTART:20261124T120000Z\r\nDURATION:PT1H\r\n")),
		    "20261124T0830/20261124T1100 "
		    "20261124T1200/20261124T1300 " },
	};

	assert_readings(readings, countof(readings));
}

/* ---- series ---- */

static void
a_series_is_followed_by_the_clock_of_its_zone(void **state)
{
	static const struct reading readings[] = {
		/* Nine in New York, weekly since 2020. */
		{ ONE("DTSTART;TZID=America/New_York:20200106T090000\r\n"
		    "DURATION:PT1H\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO\r\n"),
		    "20261130T1400/20261130T1500 "
		    "20261214T1400/20261214T1500 " },
		{ ONE("DTSTART:20261125T090000\r\nDURATION:PT1H\r\n"
		    "RRULE:FREQ=DAILY;COUNT=3\r\n"),
		    "20261125T0800/20261125T0900 "
		    "20261126T0800/20261126T0900 "
		    "20261127T0800/20261127T0900 " },
		/* The end in UTC is the very last instance. */
		{ ONE("DTSTART:20261125T090000\r\nDURATION:PT1H\r\n"
		    "RRULE:FREQ=DAILY;UNTIL=20261127T080000Z\r\n"),
		    "20261125T0800/20261125T0900 "
		    "20261126T0800/20261126T0900 "
		    "20261127T0800/20261127T0900 " },
		{ ONE("DTSTART:20261125T090000\r\nDURATION:PT1H\r\n"
		    "RRULE:FREQ=DAILY;UNTIL=20261126\r\n"),
		    "20261125T0800/20261125T0900 "
		    "20261126T0800/20261126T0900 " },
		{ ONE("DTSTART;VALUE=DATE:20200105\r\n"
		    "RRULE:FREQ=MONTHLY;BYDAY=1SU\r\n"),
		    "20261205T2300/20261206T2300 " },
		{ ONE("DTSTART;VALUE=DATE:16041224\r\nRRULE:FREQ=YEARLY\r\n"),
		    "20261223T2300/20261224T0000 " },
		/* Over since long. */
		{ ONE("DTSTART:20200101T090000\r\nDURATION:PT1H\r\n"
		    "RRULE:FREQ=DAILY;UNTIL=20200201T000000Z\r\n"), "" },
		{ ONE("DTSTART:20200101T090000\r\nDURATION:PT1H\r\n"
		    "RRULE:FREQ=DAILY;COUNT=100\r\n"), "" },
		/* Begins later than anybody asks. */
		{ ONE("DTSTART:20270101T090000\r\nDURATION:PT1H\r\n"
		    "RRULE:FREQ=DAILY\r\n"), "" },
		/* The start is the first instance, even off the rule. */
		{ ONE("DTSTART:20261124T090000\r\nDURATION:PT1H\r\n"
		    "RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20261201\r\n"),
		    "20261124T0800/20261124T0900 "
		    "20261127T0800/20261127T0900 " },
	};

	assert_readings(readings, countof(readings));
}

static void
dates_come_on_top_and_exceptions_go(void **state)
{
	static const struct reading readings[] = {
		{ ONE("DTSTART:20261125T090000\r\nDURATION:PT1H\r\n"
		    "RDATE:20261127T100000,20261128T100000\r\n"
		    "RDATE;TZID=America/New_York:20261129T090000\r\n"
		    "EXDATE:20261128T100000\r\n"),
		    "20261125T0800/20261125T0900 "
		    "20261127T0900/20261127T1000 "
		    "20261129T1400/20261129T1500 " },
		{ ONE("DTSTART:20261125T090000\r\nDURATION:PT1H\r\n"
		    "RDATE;VALUE=PERIOD:20261127T100000Z/PT15M,"
		    "20261128T100000Z/20261128T120000Z\r\n"),
		    "20261125T0800/20261125T0900 "
		    "20261127T1000/20261127T1015 "
		    "20261128T1000/20261128T1200 " },
		/* An exception in another zone is the same instant. */
		{ ONE("DTSTART:20261125T090000\r\nDURATION:PT1H\r\n"
		    "RRULE:FREQ=DAILY;COUNT=3\r\n"
		    "EXDATE:20261126T080000Z\r\n"
		    "EXDATE;TZID=America/New_York:20261127T030000\r\n"),
		    "20261125T0800/20261125T0900 " },
		/* A whole day takes out whatever begins on it. */
		{ ONE("DTSTART:20261125T090000\r\nDURATION:PT1H\r\n"
		    "RRULE:FREQ=DAILY;COUNT=2\r\n"
		    "EXDATE;VALUE=DATE:20261125\r\n"),
		    "20261126T0800/20261126T0900 " },
		{ ONE("DTSTART;VALUE=DATE:20261125\r\n"
		    "RRULE:FREQ=DAILY;COUNT=3\r\n"
		    "EXDATE;VALUE=DATE:20261126\r\n"),
		    "20261124T2300/20261125T2300 "
		    "20261126T2300/20261127T2300 " },
	};

	assert_readings(readings, countof(readings));
}

static void
a_changed_instance_stands_in_place_of_its_own(void **state)
{
	static const char series[] = EVENT("UID:a\r\n"
	    "DTSTART:20261125T090000\r\nDURATION:PT1H\r\n"
	    "RRULE:FREQ=DAILY;COUNT=3\r\n");
	static const struct reading readings[] = {
		/* moved */
		{ EVENT("UID:a\r\nRECURRENCE-ID:20261126T090000\r\n"
		    "DTSTART:20261126T150000\r\nDURATION:PT2H\r\n"),
		    "20261125T0800/20261125T0900 "
		    "20261126T1400/20261126T1600 "
		    "20261127T0800/20261127T0900 " },
		/* cancelled, named in another zone */
		{ EVENT("UID:a\r\nRECURRENCE-ID:20261126T080000Z\r\n"
		    "DTSTART:20261126T090000\r\nDURATION:PT1H\r\n"
		    "STATUS:CANCELLED\r\n"),
		    "20261125T0800/20261125T0900 "
		    "20261127T0800/20261127T0900 " },
		/* another series' */
		{ EVENT("UID:b\r\nRECURRENCE-ID:20261126T090000\r\n"
		    "DTSTART:20261126T150000\r\nDURATION:PT1H\r\n"),
		    "20261125T0800/20261125T0900 "
		    "20261126T0800/20261126T0900 "
		    "20261126T1400/20261126T1500 "
		    "20261127T0800/20261127T0900 " },
	};

	for (size_t i = 0; i < countof(readings); i++) {
		ARENA(arena);

		assert_string_equal(busy_of(arena, arena_printf(arena,
		    CALENDAR("%s%s"), series, readings[i].file)),
		    readings[i].busy);
		assert_string_equal(busy_of(arena, arena_printf(arena,
		    CALENDAR("%s%s"), readings[i].file, series)),
		    readings[i].busy);
	}
}

/*
 * A rule is followed from close before the range instead of from its start:
 * the same rule from a start near by must give the same.
 */
static void
a_series_of_long_ago_comes_out_as_if_it_had_just_begun(void **state)
{
	static const struct {
		const char *rule;
		const char *before; /* a whole number of intervals */
		const char *recent;
	} pairs[] = {
		{ "FREQ=HOURLY;INTERVAL=7", "20260301T090000",
		    "20261101T090000" },
		{ "FREQ=HOURLY;INTERVAL=5;BYDAY=MO,FR", "20200101T090000",
		    "20261031T090000" },
		{ "FREQ=DAILY;INTERVAL=3", "19700101T090000",
		    "20261031T090000" },
		{ "FREQ=DAILY;INTERVAL=5;BYHOUR=9,15", "20100101T090000",
		    "20261029T090000" },
		{ "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,WE;WKST=SU",
		    "20200105T090000", "20261018T090000" },
		{ "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=MO",
		    "20000103T090000", "20261019T090000" },
		{ "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", "20000131T090000",
		    "20260731T090000" },
	};

	for (size_t i = 0; i < countof(pairs); i++) {
		ARENA(arena);
		static const char file[] = ONE("DTSTART:%s\r\n"
		    "DURATION:PT20M\r\nRRULE:%s\r\n");
		const char *before = busy_of(arena, arena_printf(arena, file,
		    pairs[i].before, pairs[i].rule));

		if (strcmp(before, busy_of(arena, arena_printf(arena, file,
		    pairs[i].recent, pairs[i].rule))) != 0)
			fail_msg("%s: %s, but %s", pairs[i].rule, before,
			    busy_of(arena, arena_printf(arena, file,
			    pairs[i].recent, pairs[i].rule)));
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_busy_from_its_start_to_its_end),
		cmocka_unit_test(a_time_is_read_by_the_zone_it_names),
		cmocka_unit_test(a_whole_day_is_the_owners),
		cmocka_unit_test(a_zone_only_the_file_knows_is_read_from_it),
		cmocka_unit_test(the_files_zone_and_ours_agree_hour_by_hour),
		cmocka_unit_test(
		    a_skipped_time_goes_on_and_a_doubled_one_is_its_first_pass),
		cmocka_unit_test(what_leaves_its_time_free_is_not_busy),
		cmocka_unit_test(busy_times_that_meet_become_one),
		cmocka_unit_test(a_series_is_followed_by_the_clock_of_its_zone),
		cmocka_unit_test(dates_come_on_top_and_exceptions_go),
		cmocka_unit_test(a_changed_instance_stands_in_place_of_its_own),
		cmocka_unit_test(
		    a_series_of_long_ago_comes_out_as_if_it_had_just_begun),
	};

	return cmocka_run_group_tests_name("ics_read", tests, NULL, NULL);
}
