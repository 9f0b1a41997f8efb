#include "test.h"

#include "base/util.h"
#include "domain/retry.h"

enum { THEN = 1795255200 };

static int64_t
wait_after(int64_t tries, uint32_t random)
{
	int64_t at = -1;

	assert_true(retry_at(tries, random, THEN, &at));
	return at - THEN;
}

static void
waits_grow_from_a_minute_to_a_day(void **state)
{
	static const int minutes[] = { 1, 5, 15, 60, 480, 960, 1440 };

	for (size_t i = 0; i < countof(minutes); i++)
		assert_int_equal(wait_after((int64_t)i + 1, 0),
		    minutes[i] * 60);
}

static void
chance_adds_a_tenth_at_most_and_takes_nothing(void **state)
{
	uint32_t random = 1;

	for (int64_t tries = 1; tries < RETRY_TRIES; tries++) {
		int64_t least = wait_after(tries, 0);
		int64_t most = 0;

		for (int i = 0; i < 20000; i++) {
			int64_t wait;

			random = random * 1664525 + 1013904223;
			wait = wait_after(tries, random);
			assert_in_range(wait, least, least + least / 10);
			most = wait > most ? wait : most;
		}
		assert_true(most > least + least / 20);
	}
	assert_int_equal(wait_after(1, UINT32_MAX) >= 60, true);
}

static void
after_eight_tries_nothing_comes(void **state)
{
	int64_t at = 7;

	assert_false(retry_at(RETRY_TRIES, 0, THEN, &at));
	assert_false(retry_at(RETRY_TRIES + 1, 0, THEN, &at));
	assert_int_equal(at, 7);
}

static void
all_tries_together_outlast_a_weekend_and_not_three_days(void **state)
{
	int64_t all = 0;

	for (int64_t tries = 1; tries < RETRY_TRIES; tries++)
		all += wait_after(tries, 0);
	assert_in_range(all, 48 * 3600, 72 * 3600);
}

static void
the_reply_s_code_tells_later_from_never(void **state)
{
	for (int code = 0; code < 600; code++) {
		enum retry_verdict wanted = code >= 500 ? RETRY_NEVER :
		    code >= 200 && code < 300 ? RETRY_DONE : RETRY_LATER;

		if (code == 530 || code == 534 || code == 535 || code == 538)
			wanted = RETRY_LATER;
		assert_int_equal(retry_of_smtp(code), wanted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_grow_from_a_minute_to_a_day),
		cmocka_unit_test(
		    chance_adds_a_tenth_at_most_and_takes_nothing),
		cmocka_unit_test(after_eight_tries_nothing_comes),
		cmocka_unit_test(
		    all_tries_together_outlast_a_weekend_and_not_three_days),
		cmocka_unit_test(the_reply_s_code_tells_later_from_never),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
