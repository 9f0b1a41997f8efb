#include "test.h"

#include "base/arena.h"
#include "base/util.h"
#include "domain/call_rules.h"
#include "domain/hours.h"

static void
a_week_is_read_as_it_was_written(void **state)
{
	static const char text[] = "09:00-12:00, 13:00-17:00\n\n00:00-24:00"
	    "\n\n09:30-10:00\n\n";
	struct windows week[7];
	ARENA(arena);

	assert_status(week_read(arena, text, week), OK);
	assert_int_equal(week[0].len, 2);
	assert_int_equal(week[0].at[1].from_minute, 13 * 60);
	assert_int_equal(week[1].len, 0);
	assert_int_equal(week[2].at[0].to_minute, 1440);
	assert_int_equal(week[6].len, 0);
	assert_string_equal(week_text(arena, week), text);
	assert_status(week_read(arena, "\n\n\n\n\n\n", week), OK);
	assert_string_equal(week_text(arena, week), "\n\n\n\n\n\n");
}

static void
what_is_no_week_is_not_read(void **state)
{
	static const char *const texts[] = { "", "\n\n\n\n\n",
		"\n\n\n\n\n\n\n", "nine to five\n\n\n\n\n\n",
		"09:00-12:00, 11:00-13:00\n\n\n\n\n\n",
		"\n\n\n\n\n\n25:00-26:00" };
	struct windows week[7];
	ARENA(arena);

	for (size_t i = 0; i < countof(texts); i++)
		if (week_read(arena, texts[i], week) != INVALID)
			fail_msg("taken for a week: \"%s\"", texts[i]);
}

static void
rules_take_the_place_of_others(void **state)
{
	static const struct availability file = { .slot_minutes = 30,
		.buffer_minutes = 5, .notice_minutes = 720, .horizon_days = 28,
		.max_per_day = 4 };
	struct availability other = { .slot_minutes = 45, .max_per_day = 2 };
	struct call_rules rules;

	rules = call_rules_of(&file);
	assert_int_equal(rules.buffer_minutes, 5);
	rules.week[3] = (struct windows){ &(struct window){ 60, 120 }, 1 };
	rules.horizon_days = 14;
	call_rules_apply(&rules, &other);
	assert_int_equal(other.week[3].at[0].to_minute, 120);
	assert_int_equal(other.buffer_minutes, 5);
	assert_int_equal(other.notice_minutes, 720);
	assert_int_equal(other.horizon_days, 14);
	assert_int_equal(other.slot_minutes, 45);
	assert_int_equal(other.max_per_day, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_week_is_read_as_it_was_written),
		cmocka_unit_test(what_is_no_week_is_not_read),
		cmocka_unit_test(rules_take_the_place_of_others),
	};

	return cmocka_run_group_tests_name("call_rules", tests, NULL, NULL);
}
