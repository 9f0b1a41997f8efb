/*
 * Open hours as people write them.
 */
#include "test.h"

#include "base/arena.h"
#include "base/util.h"
#include "calendar/zone.h"
#include "domain/hours.h"

static void
hours_are_read_and_written_back(void **state)
{
	static const struct {
		const char *text;
		const char *back;
	} good[] = {
		{ "09:00-12:00", "09:00-12:00" },
		{ "09:00-12:00, 13:00-17:00", "09:00-12:00, 13:00-17:00" },
		{ " 09:00 - 12:00 ,13:00-17:00 ", "09:00-12:00, 13:00-17:00" },
		{ "09:00\xe2\x80\x93" "12:00", "09:00-12:00" },
		{ "00:00-24:00", "00:00-24:00" },
		{ "09:00-10:00,10:00-10:30", "09:00-10:00, 10:00-10:30" },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(good); i++) {
		struct windows windows;
		const char *problem;

		assert_status(hours_read(arena, good[i].text, 30, &windows,
		    &problem), OK);
		assert_null(problem);
		assert_string_equal(hours_text(arena, &windows),
		    good[i].back);
	}
	assert_string_equal(hours_text(arena, &(struct windows){ 0 }), "");
}

static void
what_is_no_list_of_hours_is_refused_with_the_reason(void **state)
{
	static const struct {
		const char *text;
		const char *words;
	} bad[] = {
		{ "", "\"\" is not a stretch of time" },
		{ "nine to five", "\"nine to five\" is not" },
		{ "9:00-12:00", "is not a stretch" },
		{ "09:00-12:60", "is not a stretch" },
		{ "09:00-24:01", "is not a stretch" },
		{ "12:00-09:00", "is not a stretch" },
		{ "09:00-09:00", "is not a stretch" },
		{ "09:00-12:00,", "\"\" is not a stretch" },
		{ "09:00-12:00;13:00-14:00", "is not a stretch" },
		{ "13:00-17:00, 09:00-12:00", "begins before" },
		{ "09:00-12:00, 11:59-13:00", "begins before" },
		{ "09:00-09:29", "too short for a call of 30 minutes" },
	};
	ARENA(arena);

	for (size_t i = 0; i < countof(bad); i++) {
		struct windows windows;
		const char *problem;

		assert_status(hours_read(arena, bad[i].text, 30, &windows,
		    &problem), INVALID);
		if (problem == NULL ||
		    strstr(problem, bad[i].words) == NULL)
			fail_msg("%s: %s", bad[i].text, problem);
	}
}

static void
a_day_has_so_many_stretches_and_no_more(void **state)
{
	struct windows windows;
	const char *problem;
	const char *text = "";
	ARENA(arena);

	for (int i = 0; i < HOURS_WINDOWS_MAX; i++)
		text = arena_printf(arena, "%s%s%02d:00-%02d:30", text,
		    i == 0 ? "" : ",", i, i);
	assert_status(hours_read(arena, text, 30, &windows, &problem), OK);
	assert_int_equal(windows.len, HOURS_WINDOWS_MAX);
	assert_status(hours_read(arena, arena_printf(arena,
	    "%s,23:30-24:00", text), 30, &windows, &problem), INVALID);
	assert_non_null(strstr(problem, "more than 24"));
}

static void
an_override_is_read_from_what_is_stored(void **state)
{
	struct override override;
	ARENA(arena);

	assert_status(override_read(arena, 20781, "Europe/Berlin",
	    "09:00-12:00", &override), OK);
	assert_int_equal(override.day, 20781);
	assert_string_equal(override_zone(&override), "Europe/Berlin");
	assert_int_equal(override.windows.len, 1);
	assert_status(override_read(arena, 20781, "Europe/Berlin", "",
	    &override), OK);
	assert_int_equal(override.windows.len, 0);
}

/* Nobody is offered a time that the owner may not have meant. */
static void
an_override_that_cannot_be_read_blocks_its_day(void **state)
{
	struct override override;
	ARENA(arena);

	assert_status(override_read(arena, 20781, "Mars/Olympus",
	    "09:00-12:00", &override), INVALID);
	assert_int_equal(override.windows.len, 0);
	assert_non_null(override.zone);
	assert_status(override_read(arena, 20781, "Europe/Berlin",
	    "09:00-12:00, 11:00-13:00", &override), INVALID);
	assert_int_equal(override.windows.len, 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours_are_read_and_written_back),
		cmocka_unit_test(
		    what_is_no_list_of_hours_is_refused_with_the_reason),
		cmocka_unit_test(a_day_has_so_many_stretches_and_no_more),
		cmocka_unit_test(an_override_is_read_from_what_is_stored),
		cmocka_unit_test(an_override_that_cannot_be_read_blocks_its_day),
	};

	return cmocka_run_group_tests_name("hours", tests, NULL, NULL);
}
