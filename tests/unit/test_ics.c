#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/ics.h"

enum {
	FILE_MAX = 1 << 20,
	LINE_BYTES = 75, /* RFC 5545, 3.1 */
};

/* Tuesday 24 November 2026, 09:30 to 10:00 UTC, made the day before. */
static const struct ics_event call = {
	.method = ICS_REQUEST,
	.uid = "6f1c2d8e-0c5b-4d3a-9a41-0f2b7c9d1e55@fourways",
	.sequence = 0,
	.starts_at = 1795512600,
	.ends_at = 1795514400,
	.stamp_at = 1795420805,
	.summary = "Discovery call with Alex Morgan",
	.description = "Half an hour.\nMove or cancel it on the page below.",
	.location = "Video call",
	.url = "https://example.org/booking/abc",
	.organizer = { "Alex Morgan", "alex@example.org" },
	.attendee = { "Zo\xc3\xab, ACME", "zoe@example.com" },
	.alarms = true,
};

static const char *
written(struct arena *arena, const struct ics_event *event)
{
	BUF(out, FILE_MAX);

	ics_write(event, &out);
	assert_false(out.failed);
	return arena_strdup(arena, buf_text(&out));
}

/* The file with its folds taken out and LF at the end of its lines. */
static const char *
unfolded(struct arena *arena, const struct ics_event *event)
{
	const char *text = written(arena, event);
	BUF(out, FILE_MAX);

	for (; *text != '\0'; text++) {
		if (text_starts(text, "\r\n "))
			text += 2;
		else if (!text_starts(text, "\r\n"))
			buf_putc(&out, *text);
	}
	return arena_strdup(arena, buf_text(&out));
}

/* Whether a file has this very line. */
static bool
has_line(struct arena *arena, const char *file, const char *line)
{
	return strstr(file, arena_printf(arena, "\n%s\n", line)) != NULL;
}

#define assert_line(arena, file, line)                                    \
	do {                                                              \
		if (!has_line(arena, file, line))                         \
			fail_msg("no line \"%s\" in:\n%s", line, file);   \
	} while (0)

/* Every line is whole: CR LF behind it and nowhere else, at most 75 bytes, no
 * character cut, no control byte but the tab. */
static void
lines_are_sound(const char *file)
{
	while (*file != '\0') {
		const char *end = strstr(file, "\r\n");

		assert_non_null(end);
		assert_in_range(end - file, 1, LINE_BYTES);
		assert_true(text_is_utf8(file, (size_t)(end - file)));
		for (; file < end; file++)
			assert_true((unsigned char)*file >= 0x20 ?
			    *file != 0x7f : *file == '\t');
		file = end + 2;
	}
}

/* ---- the file as a whole ---- */

static void
a_call_is_written_in_full(void **state)
{
	ARENA(arena);

	assert_string_equal(unfolded(arena, &call),
	    "BEGIN:VCALENDAR\n"
	    "PRODID:-//Fourways//Discovery call//EN\n"
	    "VERSION:2.0\n"
	    "METHOD:REQUEST\n"
	    "BEGIN:VEVENT\n"
	    "UID:6f1c2d8e-0c5b-4d3a-9a41-0f2b7c9d1e55@fourways\n"
	    "SEQUENCE:0\n"
	    "DTSTAMP:20261123T080005Z\n"
	    "DTSTART:20261124T093000Z\n"
	    "DTEND:20261124T100000Z\n"
	    "STATUS:CONFIRMED\n"
	    "SUMMARY:Discovery call with Alex Morgan\n"
	    "DESCRIPTION:Half an hour.\\nMove or cancel it on the page "
	    "below.\n"
	    "LOCATION:Video call\n"
	    "URL:https://example.org/booking/abc\n"
	    "ORGANIZER;CN=Alex Morgan:mailto:alex@example.org\n"
	    "ATTENDEE;CN=\"Zo\xc3\xab, ACME\";PARTSTAT=ACCEPTED;RSVP=FALSE:"
	    "mailto:zoe@example.com\n"
	    "TRANSP:OPAQUE\n"
	    "CLASS:PRIVATE\n"
	    "BEGIN:VALARM\n"
	    "ACTION:DISPLAY\n"
	    "TRIGGER:-P1D\n"
	    "DESCRIPTION:Discovery call with Alex Morgan\n"
	    "END:VALARM\n"
	    "BEGIN:VALARM\n"
	    "ACTION:DISPLAY\n"
	    "TRIGGER:-PT15M\n"
	    "DESCRIPTION:Discovery call with Alex Morgan\n"
	    "END:VALARM\n"
	    "END:VEVENT\n"
	    "END:VCALENDAR\n");
}

static void
a_move_keeps_the_uid_and_raises_the_sequence(void **state)
{
	struct ics_event moved = call;
	const char *file;
	ARENA(arena);

	moved.sequence = 1;
	moved.starts_at += 86400;
	moved.ends_at += 86400;
	file = unfolded(arena, &moved);
	assert_line(arena, file, "METHOD:REQUEST");
	assert_line(arena, file, "SEQUENCE:1");
	assert_line(arena, file,
	    "UID:6f1c2d8e-0c5b-4d3a-9a41-0f2b7c9d1e55@fourways");
	assert_line(arena, file, "DTSTART:20261125T093000Z");
	assert_line(arena, file, "DTEND:20261125T100000Z");
}

static void
a_cancellation_has_no_alarm_even_if_asked_for(void **state)
{
	struct ics_event gone = call;
	const char *file;
	ARENA(arena);

	gone.method = ICS_CANCEL;
	gone.sequence = 2;
	gone.tentative = true;
	file = unfolded(arena, &gone);
	assert_line(arena, file, "METHOD:CANCEL");
	assert_line(arena, file, "STATUS:CANCELLED");
	assert_line(arena, file, "SEQUENCE:2");
	assert_line(arena, file, "DTSTART:20261124T093000Z");
	assert_null(strstr(file, "VALARM"));
	assert_null(strstr(file, "CONFIRMED"));
	assert_null(strstr(file, "TENTATIVE"));
}

static void
a_call_that_is_not_certain_says_so(void **state)
{
	struct ics_event asked = call;
	const char *file;
	ARENA(arena);

	asked.tentative = true;
	file = unfolded(arena, &asked);
	assert_line(arena, file, "METHOD:REQUEST");
	assert_line(arena, file, "STATUS:TENTATIVE");
	assert_null(strstr(file, "CONFIRMED"));
}

static void
a_published_date_invites_nobody(void **state)
{
	struct ics_event date = call;
	const char *file;
	ARENA(arena);

	date.method = ICS_PUBLISH;
	file = unfolded(arena, &date);
	assert_line(arena, file, "METHOD:PUBLISH");
	assert_line(arena, file,
	    "ORGANIZER;CN=Alex Morgan:mailto:alex@example.org");
	assert_null(strstr(file, "ATTENDEE"));
	assert_null(strstr(file, "zoe"));
}

static void
what_there_is_not_is_left_out(void **state)
{
	const struct ics_event bare = { .method = ICS_REQUEST,
		.uid = "1@fourways", .starts_at = 0, .ends_at = 60,
		.stamp_at = 0, .summary = "Call", .description = "",
		.location = "", .url = "", .organizer = { "", "" },
		.attendee = { "", "a@example.org" } };
	ARENA(arena);

	assert_string_equal(unfolded(arena, &bare),
	    "BEGIN:VCALENDAR\n"
	    "PRODID:-//Fourways//Discovery call//EN\n"
	    "VERSION:2.0\n"
	    "METHOD:REQUEST\n"
	    "BEGIN:VEVENT\n"
	    "UID:1@fourways\n"
	    "SEQUENCE:0\n"
	    "DTSTAMP:19700101T000000Z\n"
	    "DTSTART:19700101T000000Z\n"
	    "DTEND:19700101T000100Z\n"
	    "STATUS:CONFIRMED\n"
	    "SUMMARY:Call\n"
	    "ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:a@example.org\n"
	    "TRANSP:OPAQUE\n"
	    "CLASS:PRIVATE\n"
	    "END:VEVENT\n"
	    "END:VCALENDAR\n");
}

static void
the_method_is_named_as_in_the_file(void **state)
{
	static const enum ics_method methods[] = { ICS_REQUEST, ICS_PUBLISH,
		ICS_CANCEL };
	ARENA(arena);

	for (size_t i = 0; i < countof(methods); i++) {
		struct ics_event event = call;

		event.method = methods[i];
		assert_line(arena, unfolded(arena, &event),
		    arena_printf(arena, "METHOD:%s",
			ics_method_name(methods[i])));
	}
	assert_string_equal(ics_method_name(ICS_CANCEL), "CANCEL");
}

/* Row B3: 09:00 in Berlin, around the changes of both clocks, and an end past
 * midnight, a leap day, a year beyond 32 bits. */
static void
times_are_those_of_utc(void **state)
{
	static const struct {
		int64_t at;
		const char *line;
	} cases[] = {
		{ 1804838400, "DTSTART:20270312T080000Z" },
		{ 1805097600, "DTSTART:20270315T080000Z" },
		{ 1806303600, "DTSTART:20270329T070000Z" },
		{ 1835481599, "DTSTART:20280229T235959Z" },
		{ 4133980799, "DTSTART:21001231T235959Z" },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++) {
		struct ics_event event = call;

		event.starts_at = cases[i].at;
		event.ends_at = cases[i].at + 1800;
		assert_line(arena, unfolded(arena, &event), cases[i].line);
	}
}

static void
the_process_own_zone_changes_nothing(void **state)
{
	ARENA(arena);
	const char *before = written(arena, &call);

	assert_int_equal(setenv("TZ", "Pacific/Auckland", 1), 0);
	tzset();
	assert_string_equal(written(arena, &call), before);
	assert_int_equal(unsetenv("TZ"), 0);
	tzset();
}

/* ---- texts ---- */

static void
marks_of_the_format_are_escaped_in_texts(void **state)
{
	struct ics_event event = call;
	const char *file;
	ARENA(arena);

	event.summary = "a,b;c\\d:e\"f\\n^n";
	event.description = "1\n2\r\n3\r4\n\n5\tx\n";
	event.location = "Room \"7\", 2;\xc3\xa4\nleft";
	file = unfolded(arena, &event);
	assert_line(arena, file, "SUMMARY:a\\,b\\;c\\\\d:e\"f\\\\n^n");
	assert_line(arena, file, "DESCRIPTION:1\\n2\\n3\\n4\\n\\n5\tx\\n");
	assert_line(arena, file, "LOCATION:Room \"7\"\\, 2\\;\xc3\xa4\\nleft");
}

static void
a_text_cannot_end_its_line(void **state)
{
	static const char hostile[] = "x\r\nATTENDEE:mailto:y@example.org\r\n"
	    "END:VEVENT\r\n \n\x01\x0b\x0c\x1b\x1f\x7f\r";
	struct ics_event event = call;
	const char *file;
	ARENA(arena);

	event.uid = hostile;
	event.summary = hostile;
	event.description = hostile;
	event.location = hostile;
	event.url = hostile;
	event.organizer = (struct ics_person){ hostile, hostile };
	event.attendee = (struct ics_person){ hostile, hostile };
	lines_are_sound(written(arena, &event));
	file = unfolded(arena, &event);
	assert_null(strstr(file, "\nATTENDEE:"));
	assert_null(strstr(strstr(file, "\nEND:VEVENT\n") + 1,
	    "\nEND:VEVENT\n"));
	assert_line(arena, file, "SUMMARY:x\\nATTENDEE:mailto:y@example.org"
				 "\\nEND:VEVENT\\n \\n      \\n");
}

static void
a_name_cannot_end_its_quotes(void **state)
{
	static const struct {
		const char *name;
		const char *written;
	} cases[] = {
		{ "Ann", "Ann" },
		{ "O'Hara", "O'Hara" },
		{ "Ann \"The Boss\" Lee", "Ann 'The Boss' Lee" },
		{ "\";X=\":mailto:x", "\"';X=':mailto:x\"" },
		{ "a\r\nX:y\x01z\x7f\tw", "\"a  X:y z  w\"" },
		{ "a,b", "\"a,b\"" },
		{ "a;b", "\"a;b\"" },
		{ "a\\b", "a\\b" },
		{ "\"", "'" },
		{ "a^b^", "a^b^" },
		{ "^n^^'^\"^", "^^n^^^^'^^'^" },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++) {
		struct ics_event event = call;

		event.organizer.name = cases[i].name;
		assert_line(arena, unfolded(arena, &event),
		    arena_printf(arena,
			"ORGANIZER;CN=%s:mailto:alex@example.org",
			cases[i].written));
	}
}

static void
an_address_is_a_uri_whatever_it_holds(void **state)
{
	static const struct {
		const char *email;
		const char *written;
	} cases[] = {
		{ "ann.o'hara+x_y-z@example.org",
		    "ann.o'hara+x_y-z@example.org" },
		{ "a%b?c&d=e#f/g@example.org",
		    "a%25b%3Fc%26d%3De%23f%2Fg@example.org" },
		{ "zo\xc3\xab@ex\xc3\xa4mple.org",
		    "zo%C3%AB@ex%C3%A4mple.org" },
		{ "a\r\nX:y@example.org", "a%0D%0AX%3Ay@example.org" },
		{ "a b,c;d:e\"f@x\x7f", "a%20b%2Cc%3Bd%3Ae%22f@x%7F" },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(cases); i++) {
		struct ics_event event = call;

		event.attendee = (struct ics_person){ "", cases[i].email };
		assert_line(arena, unfolded(arena, &event),
		    arena_printf(arena, "ATTENDEE;PARTSTAT=ACCEPTED;"
					"RSVP=FALSE:mailto:%s",
			cases[i].written));
	}
}

static void
a_url_is_kept_and_what_it_may_not_hold_is_encoded(void **state)
{
	struct ics_event event = call;
	const char *file;
	ARENA(arena);

	event.url = "https://example.org:8443/b/~a_-.?x=1&y=(2)%20#z;,";
	file = unfolded(arena, &event);
	assert_line(arena, file,
	    "URL:https://example.org:8443/b/~a_-.?x=1&y=(2)%20#z;,");
	event.url = "https://example.org/\r\nX:\"<\xc3\xa4 \\^`{|}>";
	file = unfolded(arena, &event);
	assert_line(arena, file, "URL:https://example.org/%0D%0AX:%22%3C%C3"
				 "%A4%20%5C%5E%60%7B%7C%7D%3E");
}

/* ---- folding ---- */

static const char *
repeated(struct arena *arena, const char *text, size_t count)
{
	size_t len = strlen(text);
	char *out = arena_alloc(arena, len * count + 1);

	for (size_t i = 0; i < count; i++)
		memcpy(out + i * len, text, len);
	return out;
}

static void
a_long_text_is_folded_and_nothing_of_it_is_lost(void **state)
{
	static const char *const units[] = { "x", "\xc3\xbc", "\xe2\x82\xac",
		"\xf0\x9f\x9a\xa6", "x\xc3\xbc", "\xc3\xbc\xf0\x9f\x9a\xa6 ",
		"x\xf0\x9f\x9a\xa6\xe2\x82\xac" };
	struct ics_event event = call;
	ARENA(arena);

	for (size_t i = 0; i < countof(units); i++) {
		for (size_t count = 1; count <= 120; count++) {
			const char *text = repeated(arena, units[i], count);

			event.summary = text;
			event.location = text;
			event.organizer.name = text;
			lines_are_sound(written(arena, &event));
			assert_line(arena, unfolded(arena, &event),
			    arena_printf(arena, "SUMMARY:%s", text));
			assert_line(arena, unfolded(arena, &event),
			    arena_printf(arena, "ORGANIZER;CN=%s:mailto:"
						"alex@example.org", text));
		}
	}
}

static void
a_line_of_75_bytes_is_not_folded_and_one_of_76_is(void **state)
{
	struct ics_event event = call;
	ARENA(arena);

	event.summary = repeated(arena, "x", 75 - strlen("SUMMARY:"));
	assert_non_null(strstr(written(arena, &event), "xxx\r\nDESCRIPTION"));
	event.summary = repeated(arena, "x", 76 - strlen("SUMMARY:"));
	assert_non_null(strstr(written(arena, &event),
	    "xxx\r\n x\r\nDESCRIPTION"));
}

static void
the_longest_message_is_carried_whole(void **state)
{
	static const char *const units[] = { "x", "\xf0\x9f\x9a\xa6", "word ",
		"\xc3\xbc\xc3\xa4 \xc3\xb6" };
	struct ics_event event = call;
	ARENA(arena);

	for (size_t i = 0; i < countof(units); i++) {
		event.description = repeated(arena, units[i], 2000);
		lines_are_sound(written(arena, &event));
		assert_line(arena, unfolded(arena, &event),
		    arena_printf(arena, "DESCRIPTION:%s",
			event.description));
	}
	/* Each becomes two bytes, wherever a fold may fall. */
	event.description = repeated(arena, "\n", 2000);
	lines_are_sound(written(arena, &event));
	assert_line(arena, unfolded(arena, &event),
	    arena_printf(arena, "DESCRIPTION:%s",
		repeated(arena, "\\n", 2000)));
}

static void
a_file_too_long_for_its_buffer_says_so(void **state)
{
	BUF(out, 600);

	ics_write(&call, &out);
	assert_true(out.failed);
}

static void
a_file_is_added_behind_what_is_there(void **state)
{
	BUF(out, FILE_MAX);

	buf_puts(&out, "before\n");
	ics_write(&call, &out);
	assert_true(text_starts(buf_text(&out), "before\nBEGIN:VCALENDAR\r\n"));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_is_written_in_full),
		cmocka_unit_test(a_move_keeps_the_uid_and_raises_the_sequence),
		cmocka_unit_test(a_cancellation_has_no_alarm_even_if_asked_for),
		cmocka_unit_test(a_call_that_is_not_certain_says_so),
		cmocka_unit_test(a_published_date_invites_nobody),
		cmocka_unit_test(what_there_is_not_is_left_out),
		cmocka_unit_test(the_method_is_named_as_in_the_file),
		cmocka_unit_test(times_are_those_of_utc),
		cmocka_unit_test(the_process_own_zone_changes_nothing),
		cmocka_unit_test(marks_of_the_format_are_escaped_in_texts),
		cmocka_unit_test(a_text_cannot_end_its_line),
		cmocka_unit_test(a_name_cannot_end_its_quotes),
		cmocka_unit_test(an_address_is_a_uri_whatever_it_holds),
		cmocka_unit_test(a_url_is_kept_and_what_it_may_not_hold_is_encoded),
		cmocka_unit_test(a_long_text_is_folded_and_nothing_of_it_is_lost),
		cmocka_unit_test(a_line_of_75_bytes_is_not_folded_and_one_of_76_is),
		cmocka_unit_test(the_longest_message_is_carried_whole),
		cmocka_unit_test(a_file_too_long_for_its_buffer_says_so),
		cmocka_unit_test(a_file_is_added_behind_what_is_there),
	};

	return cmocka_run_group_tests_name("ics", tests, NULL, NULL);
}
