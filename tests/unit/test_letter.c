#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "calendar/zone.h"
#include "domain/letter.h"

enum { HOUR = 3600, THEN = 1795255200 };

static void
every_kind_has_an_id_and_is_found_by_it(void **state)
{
	for (int i = 1; i < LETTER_KIND_COUNT; i++) {
		enum letter_kind kind;

		assert_non_null(letter_label((enum letter_kind)i));
		assert_status(letter_find(letter_id((enum letter_kind)i),
		    &kind), OK);
		assert_int_equal(kind, i);
		assert_int_equal(letter_is_for_owner(kind),
		    strncmp(letter_id(kind), "owner.", 6) == 0);
	}
}

static void
what_is_packed_comes_out_and_what_is_cut_does_not(void **state)
{
	static const struct letter letter = {
		{ { "Zoë", "zoe@example.net", "" }, { "two\nlines" } },
		"EDnuqjIjw9hONVLsl0DToZK9RQbJfGAYaT4DOtYrRuU",
	};
	ARENA(arena);
	BUF(packed, 4096);
	struct letter read;

	letter_pack(&packed, &letter);
	assert_status(letter_unpack(arena, packed.data, packed.len, &read),
	    OK);
	assert_string_equal(read.of.head.name, "Zoë");
	assert_string_equal(read.of.body.message, "two\nlines");
	assert_string_equal(read.token, letter.token);
	for (size_t len = 0; len < packed.len; len++)
		assert_status(letter_unpack(arena, packed.data, len, &read),
		    INVALID);
	buf_putc(&packed, 'x');
	assert_status(letter_unpack(arena, packed.data, packed.len, &read),
	    INVALID);
}

static void
reminders_leave_a_day_and_an_hour_before(void **state)
{
	int64_t at = 0;

	assert_true(letter_reminder_at(LETTER_REMINDER_DAY, THEN + 48 * HOUR,
	    THEN, &at));
	assert_int_equal(at, THEN + 24 * HOUR);
	assert_true(letter_reminder_at(LETTER_REMINDER_HOUR, THEN + 48 * HOUR,
	    THEN, &at));
	assert_int_equal(at, THEN + 47 * HOUR);
}

static void
a_reminder_of_what_was_just_asked_for_is_left_out(void **state)
{
	int64_t at = 7;

	assert_false(letter_reminder_at(LETTER_REMINDER_DAY,
	    THEN + 25 * HOUR - 1, THEN, &at));
	assert_int_equal(at, 7);
	assert_true(letter_reminder_at(LETTER_REMINDER_DAY, THEN + 25 * HOUR,
	    THEN, &at));
	assert_false(letter_reminder_at(LETTER_REMINDER_HOUR,
	    THEN + 2 * HOUR - 1, THEN, &at));
}

/* Clocks in Berlin go back on 25 October 2026 at 03:00: the call is on that
 * Sunday at noon, its day before is 24 hours, which that clock calls 13:00. */
static void
a_day_is_twenty_four_hours_across_a_clock_change(void **state)
{
	const struct zone *berlin = zone_find("Europe/Berlin");
	const struct civil noon = { 2026, 10, 25, 12, 0, 0, 0 };
	struct civil shown;
	int64_t starts_at;
	int64_t at;

	assert_status(zone_instant(berlin, &noon, &starts_at), OK);
	assert_true(letter_reminder_at(LETTER_REMINDER_DAY, starts_at,
	    starts_at - 72 * HOUR, &at));
	assert_int_equal(starts_at - at, 24 * HOUR);
	zone_civil(berlin, at, &shown);
	assert_int_equal(shown.day, 24);
	assert_int_equal(shown.hour, 13);
}

static void
a_late_reminder_is_none(void **state)
{
	const int64_t call = THEN + 24 * HOUR;

	assert_false(letter_reminder_is_late(LETTER_REMINDER_DAY, call,
	    THEN + 20 * HOUR));
	assert_true(letter_reminder_is_late(LETTER_REMINDER_DAY, call,
	    call - HOUR));
	assert_false(letter_reminder_is_late(LETTER_REMINDER_HOUR, call,
	    call - HOUR));
	assert_true(letter_reminder_is_late(LETTER_REMINDER_HOUR, call,
	    call));
}

static void
nobody_is_greeted_by_an_address(void **state)
{
	static const char *const good[] = { "Ada", "Zoë Example", "J. R. Doe",
		"O'Neil, Ann", "名前", "Dr." };
	static const char *const bad[] = { "", "win at evil.example",
		"http://x", "a/b", "me@x", "www.evil.example now", "a\nb",
		"0123456789012345678901234567890123456789012345678901234567890" };

	for (size_t i = 0; i < countof(good); i++)
		assert_true(letter_may_greet(good[i]));
	for (size_t i = 0; i < countof(bad); i++)
		assert_false(letter_may_greet(bad[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_an_id_and_is_found_by_it),
		cmocka_unit_test(
		    what_is_packed_comes_out_and_what_is_cut_does_not),
		cmocka_unit_test(reminders_leave_a_day_and_an_hour_before),
		cmocka_unit_test(
		    a_reminder_of_what_was_just_asked_for_is_left_out),
		cmocka_unit_test(
		    a_day_is_twenty_four_hours_across_a_clock_change),
		cmocka_unit_test(a_late_reminder_is_none),
		cmocka_unit_test(nobody_is_greeted_by_an_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
