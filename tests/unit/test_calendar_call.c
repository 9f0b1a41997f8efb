/*
 * A call in the owner's own calendar, alone on a server and among all others
 * in one file.
 */
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "calendar/ics_read.h"
#include "calendar/zone.h"
#include "domain/calendar_call.h"

#define UID "6f1c2d8e-0c5b-4d3a-9a41-0f2b7c9d1e55"
#define DESK "https://desk.example.org"

enum { FILE_MAX = 1 << 20 };

static const int64_t now = 1795420805;
static const int64_t half_past_nine = 1795512600; /* 2026-11-24T09:30:00Z */

static struct calendar_call
call_at(int64_t starts_at)
{
	return (struct calendar_call){ UID, 3,
		{ starts_at, starts_at + 1800, false }, false, 7 };
}

/* LF at the end of lines, no folds. */
static const char *
plain(struct arena *arena, struct buf *file)
{
	char *text = arena_strdup(arena, buf_text(file));
	char *to = text;

	assert_false(file->failed);
	for (const char *from = text; *from != '\0'; from++) {
		if (strncmp(from, "\r\n ", 3) == 0)
			from += 2;
		else if (*from != '\r')
			*to++ = *from;
	}
	*to = '\0';
	return text;
}

static const char *
stored(struct arena *arena, const struct calendar_call *call)
{
	const struct ics_event event = calendar_call_event(arena, call,
	    ICS_STORED, DESK, now);
	BUF(file, FILE_MAX);

	ics_write(&event, &file);
	return plain(arena, &file);
}

static const char *
calendar_of(struct arena *arena, const struct ics_event *events, size_t len)
{
	BUF(file, FILE_MAX);

	ics_write_calendar("Discovery calls", events, len, &file);
	return plain(arena, &file);
}

static void
has(const char *file, const char *line)
{
	if (strstr(file, line) == NULL)
		fail_msg("no \"%s\" in:\n%s", line, file);
}

static void
lacks(const char *file, const char *line)
{
	if (strstr(file, line) != NULL)
		fail_msg("\"%s\" in:\n%s", line, file);
}

static int
count_of(const char *file, const char *part)
{
	int count = 0;

	while ((file = strstr(file, part)) != NULL) {
		file += strlen(part);
		count++;
	}
	return count;
}

/* RFC 4791, 4.1: one on a server has no method. */
static void
an_event_on_a_server_says_when_and_where_to_look(void **state)
{
	const struct calendar_call call = call_at(half_past_nine);
	ARENA(arena);
	const char *file = stored(arena, &call);

	has(file, "\nUID:" UID "@fourways\n");
	has(file, "\nSEQUENCE:3\n");
	has(file, "\nDTSTART:20261124T093000Z\n");
	has(file, "\nDTEND:20261124T100000Z\n");
	has(file, "\nSTATUS:CONFIRMED\n");
	has(file, "\nSUMMARY:Discovery call\n");
	has(file, "\nURL:" DESK "/admin/leads/7\n");
	has(file, "\nTRANSP:OPAQUE\n");
	lacks(file, "METHOD");
	lacks(file, "ATTENDEE");
	lacks(file, "ORGANIZER");
	lacks(file, "VALARM");
}

static void
a_call_that_waits_is_tentative(void **state)
{
	struct calendar_call call = call_at(half_past_nine);
	ARENA(arena);
	const char *file;

	call.tentative = true;
	file = stored(arena, &call);
	has(file, "\nSTATUS:TENTATIVE\n");
	has(file, "\nSUMMARY:Discovery call (waits for you)\n");
}

static void
a_call_without_a_lead_leads_to_the_list(void **state)
{
	struct calendar_call call = call_at(half_past_nine);
	ARENA(arena);

	call.lead_id = 0;
	has(stored(arena, &call), "\nURL:" DESK "/admin/bookings\n");
}

static void
a_calendar_holds_all_its_calls_under_one_method(void **state)
{
	ARENA(arena);
	struct ics_event events[3];
	const char *file;

	for (int i = 0; i < 3; i++) {
		const struct calendar_call call =
		    call_at(half_past_nine + i * 86400);

		events[i] = calendar_call_event(arena, &call, ICS_PUBLISH,
		    DESK, now);
	}
	file = calendar_of(arena, events, 3);
	assert_int_equal(count_of(file, "BEGIN:VCALENDAR\n"), 1);
	assert_int_equal(count_of(file, "BEGIN:VEVENT\n"), 3);
	assert_int_equal(count_of(file, "\nMETHOD:PUBLISH\n"), 1);
	has(file, "\nX-WR-CALNAME:Discovery calls\n");
	has(file, "\nDTSTART:20261126T093000Z\n");
}

static void
an_empty_calendar_is_one_too(void **state)
{
	ARENA(arena);
	const char *file = calendar_of(arena, NULL, 0);

	assert_int_equal(count_of(file, "BEGIN:VEVENT"), 0);
	has(file, "END:VCALENDAR\n");
}

/* What the courier knows its own events by when it reads them back. */
static void
our_reader_finds_the_uid_of_what_we_write(void **state)
{
	const struct calendar_call call = call_at(half_past_nine);
	const struct ics_range range = { now, now + 30 * 86400,
		zone_find("UTC") };
	struct ics_problem problem;
	struct ics_busy busy;
	ARENA(arena);
	const char *file = stored(arena, &call);

	assert_status(ics_read(arena, file, strlen(file), &range, &busy,
	    &problem), OK);
	assert_string_equal(busy.uid, UID CALENDAR_CALL_UID_END);
	assert_int_equal(busy.len, 1);
	assert_int_equal(busy.at[0].starts_at, half_past_nine);
	assert_int_equal(strlen(UID), CALENDAR_CALL_UID_LEN);

	file = "BEGIN:VCALENDAR\nEND:VCALENDAR\n";
	assert_status(ics_read(arena, file, strlen(file), &range, &busy,
	    &problem), OK);
	assert_string_equal(busy.uid, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_event_on_a_server_says_when_and_where_to_look),
		cmocka_unit_test(a_call_that_waits_is_tentative),
		cmocka_unit_test(a_call_without_a_lead_leads_to_the_list),
		cmocka_unit_test(
		    a_calendar_holds_all_its_calls_under_one_method),
		cmocka_unit_test(an_empty_calendar_is_one_too),
		cmocka_unit_test(our_reader_finds_the_uid_of_what_we_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
