#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include <sqlite3.h>

#include "base/arena.h"
#include "base/util.h"
#include "store/store_private.h"

/* Whether the authorizer refuses a statement. */
static bool
is_denied(struct store *store, const char *sql)
{
	sqlite3_stmt *query;
	int code = sqlite3_prepare_v2(store->database.db, sql, -1, &query,
	    NULL);
	/* A denied function is an ordinary error with a text of its own. */
	bool denied = code == SQLITE_AUTH || strstr(
	    sqlite3_errmsg(store->database.db), "not authorized") != NULL;

	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
	return denied;
}

static int
prepare(struct store *store, const char *sql)
{
	sqlite3_stmt *query;
	int code = sqlite3_prepare_v2(store->database.db, sql, -1, &query,
	    NULL);

	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
	return code;
}

/* Each is denied to the public role. */
static const char *const denied[] = {
	"SELECT head FROM lead",
	"SELECT body FROM lead",
	"SELECT \"HEAD\" FROM main.Lead",
	"SELECT * FROM lead",
	"SELECT l.body FROM booking JOIN lead AS l ON l.id = lead_id",
	"SELECT id FROM lead WHERE head > x'00'",
	"SELECT id FROM lead ORDER BY length(body)",
	"SELECT (SELECT head FROM lead)",
	"SELECT count(body) FROM lead",
	"INSERT INTO booking (zone) SELECT head FROM lead",
	"INSERT INTO lead (uuid) VALUES ('x') RETURNING head",
	"SELECT root FROM seal_epoch",
	"SELECT * FROM seal_epoch",
	"SELECT id FROM seal_epoch WHERE root > x'00'",
	"INSERT INTO booking (zone) SELECT root FROM seal_epoch",
	("INSERT INTO seal_epoch (epoch, generation, root)"
	    " VALUES (x'', 1, x'') RETURNING root"),
	"UPDATE lead SET head = (SELECT root FROM seal_epoch)",
	"UPDATE seal_epoch SET root = x''",
	"UPDATE seal_epoch SET generation = 2",
	"INSERT INTO seal_key (generation, public_key) VALUES (9, x'')",
	"UPDATE seal_key SET public_key = zeroblob(32)",
	"DELETE FROM seal_key",
	"INSERT INTO calendar_feed VALUES (1, zeroblob(32), 0)",
	"UPDATE calendar_feed SET token_hash = zeroblob(32)",
	"DELETE FROM calendar_feed",
	"SELECT url FROM calendar_sync",
	"SELECT problem FROM calendar_sync",
	"DELETE FROM calendar_sync",
	"SELECT href FROM calendar_copy",
	"INSERT INTO busy_time VALUES (1, 'caldav', 1, 2)",
	"UPDATE lead SET stage = 'won'",
	"UPDATE lead SET quarantine = '', quarantined_at = NULL",
	"UPDATE lead SET body = head",
	"UPDATE lead SET head = x'' RETURNING head",
	"UPDATE booking SET token_hash = zeroblob(32)",
	"UPDATE booking SET uid = ''",
	"UPDATE erasure SET erased_at = 0",
	"SELECT uuid FROM erasure",
	"DELETE FROM lead RETURNING head",
	"DELETE FROM lead WHERE body = x'00'",
	"DELETE FROM booking",
	"DELETE FROM erasure",
	"SELECT kind FROM deed",
	"UPDATE deed SET at = 0",
	"DELETE FROM deed",
	"DELETE FROM page_count",
	"UPDATE page_count SET page = ''",
	"UPDATE page_count SET day = 0",
	"INSERT INTO availability_rule VALUES (1, '', 0, 0, 1)",
	"UPDATE availability_rule SET week = ''",
	"DELETE FROM availability_rule",
	"SELECT body FROM outbox",
	"SELECT * FROM outbox",
	"SELECT id FROM outbox WHERE body > x'00'",
	"SELECT root FROM mail_epoch",
	("INSERT INTO outbox (uuid) VALUES ('x') RETURNING body"),
	"UPDATE outbox SET last_reason = body",
	"UPDATE outbox SET due_at = 0",
	"UPDATE outbox SET uuid = ''",
	"DELETE FROM outbox RETURNING body",
	"SELECT said FROM dialogue",
	"SELECT text FROM demo_mail",
	"SELECT recipient FROM demo_mail",
	"INSERT INTO demo_mail (outbox_id) VALUES (1)",
	"SELECT day FROM digest",
	"UPDATE lead SET stage_at = 0",
	"SELECT follow_up_on FROM lead",
	"SELECT recommended FROM lead",
	"SELECT touched_at FROM lead",
	"SELECT next_on FROM lead",
	"SELECT id FROM lead INDEXED BY lead_desk_next WHERE next_on < 9",
	"UPDATE lead SET follow_up_on = 1",
	"UPDATE lead SET recommended = 'x'",
	"UPDATE lead SET touched_at = 0",
	"UPDATE lead SET next_on = 1",
	"SELECT after FROM lead_change",
	("INSERT INTO lead_change (lead_id, at, kind, before, after)"
	    " VALUES (1, 0, 'stage', 'new', 'won')"),
	"UPDATE lead_change SET at = 0",
	"REPLACE INTO sqlite_sequence (name, seq) VALUES ('lead', 0)",
	"INSERT INTO lead (id) VALUES (1) ON CONFLICT DO UPDATE SET id = 2",
	"DELETE FROM availability_exception",
	"INSERT INTO availability_exception VALUES (1, 'UTC', '')",
	"UPDATE busy_time SET ends_at = 0",
	"INSERT INTO busy_time (source, starts_at, ends_at) VALUES ('x', 1, 2)",
	"DELETE FROM busy_file",
	"SELECT sql FROM sqlite_schema",
	"SELECT * FROM pragma_table_info('lead')",
	"PRAGMA user_version",
	"PRAGMA synchronous = OFF",
	"ATTACH 'other.db' AS other",
	"CREATE TABLE lead2 (id)",
	"CREATE TEMP TABLE lead2 (id)",
	"CREATE TEMP VIEW lead2 AS SELECT id FROM lead",
	"DROP TABLE lead",
	"ALTER TABLE lead RENAME TO mine",
	"CREATE TEMP TRIGGER copy AFTER INSERT ON lead BEGIN SELECT 1; END",
	"REINDEX",
	"ANALYZE",
	"SAVEPOINT here",
	"SELECT load_extension('x.so')",
	"SELECT hex(randomblob(4))",
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i FROM n) SELECT i FROM n",
};

static void
the_public_role_is_denied_all_it_does_not_need(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);

	for (size_t i = 0; i < countof(denied); i++)
		if (!is_denied(store, denied[i]))
			fail_msg("not denied: %s", denied[i]);
	store_close(store);
}

/* The control: the same statements are fine as SQL, so it is the role that
 * is denied them and not a slip in their spelling. */
static void
the_office_is_not_denied_the_same(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);

	for (size_t i = 0; i < countof(denied); i++)
		if (is_denied(store, denied[i]))
			fail_msg("denied: %s", denied[i]);
	assert_int_equal(prepare(store, "SELECT head FROM lead"), SQLITE_OK);
	assert_int_equal(prepare(store, "SELECT body FROM lead"), SQLITE_OK);
	assert_int_equal(prepare(store, "UPDATE lead SET stage = 'won'"),
	    SQLITE_OK);
	assert_int_equal(prepare(store, "DELETE FROM lead"), SQLITE_OK);
	store_close(store);
}

/* These are stopped when they run, at the database they would attach. */
static void
the_public_role_makes_no_copies(void **state)
{
	ARENA(arena);
	const char *copy = arena_printf(arena, "VACUUM INTO '%s/copy.db'",
	    (const char *)*state);
	struct store *visitor = folder_store(*state, STORE_PUBLIC);
	struct store *office = folder_store(*state, STORE_OFFICE);

	assert_int_not_equal(sqlite3_exec(visitor->database.db, copy, NULL,
	    NULL, NULL), SQLITE_OK);
	assert_false(folder_has(*state, "copy.db"));
	assert_int_not_equal(sqlite3_exec(visitor->database.db, "VACUUM", NULL,
	    NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(office->database.db, copy, NULL, NULL,
	    NULL), SQLITE_OK);
	assert_true(folder_has(*state, "copy.db"));
	store_close(visitor);
	store_close(office);
}

static void
the_public_role_is_denied_the_leads(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	ARENA(arena);
	struct lead_rows rows;
	struct lead_row row;
	int64_t count;

	assert_status(store_leads(store, arena, 0, 10, &rows), DENIED);
	assert_int_equal(rows.len, 0);
	assert_status(store_lead_count(store, &count), DENIED);
	assert_status(store_lead(store, arena, 1, &row), DENIED);
	store_close(store);
}

/* What a plan is, one line; a row of constants is none of a table. */
static const char *
plan_of(struct store *store, struct arena *arena, enum query_name name)
{
	const char *sql = arena_printf(arena, "EXPLAIN QUERY PLAN %s",
	    query_look_up(name)->sql);
	const char *plan = "";
	const char *step;
	sqlite3_stmt *query;

	assert_int_equal(sqlite3_prepare_v2(store->database.db, sql, -1,
	    &query, NULL), SQLITE_OK);
	while (sqlite3_step(query) == SQLITE_ROW)
		if (strcmp(step = (const char *)sqlite3_column_text(query, 3),
		    "SCAN CONSTANT ROW") != 0)
			plan = arena_printf(arena, "%s%s; ", plan, step);
	assert_int_equal(sqlite3_finalize(query), SQLITE_OK);
	return plan;
}

static void
queries_of_visitors_do_not_walk_through_all_rows(void **state)
{
	static const enum query_name names[] = {
		BOOKING_ROOM, BOOKING_BY_TOKEN, BOOKING_BETWEEN, OVERRIDE_FROM,
		CALL_RULES_GET, BUSY_BETWEEN, BUSY_FILE_GET,
		BOOKING_FORGET_EMAILS, OUTBOX_CONFIRMATIONS, BOOKING_ERASE,
		BOOKING_MOVE, LEAD_CORRECT, LEAD_BY_FORM, LEAD_BEFORE,
		LEAD_BY_ID,
	};
	struct store *store = folder_store(*state, STORE_OFFICE);
	ARENA(arena);

	for (size_t i = 0; i < countof(names); i++) {
		const char *plan = plan_of(store, arena, names[i]);

		if (strstr(plan, "SEARCH") == NULL ||
		    strstr(plan, "SCAN") != NULL ||
		    strstr(plan, "TEMP B-TREE") != NULL)
			fail_msg("%s: %s", query_look_up(names[i])->sql, plan);
	}
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(the_public_role_is_denied_all_it_does_not_need),
		ON_FOLDER(the_office_is_not_denied_the_same),
		ON_FOLDER(the_public_role_makes_no_copies),
		ON_FOLDER(the_public_role_is_denied_the_leads),
		ON_FOLDER(queries_of_visitors_do_not_walk_through_all_rows),
	};

	return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
