#include "test.h"

#include "domain/promise.h"

enum { HOUR = 3600, NOW = 1795420800 };

static void
an_hour_counts_when_it_is_whole(void **state)
{
	struct reply reply = { .came_at = NOW };

	(void)state;
	assert_int_equal(reply_hours(&reply, NOW), 0);
	assert_int_equal(reply_hours(&reply, NOW + HOUR - 1), 0);
	assert_int_equal(reply_hours(&reply, NOW + HOUR), 1);
	reply.answered_at = NOW + 5 * HOUR;
	assert_int_equal(reply_hours(&reply, NOW + 90 * HOUR), 5);
}

static void
a_clock_set_back_makes_no_time(void **state)
{
	const struct reply reply = { .came_at = NOW };

	(void)state;
	assert_int_equal(reply_hours(&reply, NOW - 7 * HOUR), 0);
	assert_false(reply_is_late(&reply, 1, NOW - 7 * HOUR));
}

static void
just_in_time_is_not_late(void **state)
{
	struct reply reply = { .came_at = NOW };

	(void)state;
	assert_false(reply_is_late(&reply, 24, NOW + 24 * HOUR));
	assert_true(reply_is_late(&reply, 24, NOW + 24 * HOUR + 1));
	reply.answered_at = NOW + 24 * HOUR;
	assert_false(reply_is_late(&reply, 24, NOW + 99 * HOUR));
}

static void
every_message_counts_once(void **state)
{
	struct promise_kept kept = { 0 };
	int64_t all = 0;

	(void)state;
	for (int came = 0; came < 100; came++)
		for (int answered = 0; answered <= came; answered++) {
			const struct reply reply = { NOW - came * HOUR,
				answered == 0 ? 0 :
				NOW - came * HOUR + answered * HOUR };

			promise_count(&kept, &reply, 24, NOW);
			assert_int_equal(kept.in_time + kept.late +
			    kept.waiting + kept.overdue, ++all);
		}
	assert_int_equal(kept.waiting, 25);
	assert_int_equal(kept.overdue, 75);
	assert_true(kept.in_time > 0 && kept.late > 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_hour_counts_when_it_is_whole),
		cmocka_unit_test(a_clock_set_back_makes_no_time),
		cmocka_unit_test(just_in_time_is_not_late),
		cmocka_unit_test(every_message_counts_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
