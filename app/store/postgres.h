#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include "store/schema.h"

struct database;

/*
 * PostgreSQL, for the files that make up engine_postgres. Statements are those
 * of queries.h, with "$1" where they say ":name"; values go and come in its
 * binary form, whole numbers as int8 (PostgreSQL 15, 34.3 and 55.2.3).
 */

enum {
	POSTGRES_PARAMETERS_MAX = 32,
	POSTGRES_NAME_SIZE = 24,
	POSTGRES_SENT_MAX = 64,
	POSTGRES_ROWS_MAX = 256,
};

/* Types of parameters (pg_type.dat). */
enum {
	POSTGRES_BYTEA = 17,
	POSTGRES_INT8 = 20,
	POSTGRES_TEXT = 25,
};

struct postgres_parameter {
	char name[POSTGRES_NAME_SIZE]; /* without its colon */
	Oid type;                      /* 0: never bound so far */
	const char *value;             /* NULL is null; borrowed */
	int size;                      /* bytes of value */
	uint64_t number;               /* big endian, where value is one */
};

/* Rows to be inserted by one execution. */
struct postgres_rows {
	struct buf columns[POSTGRES_PARAMETERS_MAX]; /* an array each */
	int64_t *ids[POSTGRES_ROWS_MAX]; /* where their ids go, or NULL */
	size_t len;
};

/* What a struct query has of this engine. */
struct postgres_query {
	char *text; /* with "$1"; owned */
	struct postgres_parameter parameters[POSTGRES_PARAMETERS_MAX];
	size_t len;
	struct postgres_rows *rows; /* NULL before the first; owned */
	char name[16];       /* under which the server knows it */
	int64_t prepared_on; /* the connection it was prepared on, or 0 */
	bool sent;           /* on its way, the answer not taken yet */
	PGresult *result;    /* of the execution, or NULL */
	bool judged;         /* the result, and it is good */
	int row;             /* the current one; -1 before the first */
};

/* A statement on its way. */
struct postgres_sent {
	struct postgres_query *own; /* who waits for the answer, or NULL */
	const char *sql;            /* borrowed */
};

/* A connection that is made again when it is lost. */
struct postgres {
	PGconn *connection;
	struct schema schema;
	const char *role;
	char *url;        /* owned */
	char *passfile;   /* owned */
	char *password;   /* of the first connection, or NULL; owned */
	char *address;    /* the server's, then; or NULL; owned */
	int64_t number;   /* how many connections there were, this included */
	int64_t written;  /* rows changed so far */
	int64_t tried_at; /* when connecting failed last, monotonic s; or 0 */
	enum status down; /* why it failed then */
	struct postgres_sent sent[POSTGRES_SENT_MAX];
	size_t sent_len;
	enum status later; /* the first failure of what nobody waits for */
};

/* Roles of the migrations, and what they may; NULL stands for the one of the
 * URL, to whom the schemas belong. */
#define POSTGRES_PUBLIC  "fourways_public"
#define POSTGRES_ADMIN   "fourways_admin"
#define POSTGRES_COURIER "fourways_courier"

/*
 * Connects to the URL's server and database as a role, whose password, if it
 * needs one, is in DIR/secrets/pgpass. role stays borrowed.
 * OK; BUSY when the server does not answer or is about to begin or end; FAILED
 * when it does not let that role in, or has no such database (all logged). The
 * caller gives it back with postgres_disconnect in any case.
 */
enum status postgres_connect(const char *dir, const char *url,
    const struct schema *schema, const char *role,
    struct postgres **made);
void postgres_disconnect(struct postgres *server);

/*
 * Makes a lost connection anew, a second after the last try at the earliest;
 * not within a transaction, which is lost with it. OK, or as above.
 */
enum status postgres_again(struct postgres *server);

/* Whether the connection is there as far as is known. */
bool postgres_is_up(const struct postgres *server);

/* Whether a statement succeeded; false for NULL. */
bool postgres_is_good(const PGresult *result);

/* Whether the schema is of this program's version: OK or INVALID (logged); or
 * postgres_status. */
enum status postgres_check_version(struct postgres *server);

/* Runs statements of fixed text, rows ignored. OK, or postgres_status. */
enum status postgres_run(struct postgres *server, const char *sql);

/* The number a statement of fixed text answers. OK, or postgres_status;
 * FAILED also when there is no row. */
enum status postgres_number(struct postgres *server, const char *sql,
    int64_t *number);

/* The text one answers, in arena. The same. */
enum status postgres_words(struct postgres *server, const char *sql,
    struct arena *arena, const char **words);

/*
 * The status of a result that is no success, or of a lost connection where it
 * is NULL; logged when it is not a plain CONFLICT, with the server's words and
 * no value. By SQLSTATE (PostgreSQL 15, appendix A): CONFLICT for
 * unique_violation; BUSY for what may pass: a lost connection (08), a server
 * that ends or begins (57P), full (53), waited too long (55P03, 57014), lost a
 * race (40001, 40P01), or takes no writes, as a standby does (25006), and for
 * a statement after one that failed (25P02, not logged); FAILED for the rest.
 */
enum status postgres_status(struct postgres *server, const PGresult *result,
    const char *sql);

/* Translates a statement of queries.h: appends its text, and a parameter for
 * each name to own. */
void postgres_translate(const char *sql, struct buf *text,
    struct postgres_query *own);

/* What the first column of a row says, of any type of a number. */
int64_t postgres_int(const PGresult *result, int row, int column);

#endif
