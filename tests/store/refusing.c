#include "refusing.h"

#include "folder.h"

#include <sqlite3.h>

#include "../unit/test.h"

static struct {
	int left; /* steps until the one that fails; 0: none does */
	int code;
	bool refused;
} now;

int __real_sqlite3_step(sqlite3_stmt *query);
int __wrap_sqlite3_step(sqlite3_stmt *query);

/* SQLite itself refuses no rollback: what stands in the log after the last
 * commit is passed over. */
static bool
can_be_refused(sqlite3_stmt *query)
{
	return sqlite3_strnicmp(sqlite3_sql(query), "ROLLBACK", 8) != 0;
}

int
__wrap_sqlite3_step(sqlite3_stmt *query)
{
	if (now.left == 0 || !can_be_refused(query) || --now.left > 0)
		return __real_sqlite3_step(query);
	now.refused = true;
	return now.code;
}

void
refuse_step(int nth, int code)
{
	now.left = nth;
	now.code = code;
	now.refused = false;
}

bool
refuse_over(void)
{
	now.left = 0;
	return now.refused;
}

/* ---- what stands in the databases ---- */

static void
add(uint64_t *digest, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < len; i++) /* FNV-1a */
		*digest = (*digest ^ at[i]) * 1099511628211u;
}

static void
add_rows(uint64_t *digest, sqlite3 *db, const char *table)
{
	sqlite3_stmt *q;
	char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
	while (sqlite3_step(q) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(q); i++) {
			const int type = sqlite3_column_type(q, i);
			const void *value = sqlite3_column_blob(q, i);

			add(digest, &type, sizeof(type));
			add(digest, value, (size_t)sqlite3_column_bytes(q, i));
		}
	assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
	sqlite3_free(sql);
}

uint64_t
refuse_digest(const char *dir, const char *name)
{
	uint64_t digest = 14695981039346656037u;
	sqlite3_stmt *q;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(folder_path(dir, name), &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema"
	    " WHERE type = 'table' ORDER BY name", -1, &q, NULL), SQLITE_OK);
	while (sqlite3_step(q) == SQLITE_ROW)
		add_rows(&digest, db, (const char *)sqlite3_column_text(q, 0));
	assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return digest;
}

/* ---- one after the other ---- */

static bool
try_without(const char *dir, const struct refusable *what, int nth,
    void *context)
{
	const uint64_t intake = refuse_digest(dir, "intake.db");
	const uint64_t office = refuse_digest(dir, "office.db");
	enum status st;

	refuse_step(nth, SQLITE_IOERR_WRITE);
	st = what->run(context);
	if (!refuse_over()) {
		if (st != what->end)
			fail_msg("%s: %s", what->name, status_name(st));
		return false;
	}
	if (st != BUSY)
		fail_msg("%s: statement %d was refused, and it says %s",
		    what->name, nth, status_name(st));
	if (what->stored_after > 0 && nth > what->stored_after)
		return true;
	if (refuse_digest(dir, "intake.db") != intake ||
	    refuse_digest(dir, "office.db") != office)
		fail_msg("%s: statement %d was refused, and something is "
		    "stored", what->name, nth);
	return true;
}

void
refuse_each(const char *dir, const struct refusable *list, size_t len,
    void *context)
{
	for (size_t i = 0; i < len; i++) {
		int nth = 1;

		while (try_without(dir, &list[i], nth, context))
			nth++;
		if (nth <= list[i].steps_least)
			fail_msg("%s: %d statements", list[i].name, nth - 1);
	}
}
