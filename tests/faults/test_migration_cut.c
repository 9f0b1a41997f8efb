#include "../unit/test.h"
#include "disk.h"
#include "ground.h"
#include "old_data.h"
#include "replay.h"

#include "store/migrate.h"

/*
 * A migration that ends at any of its writes, by a kill or a power cut. The
 * databases are then of one version that there is, with all their leads; what
 * they were before is there as a copy once anything has changed; and the next
 * start completes it. EVERY: each so-manieth event; TRIES: power
 * cuts there, besides a kill.
 */
enum { EVERY = 2, TRIES = 1, TRIES_LONG = 20 };

struct recorded {
	char from[GROUND_PATH_SIZE];
	char dir[GROUND_PATH_SIZE];
	struct disk_log log;
	size_t first; /* event after the files that were there */
};

static void
record(struct recorded *recorded)
{
	ground_make(recorded->from);
	ground_make(recorded->dir);
	assert_true(old_data_make(recorded->from));
	disk_watch(recorded->from);
	disk_record(&recorded->log);
	recorded->first = recorded->log.len;
	assert_status(migrate_all(recorded->from), OK);
	disk_record_end();
	assert_true(old_data_is_new(recorded->from));
	disk_watch(recorded->dir);
}

static void
forget(struct recorded *recorded)
{
	disk_watch(NULL);
	disk_log_free(&recorded->log);
	ground_remove(recorded->from);
	ground_remove(recorded->dir);
}

/* NULL, or what is wrong with the disk, now or after the next start. */
static const char *
problem(const char *dir)
{
	const char *found = old_data_problem(dir);

	if (found != NULL)
		return found;
	if (migrate_all(dir) != OK)
		return "the next start does not complete it";
	if (!old_data_is_new(dir))
		return "the next start leaves an old version";
	if (!old_data_has_copies(dir))
		return "the copies are not there";
	return old_data_problem(dir);
}

static void
wherever_it_ends_the_next_start_completes_it(void **state)
{
	const long tries = ground_setting("TRIES", TRIES, TRIES_LONG);
	const size_t every = (size_t)ground_setting("EVERY", EVERY, 1);
	uint64_t random = (uint64_t)ground_setting("SEED", 20261121, 20261121);
	struct recorded recorded;
	struct replay *replay;
	long cuts = 0;

	record(&recorded);
	replay = replay_new(&recorded.log);
	for (size_t at = recorded.first; at <= recorded.log.len; at += every) {
		replay_to(replay, at);
		for (long i = 0; i <= tries; i++, cuts++) {
			const char *found;

			if (i == 0)
				replay_kill(replay, recorded.dir);
			else
				replay_cut(replay, &random, recorded.dir);
			if ((found = problem(recorded.dir)) != NULL)
				fail_msg("after event %zu of %zu: %s", at,
				    recorded.log.len, found);
		}
	}
	print_message("# %ld kills and cuts in %zu events\n", cuts,
	    recorded.log.len - recorded.first);
	replay_free(replay);
	forget(&recorded);
}

/* The control: a disk that lies about syncs spoils some of them. */
static void
a_disk_that_does_not_sync_is_seen(void **state)
{
	uint64_t random = 20261121;
	struct recorded recorded;
	struct replay *replay;
	long wrong = 0;

	record(&recorded);
	replay = replay_new(&recorded.log);
	replay_to(replay, recorded.first);
	replay_lie(replay, random);
	for (size_t at = recorded.first; at <= recorded.log.len; at += 7) {
		replay_to(replay, at);
		replay_cut(replay, &random, recorded.dir);
		wrong += problem(recorded.dir) != NULL;
	}
	print_message("# %ld disks were seen to be wrong\n", wrong);
	assert_true(wrong > 0);
	replay_free(replay);
	forget(&recorded);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wherever_it_ends_the_next_start_completes_it),
		cmocka_unit_test(a_disk_that_does_not_sync_is_seen),
	};

	if (getenv("FAULTS_LOG") == NULL &&
	    freopen("/dev/null", "w", stderr) == NULL)
		return 1;
	return cmocka_run_group_tests_name("migration_cut", tests, NULL, NULL);
}
