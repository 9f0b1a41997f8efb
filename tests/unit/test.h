#ifndef TESTS_TEST_H
#define TESTS_TEST_H

/* cmocka with the headers it insists on, in its order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/status.h"

/* Fails with the names of both statuses. */
#define assert_status(actual, expected)                                   \
	assert_string_equal(status_name(actual), status_name(expected))

#endif
