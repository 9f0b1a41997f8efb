#ifndef TESTS_STORE_REFUSING_H
#define TESTS_STORE_REFUSING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/*
 * A database that refuses one statement: the linker puts ours in front of
 * sqlite3_step (refusing_args in meson.build).
 */

/* From now on the nth step (1: the next) fails with this code of SQLite's, and
 * it alone, without having been done. 0: none does. */
void refuse_step(int nth, int code);

/* Ends that. Whether one was refused. */
bool refuse_over(void);

/* A hash of all that stands in a database of a folder. */
uint64_t refuse_digest(const char *dir, const char *name);

/* Something to be tried; context is whatever the test hands over. */
struct refusable {
	const char *name;
	enum status (*run)(void *context);
	enum status end;  /* what it answers where nothing is refused */
	int steps_least;  /* so many statements it is made of, or more */
	/* After so many all is stored; what follows only tidies up, and is
	 * done by the next call. 0: none follows. */
	int stored_after;
};

/*
 * Runs each of them once for every statement it is made of, and each time one
 * of them is refused: the answer is BUSY, and nothing in the databases of the
 * folder is another than before. At last it is run as it is, and the next one
 * finds what it has done. Fails the test otherwise, with the name.
 */
void refuse_each(const char *dir, const struct refusable *list, size_t len,
    void *context);

#endif
