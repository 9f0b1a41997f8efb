#include "peek.h"

enum { WAIT_MS = 5000 };

int64_t
peek_number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *query;
	int64_t found = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &query, NULL) != SQLITE_OK)
		return -1;
	if (sqlite3_step(query) == SQLITE_ROW)
		found = sqlite3_column_int64(query, 0);
	return sqlite3_finalize(query) == SQLITE_OK ? found : -1;
}

bool
peek_is_sound(sqlite3 *db)
{
	return peek_number(db, "SELECT integrity_check = 'ok'"
	    " FROM pragma_integrity_check LIMIT 1") == 1 &&
	    peek_number(db, "SELECT count(*) FROM"
	    " pragma_foreign_key_check") == 0;
}

/* NULL: it does not open; to be closed in any case. */
static sqlite3 *
open_file(const char *dir, const char *file)
{
	char path[512];
	sqlite3 *db = NULL;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, file);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) ==
	    SQLITE_OK)
		(void)sqlite3_busy_timeout(db, WAIT_MS);
	return db;
}

int64_t
peek_file_number(const char *dir, const char *file, const char *sql)
{
	sqlite3 *db = open_file(dir, file);
	const int64_t found = peek_number(db, sql);

	(void)sqlite3_close(db);
	return found;
}

bool
peek_file_is_sound(const char *dir, const char *file)
{
	sqlite3 *db = open_file(dir, file);
	const bool sound = peek_is_sound(db);

	(void)sqlite3_close(db);
	return sound;
}

bool
peek_file_run(const char *dir, const char *file, const char *sql)
{
	sqlite3 *db = open_file(dir, file);
	const bool done = sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;

	(void)sqlite3_close(db);
	return done;
}
