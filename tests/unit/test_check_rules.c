#include "test.h"

#include "base/arena.h"
#include "base/util.h"
#include "cli/check.h"

static const int64_t mib = 1024 * 1024;

static void
room_is_judged_by_what_a_rewrite_takes(void **state)
{
	const struct {
		int64_t free_bytes;
		int64_t database_bytes;
		enum check_verdict verdict;
		const char *sentence;
	} cases[] = {
		{ 0, 0, CHECK_BAD, "0 bytes free, less than the 64 MiB" },
		{ 64 * mib - 1, 0, CHECK_BAD, "63 MiB free, less than" },
		{ 64 * mib, 0, CHECK_GOOD, "64 MiB free" },
		{ 164 * mib - 1, 50 * mib, CHECK_WARN,
		    "163 MiB free, and to rewrite the larger database, as "
		    "every night, takes up to 100 MiB: make room" },
		{ 164 * mib, 50 * mib, CHECK_GOOD, "164 MiB free" },
		{ 63 * mib, 1024 * 1024 * mib, CHECK_BAD, "63 MiB free" },
		{ 40 * 1024 * mib, 1024 * mib, CHECK_GOOD, "40 GiB free" },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		ARENA(arena);
		const char *sentence = "";

		assert_int_equal(check_room_rule(arena, cases[i].free_bytes,
		    cases[i].database_bytes, &sentence), cases[i].verdict);
		assert_non_null(strstr(sentence, cases[i].sentence));
	}
}

static void
a_clock_is_not_before_the_program_nor_the_data(void **state)
{
	enum { BUILT = 1800000000, HOUR = 3600 };
	const struct {
		int64_t now;
		int64_t newest_at;
		enum check_verdict verdict;
	} cases[] = {
		{ 0, 0, CHECK_BAD },
		{ BUILT - HOUR, 0, CHECK_BAD },
		{ BUILT - HOUR, BUILT, CHECK_BAD },
		{ BUILT - 300, 0, CHECK_GOOD },
		{ BUILT - 301, 0, CHECK_BAD },
		{ BUILT, 0, CHECK_GOOD },
		{ BUILT + HOUR, BUILT + HOUR, CHECK_GOOD },
		{ BUILT + HOUR, BUILT + HOUR + 300, CHECK_GOOD },
		{ BUILT + HOUR, BUILT + HOUR + 301, CHECK_WARN },
		{ BUILT + HOUR, BUILT + 1000 * HOUR, CHECK_WARN },
	};

	for (size_t i = 0; i < countof(cases); i++)
		assert_int_equal(check_clock_rule(cases[i].now, BUILT,
		    cases[i].newest_at), cases[i].verdict);
}

static void
sizes_are_said_in_units_that_keep_two_digits(void **state)
{
	ARENA(arena);

	assert_string_equal(check_size(arena, 0), "0 bytes");
	assert_string_equal(check_size(arena, 10239), "10239 bytes");
	assert_string_equal(check_size(arena, 10240), "10 KiB");
	assert_string_equal(check_size(arena, 99 * mib), "99 MiB");
	assert_string_equal(check_size(arena, INT64_MAX), "8388607 TiB");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(room_is_judged_by_what_a_rewrite_takes),
		cmocka_unit_test(
		    a_clock_is_not_before_the_program_nor_the_data),
		cmocka_unit_test(sizes_are_said_in_units_that_keep_two_digits),
	};

	return cmocka_run_group_tests_name("check_rules", tests, NULL, NULL);
}
