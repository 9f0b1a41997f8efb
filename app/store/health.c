#include "store/health.h"

#include "base/arena.h"
#include "base/log.h"
#include "store/connection.h"
#include "store/last_backup.h"
#include "store/schema.h"

enum status
health_version(sqlite3 *db, const struct schema *schema)
{
	int64_t version = 0;
	int code = connection_number(db, "PRAGMA user_version", &version);

	if (code != SQLITE_OK)
		return connection_status(db, code);
	if (version == (int64_t)schema->len)
		return OK;
	log_error("store.refused",
	    "%s is at version %lld, this program at %zu: %s", schema->file,
	    (long long)version, schema->len,
	    version < (int64_t)schema->len ? "run fourways migrate" :
	    "use the newer program that wrote it");
	return INVALID;
}

/* quick_check answers one row "ok", or what is wrong. */
enum status
health_damage(sqlite3 *db, const char *dir, const struct schema *schema)
{
	ARENA(arena);
	sqlite3_stmt *query;
	int code = sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &query,
	    NULL);
	const char *answer = NULL;

	if (code == SQLITE_OK && (code = sqlite3_step(query)) == SQLITE_ROW)
		answer = arena_strdup(arena,
		    (const char *)sqlite3_column_text(query, 0));
	(void)sqlite3_finalize(query);
	if (answer != NULL && strcmp(answer, "ok") == 0)
		return OK;
	if (connection_read_failed(db))
		return connection_status(db, SQLITE_CORRUPT);
	/* An error: a constraint in the file is no SQL any more. */
	if (answer == NULL && (code & 0xff) != SQLITE_CORRUPT &&
	    (code & 0xff) != SQLITE_ERROR)
		return connection_status(db, code);
	if (answer != NULL && strchr(answer, '\n') != NULL)
		answer = strchr(answer, '\n') + 1; /* the first line is a title */
	log_error("store.refused", "%s/%s is damaged (%s): %s", dir,
	    schema->file, answer == NULL ? sqlite3_errmsg(db) : answer,
	    last_backup_advice(arena, dir));
	return INVALID;
}
