#include "store/inspection.h"

#include "store/connection.h"
#include "store/health.h"
#include "store/schema.h"

/* Rows come one after the other, so the last of a table is its newest. */
static const char *const newest_in_intake[] = {
	"SELECT created_at FROM lead ORDER BY id DESC LIMIT 1",
	"SELECT created_at FROM outbox ORDER BY id DESC LIMIT 1",
	NULL,
};

static const char *const newest_in_office[] = {
	"SELECT at FROM audit_event ORDER BY id DESC LIMIT 1",
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

enum status
inspect(const char *dir, enum inspected which, struct inspection *found)
{
	const struct schema schema = which == INSPECT_INTAKE ?
	    schema_intake() : schema_office();
	sqlite3 *db;
	enum status st;

	*found = (struct inspection){ 0 };
	if ((st = connection_open(dir, &schema, CONNECTION_OURS, &db)) != OK)
		return st;
	st = inspect_open(db, dir, &schema, which == INSPECT_INTAKE ?
	    newest_in_intake : newest_in_office, found);
	connection_close(db);
	return st;
}
