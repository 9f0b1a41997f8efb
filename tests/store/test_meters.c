/*
 * The numbers that a role counts and another process reads.
 */
#include "../unit/test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/arena.h"
#include "../unit/captured.h"
#include "folder.h"
#include "folder_tests.h"
#include "store/counters.h"
#include "store/meters.h"

static const struct meters_shape shape = { .workers = 2, .routes = 3,
	.mark = 77 };

static enum status
read_them(struct arena *arena, const char *dir, struct meters_copy *copy)
{
	return meters_read(arena, dir, "public", &shape, copy);
}

static void
what_one_process_counts_another_reads(void **state)
{
	ARENA(arena);
	struct meters *meters = meters_make(*state, "public", &shape);
	const struct meters_worker *second;
	struct meters_copy copy;
	int ended;
	pid_t pid = fork();

	if (pid == 0) {
		struct meters_worker *worker = meters_worker(meters, 1);

		meters_begin(meters, 1795420800);
		meter_add(&worker->routes[2].answered[4], 5);
		meter_set(&worker->resident, 1 << 20);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &ended, 0), pid);
	assert_status(read_them(arena, *state, &copy), OK);
	assert_int_equal(copy.workers, 2);
	assert_int_equal(meter_get(&copy.head->began_at), 1795420800);
	second = meters_copy_worker(&copy, 1);
	assert_int_equal(meter_get(&second->routes[2].answered[4]), 5);
	assert_int_equal(meter_get(&second->resident), 1 << 20);
	assert_int_equal(meter_get(&meters_copy_worker(&copy, 0)->resident),
	    0);
	meters_free(meters);
}

static void
they_begin_at_nothing_and_end_with_who_made_them(void **state)
{
	ARENA(arena);
	struct meters *meters = meters_make(*state, "public", &shape);
	struct meters_copy copy;

	meter_add(&meters_worker(meters, 0)->restarts, 9);
	meters_free(meters);
	assert_true(folder_has(*state, "public.meters"));
	assert_status(read_them(arena, *state, &copy), NOT_FOUND);
	meters = meters_make(*state, "public", &shape);
	assert_status(read_them(arena, *state, &copy), OK);
	assert_int_equal(meter_get(&meters_copy_worker(&copy, 0)->restarts),
	    0);
	meters_free(meters);
	meters_free(NULL);
}

static void
a_death_is_counted_and_nobody_waits_any_more(void **state)
{
	struct meters *meters = meters_make(*state, "public", &shape);
	ARENA(arena);
	struct meters_copy copy;

	meter_add(&meters_worker(meters, 1)->waiting, 3);
	meters_died(meters);
	meters_died(meters);
	assert_status(read_them(arena, *state, &copy), OK);
	assert_int_equal(meter_get(&copy.head->deaths), 2);
	assert_int_equal(meter_get(&meters_copy_worker(&copy, 1)->waiting),
	    0);
	meters_free(meters);
}

static void
another_shape_is_left_alone(void **state)
{
	static const struct meters_shape others[] = {
		{ .routes = 3, .mark = 78 },
		{ .routes = 4, .mark = 77 },
	};
	struct meters *meters = meters_make(*state, "public", &shape);
	ARENA(arena);
	struct meters_copy copy;

	for (size_t i = 0; i < 2; i++)
		assert_status(meters_read(arena, *state, "public", &others[i],
		    &copy), NOT_FOUND);
	assert_status(meters_read(arena, *state, "admin", &shape, &copy),
	    NOT_FOUND);
	meters_free(meters);
}

/* Another user's file, which may be anything, and become it at any time. */
static void
a_file_that_was_tampered_with_is_left_alone(void **state)
{
	struct meters *meters = meters_make(*state, "public", &shape);
	const char *path = folder_path(*state, "public.meters");
	const off_t size = folder_size(*state, "public.meters");
	ARENA(arena);
	struct meters_copy copy;
	uint64_t many = UINT64_MAX / 4;
	int fd;

	assert_status(read_them(arena, *state, &copy), OK);
	assert_int_equal(truncate(path, size - 1), 0);
	assert_status(read_them(arena, *state, &copy), NOT_FOUND);
	assert_int_equal(truncate(path, 10), 0);
	assert_status(read_them(arena, *state, &copy), NOT_FOUND);
	assert_int_equal(truncate(path, size), 0);
	assert_status(read_them(arena, *state, &copy), NOT_FOUND);
	meters_free(meters);
	meters = meters_make(*state, "public", &shape);
	fd = open(path, O_WRONLY);
	assert_int_equal(pwrite(fd, &many, sizeof(many),
	    offsetof(struct meters_head, workers)), sizeof(many));
	assert_status(read_them(arena, *state, &copy), NOT_FOUND);
	assert_int_equal(close(fd), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_status(read_them(arena, *state, &copy), NOT_FOUND);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("intake.db", path), 0);
	assert_status(read_them(arena, *state, &copy), NOT_FOUND);
	meters_free(meters);
}

static void
without_a_file_they_are_counted_all_the_same(void **state)
{
	struct captured captured;
	struct meters *meters;
	struct meters_copy copy;
	ARENA(arena);

	assert_int_equal(mkdir(folder_path(*state, "public.meters"), 0700), 0);
	captured_begin(&captured);
	meters = meters_make(*state, "public", &shape);
	captured_end(&captured);
	assert_non_null(strstr(captured.text, " warn main meters.none "
	    "role=public reason=\"Is a directory\"\n"));
	meter_add(&meters_worker(meters, 1)->waiting, 1);
	assert_int_equal(meter_get(&meters_worker(meters, 1)->waiting), 1);
	meters_died(meters);
	assert_int_equal(meter_get(&meters_worker(meters, 1)->waiting), 0);
	assert_status(read_them(arena, *state, &copy), NOT_FOUND);
	meters_free(meters);
	assert_int_equal(rmdir(folder_path(*state, "public.meters")), 0);
}

static void
a_time_falls_into_the_first_bucket_that_holds_it(void **state)
{
	struct meters_times times = { 0 };
	uint64_t all = 0;

	for (size_t i = 0; i < METERS_BUCKETS - 1; i++) {
		meters_took(&times, meters_bounds[i]);
		meters_took(&times, meters_bounds[i] + 1);
		all += 2 * meters_bounds[i] + 1;
	}
	assert_int_equal(meter_get(&times.bucket[0]), 1);
	for (size_t i = 1; i < METERS_BUCKETS - 1; i++)
		assert_int_equal(meter_get(&times.bucket[i]), 2);
	assert_int_equal(meter_get(&times.bucket[METERS_BUCKETS - 1]), 1);
	assert_int_equal(meter_get(&times.sum), all);
}

static void
what_is_committed_is_counted_with_its_time(void **state)
{
	static struct page_count count = { 20780, "book", 1 };
	struct store *store = folder_store(*state, STORE_PUBLIC);
	struct meters_commits commits = { 0 };
	uint64_t all = 0;

	assert_status(store_page_counts_add(store, &(struct page_counts){
	    &count, 1 }, true), OK);
	store_count_commits(store, &commits);
	for (int i = 0; i < 3; i++)
		assert_status(store_page_counts_add(store,
		    &(struct page_counts){ &count, 1 }, true), OK);
	for (size_t i = 0; i < METERS_BUCKETS; i++)
		all += meter_get(&commits.times.bucket[i]);
	assert_int_equal(all, 3);
	assert_true(meter_get(&commits.times.sum) > 0);
	assert_int_equal(meter_get(&commits.failed), 0);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(what_one_process_counts_another_reads),
		ON_FOLDER(they_begin_at_nothing_and_end_with_who_made_them),
		ON_FOLDER(a_death_is_counted_and_nobody_waits_any_more),
		ON_FOLDER(another_shape_is_left_alone),
		ON_FOLDER(a_file_that_was_tampered_with_is_left_alone),
		ON_FOLDER(without_a_file_they_are_counted_all_the_same),
		cmocka_unit_test(
		    a_time_falls_into_the_first_bucket_that_holds_it),
		ON_FOLDER(what_is_committed_is_counted_with_its_time),
	};

	return cmocka_run_group_tests_name("meters", tests, NULL, NULL);
}
