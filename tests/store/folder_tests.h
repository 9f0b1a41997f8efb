#ifndef TESTS_STORE_FOLDER_TESTS_H
#define TESTS_STORE_FOLDER_TESTS_H

/* After test.h: a test with a folder of both databases, or an empty one. */
#define ON_FOLDER(test)                                                   \
	cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
#define ON_EMPTY(test)                                                    \
	cmocka_unit_test_setup_teardown(test, folder_setup_empty,         \
	    folder_teardown)

#endif
