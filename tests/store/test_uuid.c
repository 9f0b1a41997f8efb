#include "../unit/test.h"

#include <stdlib.h>
#include <string.h>

#include "store/uuid.h"

enum { MANY = 1024, ALIKE = 13 }; /* "01234567-89ab" */

static int
by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
has_form(const char *uuid)
{
	assert_int_equal(strlen(uuid), UUID_TEXT_SIZE - 1);
	assert_int_equal(strspn(uuid, "0123456789abcdef-"),
	    UUID_TEXT_SIZE - 1);
	for (size_t i = 8; i <= 23; i += 5)
		assert_int_equal(uuid[i], '-');
	assert_int_equal(uuid[14], '4');
	assert_non_null(strchr("89ab", uuid[19]));
}

static void
no_two_are_alike(char (*uuids)[UUID_TEXT_SIZE])
{
	qsort(uuids, MANY, sizeof(*uuids), by_text);
	for (size_t i = 1; i < MANY; i++)
		assert_string_not_equal(uuids[i - 1], uuids[i]);
}

static void
every_one_is_another_and_of_version_4(void **state)
{
	char uuids[MANY][UUID_TEXT_SIZE];

	for (size_t i = 0; i < MANY; i++) {
		assert_status(uuid_new(uuids[i]), OK);
		has_form(uuids[i]);
	}
	no_two_are_alike(uuids);
}

static void
a_few_hundred_begin_alike_and_none_is_another(void **state)
{
	struct uuid_run run = { 0 };
	char uuids[MANY][UUID_TEXT_SIZE];
	int starts = 0;

	for (size_t i = 0; i < MANY; i++) {
		assert_status(uuid_next(&run, uuids[i]), OK);
		has_form(uuids[i]);
		starts += i == 0 || strncmp(uuids[i], uuids[i - 1],
		    ALIKE) != 0;
	}
	assert_int_equal(starts, MANY / 256);
	assert_memory_not_equal(uuids[0], "00000000", 8);
	no_two_are_alike(uuids);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_one_is_another_and_of_version_4),
		cmocka_unit_test(
		    a_few_hundred_begin_alike_and_none_is_another),
	};

	return cmocka_run_group_tests_name("uuid", tests, NULL, NULL);
}
