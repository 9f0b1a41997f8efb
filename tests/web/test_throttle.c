#include "test.h"

#include <sys/eventfd.h>
#include <sys/wait.h>

#include "base/util.h"
#include "web/throttle.h"

enum { FREE = 5, HOUR = 3600 };

static const int64_t start = 1795420800;
static const uint8_t key[16] = "0123456789abcde";

static int
setup(void **state)
{
	*state = throttle_new(key);
	return 0;
}

static int
teardown(void **state)
{
	throttle_free(*state);
	return 0;
}

static void
miss(struct throttle *throttle, const char *name, int times, int64_t now)
{
	for (int i = 0; i < times; i++)
		throttle_try(throttle, THROTTLE_ACCOUNT, name, now);
}

static int
wait_of(struct throttle *throttle, const char *name, int64_t now)
{
	return throttle_wait(throttle, THROTTLE_ACCOUNT, name, FREE, now);
}

static void
the_first_failures_cost_nothing(void **state)
{
	for (int i = 0; i < FREE; i++) {
		assert_int_equal(wait_of(*state, "a", start), 0);
		miss(*state, "a", 1, start);
	}
	assert_int_equal(wait_of(*state, "a", start), 1);
}

static void
each_failure_doubles_the_wait_up_to_five_minutes(void **state)
{
	static const int waits[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 300,
		300, 300 };

	miss(*state, "a", FREE, start);
	for (size_t i = 0; i < countof(waits); i++) {
		assert_int_equal(wait_of(*state, "a", start), waits[i]);
		miss(*state, "a", 1, start);
	}
	miss(*state, "a", 1000, start);
	assert_int_equal(wait_of(*state, "a", start), THROTTLE_WAIT_MAX);
}

static void
a_wait_passes(void **state)
{
	miss(*state, "a", FREE + 3, start);
	assert_int_equal(wait_of(*state, "a", start), 8);
	assert_int_equal(wait_of(*state, "a", start + 7), 1);
	assert_int_equal(wait_of(*state, "a", start + 8), 0);
	miss(*state, "a", 1, start + 8);
	assert_int_equal(wait_of(*state, "a", start + 8), 16);
}

static void
a_success_forgets_what_was(void **state)
{
	miss(*state, "a", 20, start);
	throttle_pass(*state, THROTTLE_ACCOUNT, "a");
	assert_int_equal(wait_of(*state, "a", start), 0);
	miss(*state, "a", FREE - 1, start);
	assert_int_equal(wait_of(*state, "a", start), 0);
}

static void
an_hour_of_quiet_does_too(void **state)
{
	miss(*state, "a", 20, start);
	miss(*state, "a", 1, start + HOUR);
	assert_int_equal(wait_of(*state, "a", start + HOUR),
	    THROTTLE_WAIT_MAX);
	miss(*state, "a", 1, start + 2 * HOUR + 1);
	assert_int_equal(wait_of(*state, "a", start + 2 * HOUR + 1), 0);
}

/* REQ 11: at most a hundred failures an hour, and never none at all. */
static void
who_never_stops_guessing_gets_few_tries_and_always_some(void **state)
{
	int tries = 0;
	int of_last_hour = 0;

	for (int64_t now = start; now < start + 24 * HOUR; now++) {
		if (wait_of(*state, "a", now) > 0)
			continue;
		miss(*state, "a", 1, now);
		tries++;
		of_last_hour += now >= start + 23 * HOUR;
	}
	assert_in_range(tries, 24 * 11, 24 * 12 + 20);
	assert_in_range(of_last_hour, 11, 13);
}

static void
lanes_and_names_are_counted_apart(void **state)
{
	miss(*state, "a", 20, start);
	assert_int_equal(wait_of(*state, "b", start), 0);
	assert_int_equal(throttle_wait(*state, THROTTLE_DEVICE, "a", FREE,
	    start), 0);
	assert_int_equal(throttle_wait(*state, THROTTLE_PROOF, "a", FREE,
	    start), 0);
}

static void
letters_of_either_case_are_one_name(void **state)
{
	miss(*state, "Owner@Example.ORG", 20, start);
	assert_int_equal(wait_of(*state, "owner@example.org", start),
	    THROTTLE_WAIT_MAX);
	assert_int_equal(wait_of(*state, "owner@example.orh", start), 0);
}

static void
a_clock_set_back_makes_nobody_wait_longer(void **state)
{
	miss(*state, "a", 20, start + 10 * HOUR);
	assert_int_equal(wait_of(*state, "a", start), THROTTLE_WAIT_MAX);
	assert_int_equal(wait_of(*state, "a", start + THROTTLE_WAIT_MAX), 0);
}

static void
it_can_be_left_out(void **state)
{
	miss(*state, "a", 20, start);
	assert_int_equal(throttle_wait(*state, THROTTLE_ACCOUNT, "a", 0,
	    start), 0);
	throttle_try(NULL, THROTTLE_ACCOUNT, "a", start);
	throttle_pass(NULL, THROTTLE_ACCOUNT, "a");
	assert_int_equal(throttle_wait(NULL, THROTTLE_ACCOUNT, "a", FREE,
	    start), 0);
}

/* Whoever fills the table does not make it forget. */
static void
a_hundred_thousand_names_wash_nothing_out(void **state)
{
	char name[8] = { 0 };

	miss(*state, "owner@example.org", 20, start);
	for (int i = 0; i < 100000; i++) {
		for (int digit = 0, rest = i; digit < 6; digit++, rest /= 10)
			name[digit] = (char)('0' + rest % 10);
		miss(*state, name, 1, start);
	}
	assert_int_equal(wait_of(*state, "owner@example.org", start),
	    THROTTLE_WAIT_MAX);
}

static void
what_several_processes_count_is_one_count(void **state)
{
	enum { PROCESSES = 2, TIMES = 30000, TOTAL = PROCESSES * TIMES };
	const uint64_t all = PROCESSES;
	int gate = eventfd(0, EFD_SEMAPHORE);
	pid_t pids[PROCESSES];
	uint64_t pass;

	for (int i = 0; i < PROCESSES; i++)
		if ((pids[i] = fork()) == 0) {
			if (read(gate, &pass, sizeof(pass)) == -1)
				_exit(1);
			miss(*state, "a", TIMES, start);
			_exit(0);
		}
	assert_int_equal(write(gate, &all, sizeof(all)), sizeof(all));
	for (int i = 0; i < PROCESSES; i++)
		assert_int_equal(waitpid(pids[i], NULL, 0), pids[i]);
	(void)close(gate);
	assert_int_equal(throttle_wait(*state, THROTTLE_ACCOUNT, "a",
	    TOTAL + 1, start), 0);
	assert_int_equal(throttle_wait(*state, THROTTLE_ACCOUNT, "a", TOTAL,
	    start), 1);
}

#define throttle_test(name) \
	cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		throttle_test(the_first_failures_cost_nothing),
		throttle_test(
		    each_failure_doubles_the_wait_up_to_five_minutes),
		throttle_test(a_wait_passes),
		throttle_test(a_success_forgets_what_was),
		throttle_test(an_hour_of_quiet_does_too),
		throttle_test(
		    who_never_stops_guessing_gets_few_tries_and_always_some),
		throttle_test(lanes_and_names_are_counted_apart),
		throttle_test(letters_of_either_case_are_one_name),
		throttle_test(a_clock_set_back_makes_nobody_wait_longer),
		throttle_test(what_several_processes_count_is_one_count),
		throttle_test(it_can_be_left_out),
		throttle_test(a_hundred_thousand_names_wash_nothing_out),
	};

	return cmocka_run_group_tests_name("throttle", tests, NULL, NULL);
}
