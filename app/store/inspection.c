#include "store/inspection.h"

#include <stdbool.h>

#include "base/arena.h"
#include "store/connection.h"
#include "store/health.h"
#include "store/place.h"
#include "store/postgres.h"
#include "store/schema.h"

/* Rows come one after the other, so the last of a table is its newest. */
static const char *const newest_in_intake[] = {
	"SELECT (SELECT created_at FROM lead ORDER BY id DESC LIMIT 1)",
	"SELECT (SELECT created_at FROM outbox ORDER BY id DESC LIMIT 1)",
	NULL,
};

static const char *const newest_in_office[] = {
	"SELECT (SELECT at FROM audit_event ORDER BY id DESC LIMIT 1)",
	NULL,
};

static enum status
look(sqlite3 *db, const char *sql, int64_t *number)
{
	return connection_status(db, connection_number(db, sql, number));
}

static enum status
read_newest(sqlite3 *db, const char *const *tables, struct inspection *found)
{
	enum status st = OK;

	for (; *tables != NULL && st == OK; tables++) {
		int64_t at = 0;

		st = look(db, *tables, &at);
		if (at > found->newest_at)
			found->newest_at = at;
	}
	return st;
}

static enum status
inspect_open(sqlite3 *db, const char *dir, const struct schema *schema,
    const char *const *tables, struct inspection *found)
{
	static const char look_only[] = "PRAGMA query_only = ON";
	enum status st;

	if ((st = connection_status(db, connection_run(db, look_only,
	    sizeof(look_only) - 1))) != OK ||
	    (st = look(db, "PRAGMA user_version", &found->version)) != OK ||
	    (st = health_version(db, schema)) != OK ||
	    (st = connection_status(db, connection_size(db,
	    &found->bytes))) != OK ||
	    (st = health_damage(db, dir, schema)) != OK)
		return st;
	return read_newest(db, tables, found);
}

static enum status
inspect_file(const char *dir, const struct schema *schema,
    const char *const *tables, struct inspection *found)
{
	sqlite3 *db;
	enum status st = connection_open(dir, schema, CONNECTION_OURS, &db);

	if (st != OK)
		return st;
	st = inspect_open(db, dir, schema, tables, found);
	connection_close(db);
	return st;
}

/* ---- on a server ---- */

static enum status
newest_on_server(struct postgres *server, const char *const *tables,
    struct inspection *found)
{
	enum status st = OK;

	for (; *tables != NULL && st == OK; tables++) {
		int64_t at = 0;

		st = postgres_number(server, *tables, &at);
		if (at > found->newest_at)
			found->newest_at = at;
	}
	return st;
}

/* Damage is the server's to find. */
static enum status
inspect_server(const char *dir, const char *url, const struct schema *schema,
    const char *const *tables, struct inspection *found)
{
	struct postgres *server;
	enum status st = postgres_connect(dir, url, schema, POSTGRES_ADMIN,
	    &server);

	if (st == OK && (st = postgres_number(server,
	    "SELECT version FROM schema_version", &found->version)) == OK &&
	    (st = postgres_check_version(server)) == OK &&
	    (st = postgres_number(server,
	    "SELECT pg_database_size(current_database())",
	    &found->bytes)) == OK)
		st = newest_on_server(server, tables, found);
	postgres_disconnect(server);
	return st;
}

/* ---- either ---- */

enum status
inspect(const char *dir, enum inspected which, struct inspection *found)
{
	const bool intake = which == INSPECT_INTAKE;
	const struct schema schema = intake ? schema_intake() :
	    schema_office();
	const char *const *tables = intake ? newest_in_intake :
	    newest_in_office;
	const char *url;
	ARENA(arena);
	enum status st;

	*found = (struct inspection){ 0 };
	if ((st = place_read(dir, arena, &url)) != OK)
		return st;
	return url == NULL ? inspect_file(dir, &schema, tables, found) :
	    inspect_server(dir, url, &schema, tables, found);
}
