#ifndef TESTS_STORE_FOLDER_TESTS_H
#define TESTS_STORE_FOLDER_TESTS_H

/* After test.h: a test with a folder of both databases, or an empty one. */
#define ON_FOLDER(test)                                                   \
	cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)
#define ON_EMPTY(test)                                                    \
	cmocka_unit_test_setup_teardown(test, folder_setup_empty,         \
	    folder_teardown)

/*
 * Runs what a test says of the store, on the engine that is wanted, and, where
 * that is SQLite, what it says of the files besides: that is no case at all on
 * a server, neither passed nor skipped. Both are arrays.
 */
#define RUN_TESTS(name, both, files)                                      \
	folder_tests(name, both, sizeof(both) / sizeof(*(both)), files,   \
	    sizeof(files) / sizeof(*(files)))

int folder_tests(const char *name, const struct CMUnitTest *both,
    size_t both_len, const struct CMUnitTest *files, size_t files_len);

#endif
