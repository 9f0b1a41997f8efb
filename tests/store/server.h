#ifndef TESTS_STORE_SERVER_H
#define TESTS_STORE_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "base/arena.h"

/*
 * The data of a test's folder on a PostgreSQL server instead of in it, where
 * FOURWAYS_POSTGRES names the folder of a server's socket
 * (tests/postgres.py). All of them fail the test rather than return an error.
 */
bool server_wanted(void);

/* A database with both schemas and no rows, and DIR/database, which names
 * it. */
void server_make(const char *dir);

/* Makes an empty database for DIR, which does not speak of it; its URL. */
const char *server_make_empty(struct arena *arena, const char *dir);

/* Whether DIR speaks of a database. */
bool server_has(const char *dir);

/* Takes it away again, whoever is connected; also where there is none. */
void server_drop(const char *dir);

/* Keeps the database as it is, to be put back in the place of what it then
 * is; nobody may be connected to it. Put back it is not kept any more. */
void server_keep(const char *dir);
void server_put_back(const char *dir);

/* A connection to the database as a role, NULL: the owner of all there is; for
 * the caller to finish. Names mean the schema of a file, "intake.db". */
PGconn *server_connect(const char *dir, const char *role, const char *name);

/* The SQLSTATE of SQL, "00000" where it went well; no translation. */
void server_state(PGconn *connection, const char *sql, char state[6]);

/* Runs SQL that is written for SQLite on a schema, as its owner; name is that
 * of the file it stands for. */
void server_run(const char *dir, const char *name, const char *sql);

/* Whether a constraint, or a trigger that stands for one, refuses it. */
bool server_refuses(const char *dir, const char *name, const char *sql);

/* The number, or the text, that a query answers there; 0 and "" for NULL. */
int64_t server_number(const char *dir, const char *name, const char *sql);
const char *server_text(struct arena *arena, const char *dir,
    const char *name, const char *sql);

#endif
