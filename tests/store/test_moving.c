/*
 * Moving house: from files to a PostgreSQL server, and back.
 */
#include "folder.h"
#include "server.h"

#include "../unit/test.h"
#include "../unit/captured.h"
#include "folder_tests.h"

#include "base/util.h"
#include "crypto/hash.h"
#include "store/contacts.h"
#include "store/house.h"
#include "store/migrate.h"
#include "store/postgres_migrate.h"

enum { MANY = 10000, FEW = 12 };

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */

/* ---- rows of every table ---- */

/*
 * Texts with what has to be quoted elsewhere, empty, with letters of two to
 * four bytes, and with control characters. Numbers on both sides of 0, NULLs,
 * bytes from none to three million.
 */
#define TEXTS(number) "CASE " number " % 5 WHEN 0 THEN '' WHEN 1"         \
	" THEN 'it''s \"so\", \\back; %s $1 :name' WHEN 2 THEN"           \
	" 'Gr\u00fc\u00dfe \u20ac \U0001f600' WHEN 3 THEN"                \
	" 'a' || char(9, 10, 13, 127) || 'b' ELSE 'plain' END"

#define COUNTED "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1" \
	" FROM n LIMIT (SELECT count FROM wanted)) "

static const char epochs[] =
    "INSERT INTO seal_key VALUES (1, randomblob(32));"
    "INSERT INTO seal_epoch VALUES (1, randomblob(16), 1, zeroblob(97)),"
    " (2, randomblob(16), 2, randomblob(97));"
    "INSERT INTO mail_epoch VALUES (1, randomblob(16), 1, zeroblob(97))";

/* The last of them is no more: its id is not given again. */
static const char leads[] = COUNTED
    "INSERT INTO lead (uuid, kind, stage, created_at, result,"
    " consent_version, consent_at, head, body, seal_format, seal_epoch,"
    " head_number, body_number, quarantine, quarantined_at, wish1, zone,"
    " form_hash, follow_up_on, recommended, touched_at) SELECT"
    " printf('%08x-0000-4000-8000-%012x', i, i),"
    " iif(i % 2, 'booking', 'contact'), iif(i % 3, 'new', 'won'),"
    " (i - 5000) * 60, " TEXTS("i") ", 'v', i * -60, randomblob(i % 300),"
    " randomblob(iif(i = 7, 3000000, i % 1000)), i % 3 > 0,"
    " iif(i % 3, i % 3, NULL), iif(i % 3, i, NULL), iif(i % 3, 0, NULL),"
    " iif(i % 11, '', 'trap'), iif(i % 11, NULL, -i), iif(i % 2, -i, NULL),"
    TEXTS("(i + 1)") ", iif(i % 4, CAST(printf('%032d', i) AS BLOB), NULL),"
    " iif(i % 5, NULL, i), iif(i % 6, '', 'java_+-'), iif(i % 7, 60, NULL)"
    " FROM n;"
    "UPDATE lead SET head = x'', body = x'' WHERE id % 10 = 3;"
    "INSERT INTO lead (uuid, kind, stage, created_at, result,"
    " consent_version, consent_at, head, body) VALUES"
    " (printf('%036d', 0), 'contact', 'new', 0, '', 'v', 0, x'', x'');"
    "DELETE FROM lead WHERE id > (SELECT count FROM wanted)";

static const char of_leads[] =
    "INSERT INTO booking (lead_id, starts_at, ends_at, state, zone,"
    " token_hash, remind, created_at, uid, own, email_hash) SELECT id,"
    " (id - 50) * 7200, (id - 50) * 7200 + 1, 'confirmed', 'UTC',"
    " randomblob(32), id % 2, -60, uuid, randomblob(id % 50),"
    " iif(id % 2, randomblob(16), NULL) FROM lead WHERE id % 3 = 0;"
    "UPDATE booking SET lead_id = NULL, state = 'held', own = x'',"
    " email_hash = NULL, remind = 0 WHERE id = 2;"
    "INSERT INTO lead_change (lead_id, at, admin_id, kind, before, after)"
    " SELECT id, id * -60, iif(id % 2, id, NULL), 'stage', result, 'x'"
    " FROM lead WHERE result <> 'x';"
    "INSERT INTO outbox (uuid, channel, kind, lead_id, booking_id, due_at,"
    " next_try_at, last_reason, created_at, mail_epoch, number, body)"
    " SELECT uuid, 'mail', 'booking.confirmed', lead.id, booking.id, -1, -2,"
    " result, 0, 1, lead.id, randomblob(lead.id % 700) FROM lead LEFT JOIN"
    " booking ON lead_id = lead.id;"
    "UPDATE outbox SET state = 'sent', sent_at = -5, mail_epoch = NULL,"
    " number = NULL, body = NULL WHERE id % 2 = 0;"
    "INSERT INTO dialogue SELECT id, -id, last_reason FROM outbox;"
    "INSERT INTO demo_mail SELECT id, id, -id, last_reason, '', last_reason"
    " FROM outbox WHERE id <= 5;"
    "INSERT INTO deed (ref, at, kind, admin_id, subject, code) SELECT"
    " randomblob(16), -id, 'lead.read', iif(id % 2, id, NULL), id,"
    " iif(id % 2, randomblob(32), NULL) FROM lead WHERE id <= 9;"
    "INSERT INTO erasure VALUES (-4, printf('%036d', 4), -60)";

static const char of_intake[] =
    "INSERT INTO availability_exception VALUES (-9, 'UTC', ''),"
    " (20000, 'Europe/Berlin', '09:00-12:00');"
    "INSERT INTO availability_rule VALUES (1, char(10) || '9-5', 0, 0, 1);"
    "INSERT INTO busy_time VALUES (4, 'owner', -9, -8), (9, 'caldav', 1, 2);"
    "INSERT INTO busy_file VALUES (1, -1, 9223372036854775807);"
    "INSERT INTO page_count VALUES (-1, 'bot:guide/java', 1),"
    " (-1, 'guide/java', 9223372036854775807);"
    "INSERT INTO digest VALUES (1, -9223372036854775807 - 1);"
    "INSERT INTO calendar_feed VALUES (1, randomblob(32), -60);"
    "INSERT INTO calendar_sync (id, url, tried_at, problem) SELECT 1,"
    " 'https://\u00e4.example', 0, result FROM lead WHERE id = 2;"
    "INSERT INTO calendar_copy SELECT uuid, '/' || result, result, result"
    " FROM lead WHERE id < 6";

static const char of_office[] =
    "INSERT INTO admin (email, salt, cost_memory, cost_passes, verifier,"
    " created_at, personal_public, totp_last_step) VALUES"
    " ('\u00c4nna@example.org', randomblob(16), 1, 1, randomblob(32), -1,"
    " NULL, -1), ('Bob@example.org', randomblob(16), 8, 1, randomblob(32),"
    " 1, randomblob(32), 7), ('c@example.org', zeroblob(16), 1, 1,"
    " zeroblob(32), 0, NULL, 0);"
    "DELETE FROM admin WHERE id = 3;"
    "INSERT INTO session VALUES (5, 1, randomblob(32), randomblob(185),"
    " printf('%043d', 0), -1, -2, -3);"
    "INSERT INTO site_key VALUES (1, randomblob(32), 'one', 0),"
    " (2, randomblob(32), '2', -1);"
    "INSERT INTO key_wrap VALUES (3, 1, 'recovery', NULL, randomblob(24),"
    " randomblob(48)), (4, 1, 'admin', 2, randomblob(24), randomblob(48));"
    "INSERT INTO key_grant VALUES (1, 1, NULL, randomblob(32),"
    " randomblob(113), randomblob(32), 0), (2, 2, 1, randomblob(32),"
    " randomblob(113), randomblob(32), -9);"
    "INSERT INTO device VALUES (1, 1, randomblob(32), -1);"
    "INSERT INTO spare_code VALUES (8, 2, randomblob(32));"
    "INSERT INTO audit_event VALUES (1, -1, NULL, 'lead.read', NULL,"
    " randomblob(32)), (2, 0, -7, 'admin.added', -9, randomblob(32));"
    "INSERT INTO deed_taken VALUES (randomblob(16)), (zeroblob(16));"
    "INSERT INTO erasure VALUES (printf('%036d', 4), -4, -60);"
    "INSERT INTO record_key VALUES (1, 1, randomblob(16), 0, 1, NULL),"
    " (1, 2, zeroblob(16), 9, 2, randomblob(73));"
    "INSERT INTO lead_index VALUES (-3, 1, randomblob(32));"
    "INSERT INTO note VALUES (6, printf('%036d', 1), 1, printf('%036d', 2),"
    " -1, -60, 1, x''), (7, printf('%036d', 3), -1, printf('%036d', 4), 1,"
    " 0, 1, randomblob(100000))";

/* A folder with files that have so many leads. */
static void
fill(const char *dir, int count)
{
	static const char *const parts[] = { epochs, leads, of_leads,
		of_intake };
	ARENA(arena);

	assert_status(migrate_create(dir), OK);
	folder_run(dir, "intake.db", arena_printf(arena,
	    "CREATE TABLE wanted AS SELECT %d AS count", count));
	for (size_t i = 0; i < countof(parts); i++)
		folder_run(dir, "intake.db", parts[i]);
	folder_run(dir, "intake.db", "DROP TABLE wanted");
	folder_run(dir, "office.db", of_office);
}

/* ---- both ends ---- */

/* A folder and an empty database that it does not speak of so far. */
struct move {
	const char *dir;
	const char *url;
	struct moved moved;
	struct arena *arena;
};

#define MOVE(name, state, count)                                          \
	ARENA(name##_arena);                                              \
	struct move name = { .dir = *(state), .arena = name##_arena,      \
		.url = server_make_empty(name##_arena, *(state)) };       \
	fill(name.dir, count)

static int
teardown(void **state)
{
	if (!server_has(*state))
		server_drop(*state);
	return folder_teardown(state);
}

static enum status
to_server(struct move *move)
{
	return house_to_server(move->dir, move->url, hash_blake2b, "there",
	    &move->moved);
}

static enum status
to_files(struct move *move)
{
	return house_to_files(move->dir, hash_blake2b, "back", &move->moved);
}

/* As its owner does by hand, once the data are elsewhere. */
static void
drop_schemas(const struct move *move)
{
	assert_status(postgres_remove(move->dir, move->url), OK);
}

static int64_t
number(const struct move *move, const char *sql)
{
	return folder_number(move->dir, "intake.db", sql);
}

/* The names of all tables, with commas. */
static const char *
tables(const struct move *move, const char *name)
{
	return folder_text(move->arena, move->dir, name,
	    server_has(move->dir) ? "SELECT string_agg(tablename, ',' ORDER"
	    " BY tablename) FROM pg_tables WHERE schemaname ="
	    " current_schema() AND tablename <> 'schema_version'" :
	    "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema"
	    " WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY"
	    " name)");
}

/* "lead 10000\n..." of all tables of both databases, each of which has rows;
 * *rows is the sum. */
static const char *
counts(const struct move *move, int64_t *rows)
{
	static const char *const names[] = { "intake.db", "office.db" };
	const char *text = "";

	*rows = 0;
	for (size_t i = 0; i < countof(names); i++) {
		char *list = arena_strdup(move->arena, tables(move,
		    names[i]));
		char *rest = list;
		const char *table;

		while ((table = strsep(&rest, ",")) != NULL) {
			int64_t count = folder_number(move->dir, names[i],
			    arena_printf(move->arena,
			    "SELECT count(*) FROM %s", table));

			if (count == 0)
				fail_msg("%s has no rows to move", table);
			*rows += count;
			text = arena_printf(move->arena, "%s%s %lld\n", text,
			    table, (long long)count);
		}
	}
	return text;
}

/* The id of a new lead, of an epoch that is new as well. */
static int64_t
new_lead(const struct move *move, int mark)
{
	struct store *store = folder_store(move->dir, STORE_OFFICE);
	const uint8_t form[32] = { 0xff, (uint8_t)mark };
	bool repeated;

	assert_status(store_contact_add(store, &(struct contact_new){
		.result = "", .consent = "v", .zone = "UTC",
		.form_hash = form,
		.lead = folder_lead(NULL, "head", 4, "body", 4) }, now,
	    &repeated), OK);
	store_close(store);
	return number(move, "SELECT max(id) FROM lead");
}

/* Where the data are, and that the store finds them. */
static void
is_at_work(const struct move *move, bool on_server, int64_t rows)
{
	int64_t found;

	assert_int_equal(folder_has(move->dir, "database"), on_server);
	assert_int_equal(folder_has(move->dir, "intake.db"), !on_server);
	assert_int_equal(folder_has(move->dir, "office.db"), !on_server);
	assert_false(folder_has(move->dir, "migrate-work"));
	(void)counts(move, &found);
	assert_int_equal(found, rows);
	office_close(folder_office(move->dir));
	(void)new_lead(move, (int)rows);
}

/* ---- there and back ---- */

static void
everything_moves_to_a_server_and_back(void **state)
{
	MOVE(move, state, MANY);
	int64_t rows;
	int64_t found;
	const char *before = counts(&move, &rows);
	uint8_t digest[32];

	assert_status(to_server(&move), OK);
	assert_int_equal(move.moved.rows, rows);
	assert_int_equal(move.moved.leads, MANY);
	memcpy(digest, move.moved.digest, sizeof(digest));
	assert_true(folder_has(move.dir, "intake.db.before-restore-there"));
	assert_true(folder_has(move.dir, "office.db.before-restore-there"));
	assert_string_equal(counts(&move, &found), before);
	assert_status(to_files(&move), OK);
	assert_int_equal(move.moved.rows, rows);
	assert_memory_equal(move.moved.digest, digest, sizeof(digest));
	assert_string_equal(counts(&move, &found), before);
	is_at_work(&move, false, rows);
}

static void
a_move_to_where_the_data_are_is_a_conflict(void **state)
{
	MOVE(move, state, FEW);
	int64_t rows;

	(void)counts(&move, &rows);
	assert_status(to_files(&move), CONFLICT);
	assert_status(to_server(&move), OK);
	assert_status(to_server(&move), CONFLICT);
	is_at_work(&move, true, rows);
}

static void
a_changed_byte_has_another_digest(void **state)
{
	MOVE(move, state, FEW);
	uint8_t digest[32];

	assert_status(to_server(&move), OK);
	memcpy(digest, move.moved.digest, sizeof(digest));
	folder_run(move.dir, "office.db", "UPDATE note SET sealed = x'00'"
	    " WHERE id = 6");
	assert_status(to_files(&move), OK);
	assert_memory_not_equal(move.moved.digest, digest, sizeof(digest));
}

/* Also behind one that was erased, at either end. */
static void
a_new_lead_gets_an_id_that_was_never_given(void **state)
{
	MOVE(move, state, FEW);
	struct store *store;

	assert_status(to_server(&move), OK);
	assert_int_equal(new_lead(&move, 1), FEW + 2);
	store = folder_store(move.dir, STORE_OFFICE);
	assert_status(folder_erase(store, FEW + 2, now), OK);
	store_close(store);
	assert_status(to_files(&move), OK);
	assert_int_equal(new_lead(&move, 2), FEW + 3);
	drop_schemas(&move);
	assert_status(to_server(&move), OK);
	assert_int_equal(new_lead(&move, 3), FEW + 4);
}

/* Whatever gives ids on the server gives such as are not there. */
static void
no_table_gives_an_id_twice(void **state)
{
	static const char *const names[] = { "intake.db", "office.db" };
	MOVE(move, state, FEW);
	int sequences = 0;

	assert_status(to_server(&move), OK);
	for (size_t i = 0; i < countof(names); i++) {
		char *rest = arena_strdup(move.arena, folder_text(move.arena,
		    move.dir, names[i], "SELECT string_agg(tablename, ',')"
		    " FROM pg_tables WHERE tablename || '_id_seq' IN (SELECT"
		    " sequencename FROM pg_sequences WHERE schemaname ="
		    " current_schema())"));
		const char *table;

		for (; (table = strsep(&rest, ",")) != NULL; sequences++)
			if (folder_number(move.dir, names[i],
			    arena_printf(move.arena, "SELECT count(*) FROM %s,"
			    " nextval(pg_get_serial_sequence('%s', 'id'))"
			    " AS next WHERE id >= next", table, table)) > 0)
				fail_msg("%s", table);
	}
	assert_true(sequences > 10);
}

/* ---- what is refused ---- */

static void
a_target_with_rows_is_refused_and_stays_as_it_is(void **state)
{
	MOVE(move, state, FEW);
	const struct moving_end from = { move.dir, NULL };
	const struct moving_end to = { move.dir, move.url };
	int64_t rows;

	(void)counts(&move, &rows);
	assert_status(postgres_create(move.dir, move.url), OK);
	server_run(move.dir, "intake.db", "INSERT INTO calendar_copy VALUES"
	    " (repeat('x', 36), 'x', '', '')");
	assert_status(moving_copy(&from, &to, hash_blake2b, &move.moved),
	    CONFLICT);
	assert_status(to_server(&move), CONFLICT);
	assert_int_equal(server_number(move.dir, "intake.db",
	    "SELECT count(*) FROM lead"), 0);
	assert_int_equal(server_number(move.dir, "intake.db",
	    "SELECT count(*) FROM calendar_copy WHERE href = 'x'"), 1);
	is_at_work(&move, false, rows);
	assert_status(moving_copy(&to, &from, hash_blake2b, &move.moved),
	    CONFLICT);
	assert_int_equal(number(&move, "SELECT count(*) FROM lead"),
	    FEW + 1);
}

static void
files_of_another_version_are_refused(void **state)
{
	MOVE(move, state, FEW);
	const struct moving_end from = { move.dir, NULL };
	const struct moving_end to = { move.dir, move.url };
	int64_t rows;

	(void)counts(&move, &rows);
	folder_run(move.dir, "office.db", "PRAGMA user_version = 99");
	assert_status(to_server(&move), INVALID);
	assert_status(postgres_create(move.dir, move.url), OK);
	assert_status(moving_copy(&from, &to, hash_blake2b, &move.moved),
	    INVALID);
	drop_schemas(&move);
	folder_run(move.dir, "office.db", "PRAGMA user_version = 8");
	is_at_work(&move, false, rows);
}

static void
a_server_of_another_version_is_refused(void **state)
{
	MOVE(move, state, FEW);
	int64_t rows;

	assert_status(to_server(&move), OK);
	(void)counts(&move, &rows);
	folder_run(move.dir, "office.db",
	    "UPDATE schema_version SET version = version + 90");
	assert_status(to_files(&move), INVALID);
	folder_run(move.dir, "office.db",
	    "UPDATE schema_version SET version = version - 90");
	is_at_work(&move, true, rows);
}

/* SQLite takes what is no text; PostgreSQL says so. */
static void
what_is_no_text_is_not_moved(void **state)
{
	static const char *const bytes[] = { "61ff62", "610062" };
	MOVE(move, state, FEW);
	int64_t rows;

	(void)counts(&move, &rows);
	for (size_t i = 0; i < countof(bytes); i++) {
		struct captured captured;

		folder_run(move.dir, "intake.db", arena_printf(move.arena,
		    "UPDATE lead SET result = CAST(x'%s' AS TEXT)"
		    " WHERE id = 5", bytes[i]));
		captured_begin(&captured);
		assert_status(to_server(&move), FAILED);
		captured_end(&captured);
		assert_non_null(strstr(captured.text, "invalid byte sequence"));
		assert_non_null(strstr(captured.text,
		    "COPY lead, line 5, column result"));
	}
	is_at_work(&move, false, rows);
}

/* ---- a server that is lost ---- */

/* As an administrator does: the backend in which it is called ends, once what
 * it does next looks for it. */
#define END_BACKEND "pg_terminate_backend(pg_backend_pid())"

static void
where_the_server_is_lost_the_files_stay(void **state)
{
	MOVE(move, state, FEW);
	int64_t rows;

	(void)counts(&move, &rows);
	/* The table gets the trigger when it is made. */
	server_run(move.dir, "public", "CREATE FUNCTION public.lose() RETURNS"
	    " trigger LANGUAGE plpgsql AS 'BEGIN PERFORM " END_BACKEND ";"
	    " RETURN NEW; END';"
	    "CREATE FUNCTION public.prepare() RETURNS event_trigger LANGUAGE"
	    " plpgsql AS 'BEGIN IF EXISTS (SELECT FROM"
	    " pg_event_trigger_ddl_commands() WHERE object_identity ="
	    " ''intake.outbox'') THEN CREATE TRIGGER lose BEFORE INSERT ON"
	    " intake.outbox FOR EACH ROW EXECUTE FUNCTION public.lose();"
	    " END IF; END';"
	    "CREATE EVENT TRIGGER prepare ON ddl_command_end WHEN TAG IN"
	    " ('CREATE TABLE') EXECUTE FUNCTION public.prepare()");
	assert_status(to_server(&move), BUSY);
	assert_int_equal(server_number(move.dir, "public", "SELECT count(*)"
	    " FROM pg_namespace WHERE nspname IN ('intake', 'office')"), 0);
	is_at_work(&move, false, rows);
	server_run(move.dir, "public", "DROP EVENT TRIGGER prepare");
	assert_status(to_server(&move), OK);
}

static void
where_the_server_is_lost_its_data_stay(void **state)
{
	MOVE(move, state, FEW);
	int64_t rows;

	assert_status(to_server(&move), OK);
	(void)counts(&move, &rows);
	folder_run(move.dir, "office.db", "ALTER TABLE note RENAME TO kept;"
	    "CREATE VIEW note AS SELECT * FROM kept WHERE " END_BACKEND);
	assert_status(to_files(&move), BUSY);
	folder_run(move.dir, "office.db", "DROP VIEW note;"
	    "ALTER TABLE kept RENAME TO note");
	is_at_work(&move, true, rows);
	assert_status(to_files(&move), OK);
}

static void
where_no_server_answers_the_files_stay(void **state)
{
	MOVE(move, state, FEW);
	int64_t rows;

	(void)counts(&move, &rows);
	move.url = arena_printf(move.arena, "postgresql://owner@/x?host=%s",
	    move.dir);
	assert_status(to_server(&move), BUSY);
	move.url = "sqlite://x";
	assert_status(to_server(&move), INVALID);
	is_at_work(&move, false, rows);
}

#define ON_MOVE(test)                                                     \
	cmocka_unit_test_setup_teardown(test, folder_setup_empty, teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		ON_MOVE(everything_moves_to_a_server_and_back),
		ON_MOVE(a_move_to_where_the_data_are_is_a_conflict),
		ON_MOVE(a_changed_byte_has_another_digest),
		ON_MOVE(a_new_lead_gets_an_id_that_was_never_given),
		ON_MOVE(no_table_gives_an_id_twice),
		ON_MOVE(a_target_with_rows_is_refused_and_stays_as_it_is),
		ON_MOVE(files_of_another_version_are_refused),
		ON_MOVE(a_server_of_another_version_is_refused),
		ON_MOVE(what_is_no_text_is_not_moved),
		ON_MOVE(where_the_server_is_lost_the_files_stay),
		ON_MOVE(where_the_server_is_lost_its_data_stay),
		ON_MOVE(where_no_server_answers_the_files_stay),
	};

	return cmocka_run_group_tests_name("moving", tests, NULL, NULL);
}
