/*
 * Memory that is not there: the process ends at once and says so, and nothing
 * is done with what was not given. The linker puts ours in front of what
 * gives memory.
 */
#include "test.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "base/wiped.h"
#include "crypto/open.h"
#include "crypto/seal.h"
#include "crypto/token.h"

enum { ENDED_BY_ABORT = 71, CAME_BACK = 72 };

static bool gone;
static struct arena *held; /* by a child that ends */

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_sodium_malloc(size_t size);
void *__wrap_sodium_malloc(size_t size);

void *
__wrap_malloc(size_t size)
{
	return gone ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return gone ? NULL : __real_calloc(count, size);
}

void *
__wrap_sodium_malloc(size_t size)
{
	return gone ? NULL : __real_sodium_malloc(size);
}

/* By exit, so that what counts coverage is written down. */
static void
leave(int number)
{
	gone = false;
	arena_free(held);
	exit(ENDED_BY_ABORT);
}

static void
new_opener(void)
{
	(void)opener_new();
}

static void
new_sealer(void)
{
	static const uint8_t key[SEAL_PUBLIC_SIZE];

	(void)sealer_new(key, 1);
}

static void
new_arena(void)
{
	(void)arena_new(100);
}

static void
fill_buffer(void)
{
	BUF(out, 1000);

	buf_puts(&out, "text");
}

/* What is to be done without memory, and whether the process goes on. */
static const struct {
	void (*run)(void);
	const char *name;
} wishes[] = {
	{ new_opener, "an opener" },
	{ new_sealer, "a sealer" },
	{ new_arena, "an arena" },
	{ fill_buffer, "a buffer" },
};

static int
code_of(void (*run)(void))
{
	pid_t child = fork();
	int how;

	assert_int_not_equal(child, -1);
	if (child == 0) {
		(void)signal(SIGABRT, leave);
		gone = true;
		run();
		gone = false;
		exit(CAME_BACK);
	}
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFEXITED(how));
	return WEXITSTATUS(how);
}

static void
nothing_goes_on_without_its_memory(void **state)
{
	for (size_t i = 0; i < countof(wishes); i++)
		if (code_of(wishes[i].run) != ENDED_BY_ABORT)
			fail_msg("%s went on", wishes[i].name);
}

/* zlib and jansson ask, and know what to do with a no. */
static void
what_libraries_ask_for_is_answered_with_nothing(void **state)
{
	void *given;

	gone = true;
	given = wiped_alloc(100);
	gone = false;
	assert_null(given);
	assert_null(wiped_alloc(SIZE_MAX));
	assert_null(wiped_alloc(SIZE_MAX - 1));
	wiped_free(given);
}

/* More than a size can count must not come out as less. */
static void
ask_for_all(void)
{
	gone = false;
	held = arena_new(100);
	(void)arena_alloc(held, SIZE_MAX - 8);
}

static void
ask_for_many(void)
{
	gone = false;
	held = arena_new(100);
	(void)arena_array(held, SIZE_MAX / 8 + 2, 8);
}

static void
sizes_that_no_number_holds_are_refused(void **state)
{
	assert_int_equal(code_of(ask_for_all), ENDED_BY_ABORT);
	assert_int_equal(code_of(ask_for_many), ENDED_BY_ABORT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_goes_on_without_its_memory),
		cmocka_unit_test(
		    what_libraries_ask_for_is_answered_with_nothing),
		cmocka_unit_test(sizes_that_no_number_holds_are_refused),
	};

	crypto_start();
	return cmocka_run_group_tests_name("no_memory", tests, NULL, NULL);
}
