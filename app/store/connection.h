#ifndef STORE_CONNECTION_H
#define STORE_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/status.h"

struct schema;

/*
 * A SQLite connection with our settings, and what its result codes mean.
 * Private to the store.
 */

/* How long anybody waits for the database. */
enum { CONNECTION_WAIT_MS = 5000 };

enum connection_kind {
	CONNECTION_OURS = 1, /* a database of this schema, whatever version */
	CONNECTION_FRESH,    /* the same, or an empty file */
};

/*
 * Opens DIR/schema->file, never making it. OK; NOT_FOUND without a file (not
 * logged); INVALID when it is not ours or damaged, BUSY, FAILED (all logged).
 * *db is NULL unless OK; the caller closes it with connection_close.
 */
enum status connection_open(const char *dir, const struct schema *schema,
    enum connection_kind kind, sqlite3 **db);
void connection_close(sqlite3 *db);

/* Runs one or more statements of fixed text, rows ignored. A SQLite code. */
int connection_run(sqlite3 *db, const char *sql, size_t len);

/* The number a statement of fixed text answers. A SQLite code. */
int connection_number(sqlite3 *db, const char *sql, int64_t *number);

/* How long the database is, in bytes. A SQLite code. */
int connection_size(sqlite3 *db, int64_t *bytes);

/* Writes all there is into another file, which is empty or not there, while
 * others write. Not synced. OK; BUSY, FAILED (logged). */
enum status connection_copy(sqlite3 *db, const char *path);

/*
 * Whether the disk would not be read when SQLite last tried: it then calls the
 * database damaged, which nobody can know.
 */
bool connection_read_failed(sqlite3 *db);

/*
 * The status of a SQLite code that is neither row nor done; logged here when
 * it is not a plain CONFLICT. CONFLICT only for UNIQUE and PRIMARY KEY; BUSY
 * for a lock, and for a disk that is full, read-only or failing, since all of
 * these may pass; FAILED for the rest. Exhausted memory is fatal.
 */
enum status connection_status(sqlite3 *db, int code);

#endif
