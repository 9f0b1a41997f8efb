#include "test.h"

#include <sys/wait.h>

#include "web/peers.h"
#include "web/rates.h"

static const int64_t now = 1795420800;

static void
what_was_sent_is_counted_for_its_time_and_no_longer(void **state)
{
	struct rates *rates = rates_new();

	for (int i = 0; i < 3; i++)
		rates_add(rates, RATE_POSTS, 7, now + i * 60);
	assert_int_equal(rates_get(rates, RATE_POSTS, 7, now + 120), 3);
	assert_int_equal(rates_get(rates, RATE_POSTS, 7, now + 599), 3);
	assert_int_equal(rates_get(rates, RATE_POSTS, 7, now + 600), 2);
	assert_int_equal(rates_get(rates, RATE_POSTS, 7, now + 720), 0);
	rates_add(rates, RATE_LEADS, 7, now);
	assert_int_equal(rates_get(rates, RATE_LEADS, 7, now + 3599), 1);
	assert_int_equal(rates_get(rates, RATE_LEADS, 7, now + 3600), 0);
	rates_free(rates);
}

static void
cells_that_are_used_again_begin_anew(void **state)
{
	struct rates *rates = rates_new();

	for (int i = 0; i < 50; i++)
		rates_add(rates, RATE_POSTS, 7, now);
	rates_add(rates, RATE_POSTS, 7, now + 600);
	assert_int_equal(rates_get(rates, RATE_POSTS, 7, now + 600), 1);
	rates_free(rates);
}

static void
what_is_taken_back_was_never_counted(void **state)
{
	struct rates *rates = rates_new();

	rates_add(rates, RATE_LEADS, 7, now);
	rates_add(rates, RATE_LEADS, 7, now);
	rates_take_back(rates, RATE_LEADS, 7, now);
	assert_int_equal(rates_get(rates, RATE_LEADS, 7, now), 1);
	rates_take_back(rates, RATE_LEADS, 8, now);
	rates_take_back(rates, RATE_LEADS, 7, now + 3600);
	rates_take_back(rates, RATE_LEADS, PEERS_NONE, now);
	rates_take_back(NULL, RATE_LEADS, 7, now);
	assert_int_equal(rates_get(rates, RATE_LEADS, 7, now), 1);
	for (int i = 0; i < 3; i++)
		rates_take_back(rates, RATE_LEADS, 7, now);
	assert_int_equal(rates_get(rates, RATE_LEADS, 7, now), 0);
	rates_free(rates);
}

static void
addresses_and_rates_are_counted_apart(void **state)
{
	struct rates *rates = rates_new();

	rates_add(rates, RATE_POSTS, 0, now);
	rates_add(rates, RATE_POSTS, PEERS_BUCKETS - 1, now);
	assert_int_equal(rates_get(rates, RATE_POSTS, 0, now), 1);
	assert_int_equal(rates_get(rates, RATE_POSTS, 1, now), 0);
	assert_int_equal(rates_get(rates, RATE_LEADS, 0, now), 0);
	rates_free(rates);
}

static void
who_has_no_address_is_not_counted(void **state)
{
	struct rates *rates = rates_new();

	rates_add(rates, RATE_POSTS, PEERS_NONE, now);
	assert_int_equal(rates_get(rates, RATE_POSTS, PEERS_NONE, now), 0);
	rates_add(NULL, RATE_POSTS, 1, now);
	assert_int_equal(rates_get(NULL, RATE_POSTS, 1, now), 0);
	rates_free(NULL);
	rates_free(rates);
}

/* Four workers at once, and none is lost. */
static void
all_workers_count_into_the_same_cells(void **state)
{
	enum { WORKERS = 4, EACH = 5000 };
	struct rates *rates = rates_new();
	int how;

	for (int i = 0; i < WORKERS; i++) {
		pid_t child = fork();

		assert_int_not_equal(child, -1);
		if (child != 0)
			continue;
		for (int j = 0; j < EACH; j++)
			rates_add(rates, RATE_POSTS, 3, now);
		_exit(0);
	}
	for (int i = 0; i < WORKERS; i++)
		assert_true(wait(&how) > 0);
	assert_int_equal(rates_get(rates, RATE_POSTS, 3, now),
	    WORKERS * EACH);
	rates_free(rates);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    what_was_sent_is_counted_for_its_time_and_no_longer),
		cmocka_unit_test(cells_that_are_used_again_begin_anew),
		cmocka_unit_test(what_is_taken_back_was_never_counted),
		cmocka_unit_test(addresses_and_rates_are_counted_apart),
		cmocka_unit_test(who_has_no_address_is_not_counted),
		cmocka_unit_test(all_workers_count_into_the_same_cells),
	};

	return cmocka_run_group_tests_name("rates", tests, NULL, NULL);
}
