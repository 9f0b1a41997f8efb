#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include "base/arena.h"
#include "base/status.h"

/*
 * Where the data are that a data folder speaks of: in SQLite files beside it,
 * or on a PostgreSQL server, which DIR/database then names on one line. The
 * file is written when the data are made or moved there, so that every command
 * finds them by the folder alone.
 */

/* The longest line, in bytes. */
enum { PLACE_MAX = 1000 };

/*
 * The URL in DIR/database (postgres:// or postgresql://, PostgreSQL 15,
 * 34.1.1.2), in arena; NULL without such a file, which means SQLite. OK;
 * INVALID for a file that says anything else, FAILED when it cannot be read
 * (both logged).
 */
enum status place_read(const char *dir, struct arena *arena,
    const char **url);

/* Whether it is such a URL: OK, or INVALID (logged). */
enum status place_check(const char *url);

/* Writes it, for good. OK; INVALID for what is no such URL, FAILED (both
 * logged). */
enum status place_write(const char *dir, const char *url);

/* Takes it away: the data are in files again, or were never there. OK, or
 * FAILED (logged). */
enum status place_remove(const char *dir);

#endif
