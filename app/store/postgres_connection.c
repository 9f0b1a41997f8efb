#include "store/postgres.h"

#include <endian.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/text.h"
#include "base/util.h"
#include "store/schema.h"

/* A server is asked again a second after it did not answer. */
enum { RETRY_SECONDS = 1 };

static int64_t
clock_seconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* ---- what went wrong ---- */

static const struct {
	const char *state; /* a SQLSTATE, or the class it begins with */
	enum status status;
} states[] = {
	{ "23505", CONFLICT },
	{ "25P02", BUSY },
	{ "25006", BUSY },
	{ "08", BUSY },
	{ "53", BUSY },
	{ "57P", BUSY },
	{ "57014", BUSY },
	{ "55P03", BUSY },
	{ "40", BUSY },
};

static enum status
status_of(const char *state)
{
	for (size_t i = 0; i < countof(states); i++)
		if (text_starts(state, states[i].state))
			return states[i].status;
	return FAILED;
}

static bool
is_quiet(const char *state)
{
	return strcmp(state, "23505") == 0 || strcmp(state, "25P02") == 0;
}

/* The server's words on one line. */
static const char *
one_line(struct arena *arena, const char *text)
{
	char *line = arena_strdup(arena, text);

	line[strcspn(line, "\n")] = '\0';
	return line;
}

static enum status
is_lost(struct postgres *server)
{
	ARENA(arena);

	log_error("store.failed", "%s: the connection to PostgreSQL is lost: "
	    "%s", server->schema.name, one_line(arena,
	    PQerrorMessage(server->connection)));
	return BUSY;
}

/* "COPY lead, line 7, column zone" where one failed, and "" elsewhere; without
 * the value, which stands behind it unless the copy is binary (PostgreSQL 15,
 * src/backend/commands/copyfrom.c). */
static const char *
copied_place(struct arena *arena, const PGresult *result)
{
	const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);

	return context == NULL || !text_starts(context, "COPY ") ? "" :
	    arena_strndup(arena, context, strcspn(context, ":\n"));
}

static void
log_failure(const struct postgres *server, const PGresult *result,
    const char *sql)
{
	ARENA(arena);
	const char *place = copied_place(arena, result);

	log_error("store.failed", "%s: %s (SQLSTATE %s) in: %.160s",
	    server->schema.name,
	    PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY),
	    PQresultErrorField(result, PG_DIAG_SQLSTATE),
	    *place == '\0' ? sql : place);
}

enum status
postgres_status(struct postgres *server, const PGresult *result,
    const char *sql)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED)
		return BUSY;
	if (state == NULL)
		return is_lost(server);
	if (!is_quiet(state))
		log_failure(server, result, sql);
	return status_of(state);
}

/* ---- connecting ---- */

/* NULL for what is NULL or empty. */
static char *
copy(const char *text)
{
	char *copied = text == NULL || *text == '\0' ? NULL : strdup(text);

	if (copied == NULL && text != NULL && *text != '\0')
		log_fatal("memory", "out of memory for a connection");
	return copied;
}

/*
 * Waits are bounded: for the server, for a lock, for a statement, and for a
 * transaction of ours that stands still, so that a frozen process does not
 * hold up the rest.
 */
static PGconn *
connect_once(const struct postgres *server)
{
	ARENA(arena);
	const char *settings = arena_printf(arena, "-c search_path=%s"
	    " -c lock_timeout=5000 -c statement_timeout=20000"
	    " -c idle_in_transaction_session_timeout=20000"
	    " -c client_min_messages=warning", server->schema.name);
	const char *const names[] = { "dbname", "user", "passfile", "password",
		"hostaddr", "connect_timeout", "tcp_user_timeout",
		"keepalives_idle", "gssencmode", "target_session_attrs",
		"client_encoding", "application_name", "options", NULL };
	const char *const values[] = { server->url, server->role,
		server->passfile, server->password, server->address, "2",
		"5000", "5", "disable", "read-write", "UTF8", "fourways",
		settings, NULL };

	return PQconnectdbParams(names, values, 1);
}

static void
ignore_notice(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

/* A role that is not let in is told apart by its words: libpq keeps no
 * SQLSTATE of a connection that was refused. */
static enum status
refused(struct postgres *server)
{
	ARENA(arena);
	const char *why = PQerrorMessage(server->connection);
	enum status st = strstr(why, "FATAL:") != NULL &&
	    (strstr(why, "authentication failed") != NULL ||
	    strstr(why, "does not exist") != NULL ||
	    strstr(why, "no pg_hba.conf entry") != NULL) ? FAILED : BUSY;

	log_error("store.failed", "%s: cannot reach PostgreSQL as %s: %s",
	    server->schema.name, server->role == NULL ? "its owner" :
	    server->role, one_line(arena, why));
	return st;
}

/*
 * Who meets visitors opens no file any more once it is in its sandbox, neither
 * the one of passwords nor those that a name is looked up by: what served once
 * serves again. Of several servers the URL has to give the addresses.
 */
static void
remember(struct postgres *server)
{
	if (server->number > 1)
		return;
	server->password = copy(PQpass(server->connection));
	if (strchr(server->url, ',') == NULL)
		server->address = copy(PQhostaddr(server->connection));
}

static enum status
dial(struct postgres *server)
{
	PQfinish(server->connection);
	server->number++;
	server->connection = connect_once(server);
	if (server->connection == NULL)
		log_fatal("memory", "out of memory for a connection");
	if (PQstatus(server->connection) != CONNECTION_OK) {
		server->tried_at = clock_seconds();
		return server->down = refused(server);
	}
	server->tried_at = 0;
	remember(server);
	(void)PQsetNoticeReceiver(server->connection, ignore_notice, NULL);
	return OK;
}

enum status
postgres_connect(const char *dir, const char *url,
    const struct schema *schema, const char *role, struct postgres **made)
{
	ARENA(arena);
	struct postgres *server = calloc(1, sizeof(*server));

	*made = server;
	if (server == NULL)
		log_fatal("memory", "out of memory for a connection");
	server->schema = *schema;
	server->role = role;
	server->url = copy(url);
	server->passfile = copy(arena_printf(arena, "%s/secrets/pgpass", dir));
	return dial(server);
}

void
postgres_disconnect(struct postgres *server)
{
	if (server == NULL)
		return;
	PQfinish(server->connection);
	free(server->url);
	free(server->passfile);
	if (server->password != NULL)
		explicit_bzero(server->password, strlen(server->password));
	free(server->password);
	free(server->address);
	free(server);
}

bool
postgres_is_up(const struct postgres *server)
{
	return PQstatus(server->connection) == CONNECTION_OK;
}

enum status
postgres_again(struct postgres *server)
{
	enum status st;

	if (server->tried_at != 0 &&
	    clock_seconds() - server->tried_at < RETRY_SECONDS)
		return server->down;
	st = dial(server);
	if (st == OK)
		log_info("store.again", "%s: connected to PostgreSQL again",
		    server->schema.name);
	return st;
}

/* ---- fixed texts ---- */

bool
postgres_is_good(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

enum status
postgres_run(struct postgres *server, const char *sql)
{
	PGresult *result = PQexec(server->connection, sql);
	enum status st = OK;

	if (!postgres_is_good(result))
		st = postgres_status(server, result, sql);
	PQclear(result);
	return st;
}

int64_t
postgres_int(const PGresult *result, int row, int column)
{
	const char *value = PQgetvalue(result, row, column);
	uint64_t wide;
	uint32_t narrow;

	if (PQgetisnull(result, row, column))
		return 0;
	switch (PQgetlength(result, row, column)) {
	case sizeof(wide):
		memcpy(&wide, value, sizeof(wide));
		return (int64_t)be64toh(wide);
	case sizeof(narrow):
		memcpy(&narrow, value, sizeof(narrow));
		return (int32_t)be32toh(narrow);
	default:
		return value[0];
	}
}

/* The status of what a statement of one row answered. */
static enum status
one_row(struct postgres *server, const PGresult *result, const char *sql)
{
	if (!postgres_is_good(result))
		return postgres_status(server, result, sql);
	return PQntuples(result) == 0 ? FAILED : OK;
}

enum status
postgres_number(struct postgres *server, const char *sql, int64_t *number)
{
	PGresult *result = PQexecParams(server->connection, sql, 0, NULL,
	    NULL, NULL, NULL, 1);
	enum status st = one_row(server, result, sql);

	if (st == OK)
		*number = postgres_int(result, 0, 0);
	PQclear(result);
	return st;
}

enum status
postgres_words(struct postgres *server, const char *sql, struct arena *arena,
    const char **words)
{
	PGresult *result = PQexec(server->connection, sql);
	enum status st = one_row(server, result, sql);

	if (st == OK)
		*words = arena_strdup(arena, PQgetvalue(result, 0, 0));
	PQclear(result);
	return st;
}

enum status
postgres_check_version(struct postgres *server)
{
	const struct schema *schema = &server->schema;
	int64_t version = 0;
	enum status st = postgres_number(server,
	    "SELECT version FROM schema_version", &version);

	if (st != OK || version == (int64_t)schema->postgres_len)
		return st;
	log_error("store.refused", "%s on the PostgreSQL server is at version "
	    "%" PRId64 ", this program at %zu: %s", schema->name, version,
	    schema->postgres_len, version < (int64_t)schema->postgres_len ?
	    "run fourways migrate" : "use the newer program that wrote it");
	return INVALID;
}
