#ifndef STORE_MOVING_PRIVATE_H
#define STORE_MOVING_PRIVATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "store/moving.h"
#include "store/postgres.h"

struct sqlite3;

/*
 * A row on its way is what COPY ... (FORMAT binary) calls a tuple (PostgreSQL
 * 15, COPY, "Tuples"): how many columns as 16 bits, then of each its length in
 * bytes as 32 bits, -1 for NULL, and the bytes; numbers are int8. All big
 * endian.
 */

enum { MOVING_COLUMNS_MAX = 32 };

struct moving_table {
	const char *name;
	const char *key; /* its primary key: the order of its rows */
};

enum moving_kind { MOVING_NUMBER, MOVING_TEXT, MOVING_BYTES };

struct moving_columns {
	const char *list; /* "\"id\", \"uuid\", ..." */
	enum moving_kind kinds[MOVING_COLUMNS_MAX];
	size_t len;
};

/* Takes a row; anything but OK ends the reading with that. */
typedef enum status moving_sink(void *context, const char *row, size_t len);

/* One database of one end, opened; the other member is NULL. */
struct moving_side {
	struct sqlite3 *db;
	struct postgres *server;
};

/* Hands over every row of a table, in the order of its key. Statuses of the
 * engines. */
enum status moving_sqlite_read(struct sqlite3 *db,
    const struct moving_table *table, const struct moving_columns *columns,
    moving_sink *sink, void *context);
enum status moving_postgres_read(struct postgres *server,
    const struct moving_table *table, const struct moving_columns *columns,
    moving_sink *sink, void *context);

/* Reads a table from one side and writes it to the other. */
enum status moving_sqlite_write(struct sqlite3 *db,
    const struct moving_table *table, const struct moving_columns *columns,
    const struct moving_side *from);
enum status moving_postgres_write(struct postgres *server,
    const struct moving_table *table, const struct moving_columns *columns,
    const struct moving_side *from);

/* One of the two readers. */
enum status moving_read(const struct moving_side *side,
    const struct moving_table *table, const struct moving_columns *columns,
    moving_sink *sink, void *context);

/* The columns of a table as SQLite has them, the texts in arena. */
enum status moving_columns_of(struct sqlite3 *db, struct arena *arena,
    const struct moving_table *table, struct moving_columns *columns);

/* The last id a table has given; 0 for none, or where ids are not given. */
enum status moving_sqlite_last(struct sqlite3 *db, struct arena *arena,
    const struct moving_table *table, int64_t *last);
enum status moving_postgres_last(struct postgres *server, struct arena *arena,
    const struct moving_table *table, int64_t *last);

/* Goes on from there. */
enum status moving_sqlite_go_on(struct sqlite3 *db, struct arena *arena,
    const struct moving_table *table, int64_t last);
enum status moving_postgres_go_on(struct postgres *server,
    struct arena *arena, const struct moving_table *table, int64_t last);

#endif
