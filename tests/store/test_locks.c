#include "folder.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "../unit/test.h"
#include "folder_tests.h"

#include "store/instance.h"
#include "store/lock.h"

static void
a_second_instance_is_told_so(void **state)
{
	int first;
	int second;

	assert_status(store_instance_lock(*state, "public", &first), OK);
	assert_status(store_instance_lock(*state, "public", &second), CONFLICT);
	assert_int_equal(second, -1);
	assert_int_equal(close(first), 0);
	assert_status(store_instance_lock(*state, "public", &second), OK);
	assert_int_equal(close(second), 0);
}

static void
another_role_is_another_instance(void **state)
{
	int public_fd;
	int admin_fd;

	assert_status(store_instance_lock(*state, "public", &public_fd), OK);
	assert_status(store_instance_lock(*state, "admin", &admin_fd), OK);
	assert_int_equal(close(public_fd) + close(admin_fd), 0);
}

static void
the_lock_file_is_closed_to_others(void **state)
{
	int fd;

	assert_status(store_instance_lock(*state, "public", &fd), OK);
	assert_int_equal(folder_mode(*state, "public.lock"), 0600);
	assert_int_equal(close(fd), 0);
}

static void
an_instance_without_a_folder_is_not_found(void **state)
{
	int fd;

	assert_status(store_instance_lock(folder_path(*state, "nowhere"),
	    "public", &fd), NOT_FOUND);
	folder_write(*state, "file", "x", 1);
	assert_status(store_instance_lock(folder_path(*state, "file"),
	    "public", &fd), NOT_FOUND);
}

/* A killed supervisor must not let a second one in beside its workers. */
static void
the_instance_lasts_until_the_last_child_has_gone(void **state)
{
	int stop[2];
	int fd;
	int second;
	pid_t child;

	assert_int_equal(pipe(stop), 0);
	assert_status(store_instance_lock(*state, "public", &fd), OK);
	if ((child = fork()) == 0) {
		char byte;

		(void)close(stop[1]);
		_exit(read(stop[0], &byte, 1) == 0 ? 0 : 1);
	}
	assert_int_equal(close(fd), 0);
	assert_status(store_instance_lock(*state, "public", &second), CONFLICT);
	assert_int_equal(close(stop[1]), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_status(store_instance_lock(*state, "public", &second), OK);
	assert_int_equal(close(second) + close(stop[0]), 0);
}

static void
a_killed_holder_frees_the_instance(void **state)
{
	int ready[2];
	int fd;
	char byte;
	pid_t child;

	assert_int_equal(pipe(ready), 0);
	if ((child = fork()) == 0) {
		if (store_instance_lock(*state, "public", &fd) == OK &&
		    write(ready[1], "", 1) == 1)
			(void)pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_status(store_instance_lock(*state, "public", &fd), CONFLICT);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_status(store_instance_lock(*state, "public", &fd), OK);
	assert_int_equal(close(fd) + close(ready[0]) + close(ready[1]), 0);
}

static void
a_wait_for_a_lock_ends(void **state)
{
	int held;
	int fd;

	assert_status(lock_open(*state, "x.lock", &held), OK);
	assert_status(lock_open(*state, "x.lock", &fd), OK);
	assert_status(lock_wait(held, 0), OK);
	assert_status(lock_wait(fd, 20), BUSY);
	lock_drop(held);
	assert_status(lock_wait(fd, 0), OK);
	assert_int_equal(close(held) + close(fd), 0);
}

static void
a_lock_in_no_folder_fails(void **state)
{
	int fd;

	assert_status(lock_open(folder_path(*state, "nowhere"), "x.lock", &fd),
	    FAILED);
}

enum { TURNS = 150, HOLD_US = 300 };

/* Takes the lock again as soon as it is given back; each turn leaves a mark. */
static int
take_turns(const char *dir, int number)
{
	const char mark = (char)('0' + number);
	int marks = open(folder_path(dir, "marks"),
	    O_WRONLY | O_APPEND | O_CREAT, 0600);
	int fd;

	if (marks == -1 || lock_open(dir, "some.lock", &fd) != OK)
		return FAILED;
	for (int i = 0; i < TURNS; i++) {
		if (lock_wait(fd, 20000) != OK ||
		    write(marks, &mark, 1) != 1)
			return FAILED;
		(void)usleep(HOLD_US);
		lock_drop(fd);
	}
	return OK;
}

static void
two_that_want_it_without_pause_take_turns(void **state)
{
	int codes[FOLDER_CODES];
	char marks[2 * TURNS];
	int changes = 0;
	int fd;

	folder_race(*state, 2, take_turns, codes);
	assert_int_equal(codes[OK], 2);
	fd = open(folder_path(*state, "marks"), O_RDONLY);
	assert_int_equal(read(fd, marks, sizeof(marks)), sizeof(marks));
	assert_int_equal(close(fd), 0);
	for (int i = 1; i < 2 * TURNS; i++)
		changes += marks[i] != marks[i - 1];
	/* All but the last ones, which had nobody to take turns with. */
	assert_true(changes > TURNS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(two_that_want_it_without_pause_take_turns),
		ON_EMPTY(a_second_instance_is_told_so),
		ON_EMPTY(another_role_is_another_instance),
		ON_EMPTY(the_lock_file_is_closed_to_others),
		ON_EMPTY(an_instance_without_a_folder_is_not_found),
		ON_EMPTY(the_instance_lasts_until_the_last_child_has_gone),
		ON_EMPTY(a_killed_holder_frees_the_instance),
		ON_EMPTY(a_wait_for_a_lock_ends),
		ON_EMPTY(a_lock_in_no_folder_fails),
	};

	return cmocka_run_group_tests_name("locks", tests, NULL, NULL);
}
