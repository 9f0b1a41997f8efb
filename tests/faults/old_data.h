#ifndef TESTS_FAULTS_OLD_DATA_H
#define TESTS_FAULTS_OLD_DATA_H

#include <stdbool.h>

/*
 * Databases of an older program, on the way to this one's.
 */

/* Makes both in an empty folder, with leads in them. False: it cannot. */
bool old_data_make(const char *dir);

/*
 * NULL, or what is wrong with databases whose migration may have been broken
 * off anywhere: each must be whole, of the old version, this one's or one
 * between, with all its leads; a copy that was made of it must be whole and of
 * the old version.
 */
const char *old_data_problem(const char *dir);

/* Whether both are of this program's version. */
bool old_data_is_new(const char *dir);

/* Whether the copies of both are there. */
bool old_data_has_copies(const char *dir);

#endif
