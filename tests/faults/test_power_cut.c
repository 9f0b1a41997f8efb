#include "takings.h"

#include "../unit/test.h"
#include "disk.h"
#include "ground.h"
#include "peek.h"
#include "replay.h"

#include "base/arena.h"

/*
 * The disk after a power cut, thousands of times: while visitors book and the
 * desk works everything that is done to the disk is written down, then it is
 * rebuilt as it may be after a cut at any moment, opened by the store, and
 * looked at. CUTS and SEED can be set; a fault says both.
 */
enum {
	CUTS = 2000,
	CUTS_LONG = 100000,
	RECORDINGS = 2,
	RECORDINGS_LONG = 20,
	ROUNDS = 48,
	CONTROL_CUTS = 200,
	CONTROL_RECORDINGS = 10,
	DESK_EVERY = 4,
	ALL_EVERY = 100,
};

/* Cuts, and what was found wrong, by kinds. */
struct outcome {
	long cuts;
	long shut;
	long damaged;
	long lost;
	long risen;
	long unreadable;
	long chain;
};

/* A recording and the office whose keys open it. */
struct recording {
	struct test_office *office;
	void *state;
	char dir[GROUND_PATH_SIZE];
	struct disk_log log;
};

static void
record(struct recording *recording,
    void (*work)(struct test_office *office, int rounds))
{
	struct test_office *office;

	assert_int_equal(office_setup(&recording->state), 0);
	office = recording->office = recording->state;
	office_finish(office);
	ground_make(recording->dir);
	ground_copy(office->dir, recording->dir);
	ground_remove(office->dir);
	memcpy(office->dir, recording->dir, sizeof(office->dir));
	disk_watch(office->dir);
	disk_record(&recording->log);
	office_begin(office);
	work(office, ROUNDS);
	disk_record_end();
}

static void
forget(struct recording *recording)
{
	(void)office_teardown(&recording->state);
	disk_log_free(&recording->log);
	disk_watch(NULL);
}

static int
compare_sizes(const void *a, const void *b)
{
	const size_t one = *(const size_t *)a;
	const size_t other = *(const size_t *)b;

	return one < other ? -1 : one > other;
}

/* The first one after the files that were there at the start. */
static size_t
first_moment(const struct disk_log *log)
{
	size_t at = 0;

	while (log->at[at].kind != DISK_NAMES_SYNCED ||
	    *log->at[at].name != '\0')
		at++;
	return at + 1;
}

/* Moments in order. */
static size_t *
choose_moments(const struct disk_log *log, long cuts, uint64_t *random)
{
	size_t *moments = calloc((size_t)cuts, sizeof(*moments));
	const size_t first = first_moment(log);

	assert_non_null(moments);
	for (long i = 0; i < cuts; i++)
		moments[i] = first + replay_random(random,
		    log->len - first + 1);
	qsort(moments, (size_t)cuts, sizeof(*moments), compare_sizes);
	return moments;
}

static void
add_up(struct outcome *outcome, const struct takings_fault *fault)
{
	outcome->cuts++;
	outcome->shut += fault->shut > 0;
	outcome->damaged += fault->damaged > 0;
	outcome->lost += fault->lost > 0;
	outcome->risen += fault->risen > 0;
	outcome->unreadable += fault->unreadable > 0;
	outcome->chain += fault->chain > 0;
}

static bool
is_good(const struct outcome *outcome)
{
	return outcome->shut + outcome->damaged + outcome->lost +
	    outcome->risen + outcome->unreadable + outcome->chain == 0;
}

static void
say(const char *what, const struct outcome *o, uint64_t seed)
{
	print_message("# %s: %ld cuts, seed %llu: %ld with something "
	    "acknowledged lost, %ld damaged, %ld refused, %ld with something "
	    "erased back, %ld with leads that do not open, %ld with a broken "
	    "audit log\n", what, o->cuts, (unsigned long long)seed, o->lost,
	    o->damaged, o->shut, o->risen, o->unreadable, o->chain);
}

/* To open all that the desk opens costs ten times as much. */
static enum takings_depth
depth_of(long cut)
{
	if (cut % ALL_EVERY == 0)
		return TAKINGS_ALL;
	return cut % DESK_EVERY == 0 ? TAKINGS_DESK : TAKINGS_FILES;
}

/* Cuts a recording; stops at the first fault, or goes on to count them. */
static void
cut(const struct recording *recording, long cuts, bool lies, bool count,
    uint64_t seed, struct outcome *outcome)
{
	struct replay *replay = replay_new(&recording->log);
	struct takings *takings = calloc(1, sizeof(*takings));
	char dir[GROUND_PATH_SIZE];
	uint64_t random = seed;
	size_t *moments = choose_moments(&recording->log, cuts, &random);
	size_t known = 0;

	assert_non_null(takings);
	ground_make(dir);
	disk_watch(dir);
	replay_to(replay, first_moment(&recording->log));
	if (lies)
		replay_lie(replay, seed);
	for (long i = 0; i < cuts && (count || is_good(outcome)); i++) {
		struct takings_fault fault;

		for (; known < moments[i]; known++)
			if (recording->log.at[known].kind ==
			    DISK_ACKNOWLEDGED)
				takings_add(takings,
				    recording->log.at[known].offset);
		replay_to(replay, moments[i]);
		replay_cut(replay, &random, dir);
		fault = takings_check(takings, recording->office, dir,
		    depth_of(i));
		add_up(outcome, &fault);
		if (!count && !is_good(outcome))
			print_message("# the cut after event %zu of %zu\n",
			    moments[i], recording->log.len);
	}
	ground_remove(dir);
	free(moments);
	free(takings);
	replay_free(replay);
}

/* Of a recording made for it. */
static void
cut_anew(void (*work)(struct test_office *office, int rounds), long cuts,
    bool lies, bool count, uint64_t seed, struct outcome *outcome)
{
	struct recording recording;

	record(&recording, work);
	cut(&recording, cuts, lies, count, seed, outcome);
	forget(&recording);
}

static uint64_t
choose_seed(void)
{
	return (uint64_t)ground_setting("SEED", 20261121, 20261121);
}

static void
nothing_acknowledged_is_lost_by_a_power_cut(void **state)
{
	const long cuts = ground_setting("CUTS", CUTS, CUTS_LONG);
	const long recordings = ground_setting("RECORDINGS", RECORDINGS,
	    RECORDINGS_LONG);
	const uint64_t seed = choose_seed();
	struct outcome outcome = { 0 };

	for (long i = 0; i < recordings && is_good(&outcome); i++)
		cut_anew(takings_work, (cuts + recordings - 1) / recordings,
		    false, false, seed + (uint64_t)i, &outcome);
	say("all is synced", &outcome, seed);
	assert_true(is_good(&outcome));
	assert_true(outcome.cuts >= cuts);
}

/* Bookings that are acknowledged before they are synced are lost, and nothing
 * else goes wrong: the test can see it. */
static void
without_a_sync_for_each_commit_bookings_are_lost(void **state)
{
	struct outcome outcome = { 0 };

	cut_anew(takings_careless, CONTROL_CUTS, false, true, choose_seed(),
	    &outcome);
	say("synchronous = NORMAL", &outcome, choose_seed());
	assert_true(outcome.lost > CONTROL_CUTS / 4);
	assert_int_equal(outcome.damaged + outcome.shut, 0);
}

/* No database stands a disk that lies, though one recording's cuts may all
 * leave files that can be read. */
static void
a_disk_that_does_not_sync_is_seen(void **state)
{
	const uint64_t seed = choose_seed();
	struct outcome outcome = { 0 };

	for (int i = 0; i < CONTROL_RECORDINGS && outcome.damaged +
	    outcome.shut == 0; i++)
		cut_anew(takings_work, CONTROL_CUTS, true, true,
		    seed + (uint64_t)i, &outcome);
	say("a disk that lies", &outcome, seed);
	assert_true(outcome.lost > 0);
	assert_true(outcome.damaged + outcome.shut > 0);
}

/* What the last recording left, looked at with wrong expectations. */
static void
each_check_can_fail(void **state)
{
	struct recording recording;
	struct takings *takings = calloc(1, sizeof(*takings));
	struct test_office *other;
	struct takings_fault fault;
	void *other_state;

	assert_non_null(takings);
	record(&recording, takings_work);
	fault = takings_check(takings, recording.office, recording.dir,
	    TAKINGS_ALL);
	assert_int_equal(fault.shut + fault.damaged + fault.lost +
	    fault.risen + fault.unreadable + fault.chain, 0);
	takings_add(takings, (int64_t)TAKING_ERASED * TAKING_STEP + 3);
	takings_add(takings, (int64_t)TAKING_BOOKING * TAKING_STEP +
	    TAKINGS_MAX - 1);
	takings_add(takings, (int64_t)TAKING_EVENT * TAKING_STEP + 99999);
	assert_true(peek_file_run(recording.dir, "office.db",
	    "DROP TRIGGER audit_event_is_not_edited;"
	    "UPDATE audit_event SET at = at + 1 WHERE id = 2"));
	assert_int_equal(office_setup(&other_state), 0);
	other = other_state;
	fault = takings_check(takings, other, recording.dir, TAKINGS_ALL);
	assert_int_equal(fault.risen, 1);
	assert_int_equal(fault.lost, 2);
	assert_true(fault.unreadable > 0 && fault.chain == 1);
	(void)office_teardown(&other_state);
	free(takings);
	forget(&recording);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_acknowledged_is_lost_by_a_power_cut),
		cmocka_unit_test(
		    without_a_sync_for_each_commit_bookings_are_lost),
		cmocka_unit_test(
		    a_disk_that_does_not_sync_is_seen),
		cmocka_unit_test(each_check_can_fail),
	};

	if (getenv("FAULTS_LOG") == NULL &&
	    freopen("/dev/null", "w", stderr) == NULL)
		return 1;
	return cmocka_run_group_tests_name("power_cut", tests, NULL, NULL);
}
