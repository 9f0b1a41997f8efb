#ifndef TESTS_FAULTS_GROUND_H
#define TESTS_FAULTS_GROUND_H

#include <stddef.h>

/*
 * Folders for disks of the tests' own, in memory where the machine has a place
 * for that. Everything ends the test rather than return an error.
 */

/* Makes a folder; the path is written into dir. ground_remove ends it. */
enum { GROUND_PATH_SIZE = 64 };
void ground_make(char dir[GROUND_PATH_SIZE]);
void ground_remove(const char *dir);

/* Removes what is in it, and in the folders in it, which stay. */
void ground_empty(const char *dir);

/* Empties one and copies into it what is in another. */
void ground_copy(const char *from, const char *to);

/* A number from the environment: a variable's, or one of the two defaults,
 * the second where FAULTS is "long". */
long ground_setting(const char *name, long brief, long in_full);

#endif
