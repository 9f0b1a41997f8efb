/*
 * The rule that leaves nothing to book, and how it is said.
 */
#include "test.h"

#include "slots_listed.h"

#include "base/util.h"
#include "domain/obstacle.h"

/* Monday to Sunday nine to ten in Berlin, two weeks ahead. */
struct diary {
	struct window window;
	struct availability hours;
	struct slot taken[40];
	struct slots busy;
	struct override override[15];
};

static int64_t
now(void)
{
	return instant("2026-11-23T23:00:00Z"); /* Tuesday 24th, midnight */
}

static struct diary
open_diary(void)
{
	return (struct diary){ .window = { 9 * 60, 10 * 60 } };
}

/* Fills in what points into the diary itself. */
static void
point(struct diary *diary)
{
	diary->hours = daily("Europe/Berlin", &diary->window);
	diary->hours.horizon_days = 14;
	diary->busy.at = diary->taken;
}

/* Takes half an hour at nine, UTC minutes after eight, on each day. */
static void
take_daily(struct diary *diary, int minute, int minutes, bool blocked)
{
	for (int day = 0; day <= 14; day++) {
		const int64_t at = instant("2026-11-24T08:00:00Z") +
		    day * DAY_HOURS * HOUR + minute * MINUTE;

		diary->taken[diary->busy.len++] =
		    (struct slot){ at, at + minutes * MINUTE, blocked };
	}
}

static void
assert_obstacle(const struct diary *diary, enum obstacle obstacle,
    const char *words)
{
	ARENA(arena);
	const enum obstacle found = availability_obstacle(&diary->hours,
	    &diary->busy, now());
	const char *text = obstacle_text(arena, found, &diary->hours);

	if (found != obstacle)
		fail_msg("%d instead of %d: %s", (int)found, (int)obstacle,
		    text);
	if (strstr(text, words) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", text, words);
}

static void
a_free_slot_is_no_obstacle(void **state)
{
	struct diary diary = open_diary();
	ARENA(arena);

	point(&diary);
	assert_obstacle(&diary, OBSTACLE_NONE, "");
	assert_string_equal(obstacle_text(arena, OBSTACLE_NONE,
	    &diary.hours), "");
}

static void
closing_comes_before_all_else(void **state)
{
	struct diary diary = open_diary();

	point(&diary);
	diary.hours.closed = true;
	diary.hours.notice_minutes = 100000;
	assert_obstacle(&diary, OBSTACLE_CLOSED, "capacity.open");
}

static void
hours_may_be_missing_short_or_beyond_the_horizon(void **state)
{
	struct diary diary = open_diary();

	point(&diary);
	for (int i = 0; i < 7; i++)
		diary.hours.week[i].len = 0;
	assert_obstacle(&diary, OBSTACLE_HOURS, "under hours");
	point(&diary);
	diary.hours.slot_minutes = 61;
	assert_obstacle(&diary, OBSTACLE_LENGTH, "61 minutes");
	point(&diary);
	for (int i = 1; i < 7; i++)
		diary.hours.week[i].len = 0; /* Mondays alone */
	diary.hours.horizon_days = 5;
	assert_obstacle(&diary, OBSTACLE_HORIZON, "horizon_days: 5");
	diary.hours.horizon_days = 6;
	assert_obstacle(&diary, OBSTACLE_NONE, "");
}

static void
overrides_may_take_every_day(void **state)
{
	struct diary diary = open_diary();

	point(&diary);
	diary.hours.overrides.at = diary.override;
	for (int i = 0; i <= 14; i++)
		diary.override[diary.hours.overrides.len++] =
		    (struct override){ .day = civil_days(2026, 11, 24) + i,
			.zone = diary.hours.zone };
	assert_obstacle(&diary, OBSTACLE_OVERRIDES, "Remove one");
	diary.hours.overrides.len--;
	assert_obstacle(&diary, OBSTACLE_NONE, "");
}

static void
the_first_day_may_lie_behind_the_horizon(void **state)
{
	struct diary diary = open_diary();

	point(&diary);
	diary.hours.first_day = civil_days(2026, 12, 9);
	assert_obstacle(&diary, OBSTACLE_FIRST_DAY, "2026-12-09");
	diary.hours.first_day--;
	assert_obstacle(&diary, OBSTACLE_NONE, "");
}

static void
the_notice_may_reach_over_the_horizon(void **state)
{
	struct diary diary = open_diary();
	const int last = 14 * DAY_HOURS * 60 + 9 * 60 + 30;

	point(&diary);
	diary.hours.notice_minutes = last;
	assert_obstacle(&diary, OBSTACLE_NONE, "");
	diary.hours.notice_minutes = last + 1;
	assert_obstacle(&diary, OBSTACLE_NOTICE, "notice_minutes: 20731");
}

static void
everything_may_be_taken(void **state)
{
	struct diary diary = open_diary();

	point(&diary);
	take_daily(&diary, 0, 60, true);
	assert_obstacle(&diary, OBSTACLE_BUSY, "booked or blocked");
	diary.busy.len--;
	assert_obstacle(&diary, OBSTACLE_NONE, "");
}

static void
a_buffer_may_take_what_is_left(void **state)
{
	struct diary diary = open_diary();

	point(&diary);
	take_daily(&diary, 0, 30, false);
	assert_obstacle(&diary, OBSTACLE_NONE, "");
	diary.hours.buffer_minutes = 5;
	assert_obstacle(&diary, OBSTACLE_BUFFER, "buffer_minutes: 5");
}

static void
the_limit_of_a_day_may_be_reached_on_all(void **state)
{
	struct diary diary = open_diary();

	point(&diary);
	take_daily(&diary, 0, 30, false);
	diary.hours.max_per_day = 1;
	assert_obstacle(&diary, OBSTACLE_DAY_LIMIT, "max_per_day: 1");
	diary.hours.max_per_day = 2;
	assert_obstacle(&diary, OBSTACLE_NONE, "");
}

/* Of two rules that each leave nothing, the one that speaks is the one that
 * would still do so if the diary were empty. */
static void
a_rule_that_needs_no_bookings_is_named_first(void **state)
{
	struct diary diary = open_diary();

	point(&diary);
	take_daily(&diary, 0, 60, false);
	diary.hours.max_per_day = 1;
	diary.hours.notice_minutes = 20731;
	assert_obstacle(&diary, OBSTACLE_NOTICE, "notice_minutes");
	diary.hours.slot_minutes = 90;
	assert_obstacle(&diary, OBSTACLE_LENGTH, "90 minutes");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_free_slot_is_no_obstacle),
		cmocka_unit_test(closing_comes_before_all_else),
		cmocka_unit_test(
		    hours_may_be_missing_short_or_beyond_the_horizon),
		cmocka_unit_test(overrides_may_take_every_day),
		cmocka_unit_test(the_first_day_may_lie_behind_the_horizon),
		cmocka_unit_test(the_notice_may_reach_over_the_horizon),
		cmocka_unit_test(everything_may_be_taken),
		cmocka_unit_test(a_buffer_may_take_what_is_left),
		cmocka_unit_test(the_limit_of_a_day_may_be_reached_on_all),
		cmocka_unit_test(a_rule_that_needs_no_bookings_is_named_first),
	};

	return cmocka_run_group_tests_name("obstacle", tests, NULL, NULL);
}
