#include "folder.h"

#include <sys/stat.h>

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/util.h"
#include "store/availability.h"
#include "store/connection.h"
#include "store/lock.h"
#include "store/store_private.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */
static const int64_t ten = 1795428000; /* 2026-11-23T10:00:00Z */

/* Opening intake.db gives this status and leaves its bytes alone. */
static void
open_refuses(const char *dir, enum status expected)
{
	uint64_t before = folder_digest(dir, "intake.db");
	struct store *store;

	assert_status(store_open(dir, STORE_PUBLIC, &store), expected);
	assert_null(store);
	assert_int_equal(folder_digest(dir, "intake.db"), before);
}

/* ---- files that will not do ---- */

static void
a_missing_database_is_not_found_and_not_made(void **state)
{
	struct store *store;
	struct office *office;

	assert_status(store_open(*state, STORE_PUBLIC, &store), NOT_FOUND);
	assert_status(store_open(folder_path(*state, "nowhere"), STORE_PUBLIC,
	    &store), NOT_FOUND);
	assert_status(office_open(*state, NULL, &office), NOT_FOUND);
	assert_null(office);
	assert_false(folder_has(*state, "intake.db"));
	assert_false(folder_has(*state, "office.db"));
}

static void
an_empty_file_is_refused(void **state)
{
	folder_write(*state, "intake.db", "", 0);
	open_refuses(*state, INVALID);
}

static void
an_empty_file_does_not_cost_the_log_beside_it(void **state)
{
	folder_write(*state, "intake.db", "", 0);
	folder_write(*state, "intake.db-wal", "frames", 6);
	open_refuses(*state, INVALID);
	assert_int_equal(folder_size(*state, "intake.db-wal"), 6);
}

static void
a_file_that_is_no_database_is_refused(void **state)
{
	char text[10000];

	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i < 3; i++) {
		static const size_t sizes[] = { 1, 100, sizeof(text) };

		folder_write(*state, "intake.db", text, sizes[i]);
		open_refuses(*state, INVALID);
	}
}

static void
a_database_of_another_program_is_refused_as_it_is(void **state)
{
	folder_run(*state, "intake.db",
	    "CREATE TABLE t (x); INSERT INTO t VALUES (1)");
	open_refuses(*state, INVALID);
	folder_run(*state, "intake.db", "PRAGMA application_id = 1;"
	    "PRAGMA user_version = 2");
	open_refuses(*state, INVALID);
}

static void
the_two_databases_are_not_taken_for_each_other(void **state)
{
	struct store *store;
	struct office *office;

	assert_int_equal(rename(folder_path(*state, "intake.db"),
	    folder_path(*state, "x")), 0);
	assert_int_equal(rename(folder_path(*state, "office.db"),
	    folder_path(*state, "intake.db")), 0);
	assert_int_equal(rename(folder_path(*state, "x"),
	    folder_path(*state, "office.db")), 0);
	assert_status(store_open(*state, STORE_OFFICE, &store), INVALID);
	assert_status(office_open(*state, NULL, &office), INVALID);
}

static void
a_truncated_database_is_refused(void **state)
{
	long size = folder_size(*state, "intake.db");

	assert_true(size > 4096);
	assert_int_equal(truncate(folder_path(*state, "intake.db"),
	    size - 4096), 0);
	open_refuses(*state, INVALID);
	assert_int_equal(truncate(folder_path(*state, "intake.db"), 50), 0);
	open_refuses(*state, INVALID);
}

static void
a_folder_in_the_files_place_is_refused(void **state)
{
	struct store *store;

	assert_int_equal(mkdir(folder_path(*state, "intake.db"), 0700), 0);
	assert_status(store_open(*state, STORE_PUBLIC, &store), INVALID);
}

static void
another_version_is_refused(void **state)
{
	folder_run(*state, "intake.db", "PRAGMA user_version = 1");
	open_refuses(*state, INVALID);
	folder_run(*state, "intake.db", "PRAGMA user_version = 99");
	open_refuses(*state, INVALID);
}

static void
a_schema_that_does_not_match_fails_at_opening(void **state)
{
	struct store *store;

	folder_run(*state, "intake.db",
	    "ALTER TABLE booking RENAME COLUMN zone TO area");
	assert_status(store_open(*state, STORE_PUBLIC, &store), FAILED);
	assert_null(store);
}

/* ---- settings ---- */

static int64_t
number(sqlite3 *db, const char *sql)
{
	int64_t value = -1;

	assert_int_equal(connection_number(db, sql, &value), SQLITE_OK);
	return value;
}

static void
the_settings_are_those_that_keep_what_is_stored(void **state)
{
	static const struct {
		const char *sql;
		int64_t value;
	} expected[] = {
		{ "PRAGMA synchronous", 2 },
		{ "PRAGMA foreign_keys", 1 },
		{ "PRAGMA secure_delete", 1 },
		{ "PRAGMA cell_size_check", 1 },
		{ "PRAGMA trusted_schema", 0 },
		{ "PRAGMA busy_timeout", 5000 },
		{ "PRAGMA journal_size_limit", 16777216 },
		{ "SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1 },
	};
	struct store *store = folder_store(*state, STORE_OFFICE);

	for (size_t i = 0; i < countof(expected); i++)
		assert_int_equal(number(store->database.db, expected[i].sql),
		    expected[i].value);
	store_close(store);
}

static void
dangerous_switches_are_off(void **state)
{
	static const struct {
		int option;
		int value;
	} expected[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
	};
	struct store *store = folder_store(*state, STORE_OFFICE);

	for (size_t i = 0; i < countof(expected); i++) {
		int value = -1;

		assert_int_equal(sqlite3_db_config(store->database.db,
		    expected[i].option, -1, &value), SQLITE_OK);
		assert_int_equal(value, expected[i].value);
	}
	store_close(store);
}

static void
every_table_is_strict(void **state)
{
	static const char sql[] = "SELECT count(*) FROM pragma_table_list"
	    " WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'";

	assert_int_equal(folder_number(*state, "intake.db", sql), 0);
	assert_int_equal(folder_number(*state, "office.db", sql), 0);
}

/* ---- what a failure is called ---- */

static enum status
status_of(struct store *store, const char *sql)
{
	sqlite3 *db = store->database.db;

	return connection_status(db, connection_run(db, sql, strlen(sql)));
}

static void
only_uniqueness_is_a_conflict(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	static const char first[] =
	    "INSERT INTO lead (id, uuid, kind, stage, created_at, result,"
	    " consent_version, consent_at, head, body)"
	    " VALUES (1, '123456789012345678901234567890123456',"
	    " 'booking', 'new', 0, '', 'v', 0, x'', x'')";

	assert_status(status_of(store, first), OK);
	assert_status(status_of(store, first), CONFLICT);
	assert_status(status_of(store, "UPDATE lead SET kind = 'nothing'"),
	    FAILED);
	assert_status(status_of(store, "UPDATE lead SET uuid = NULL"), FAILED);
	assert_status(status_of(store, "UPDATE lead SET created_at = 'x'"),
	    FAILED);
	assert_status(status_of(store, "UPDATE lead SET seal_format = 1"),
	    FAILED);
	assert_status(status_of(store, "INSERT INTO booking (lead_id,"
	    " starts_at, ends_at, state, zone, token_hash, remind, created_at,"
	    " uid) VALUES (77, 0, 60, 'confirmed', 'UTC', zeroblob(32), 0, 0,"
	    " '123456789012345678901234567890123456')"), FAILED);
	assert_status(status_of(store, "no such statement"), FAILED);
	store_close(store);
}

static enum status
book(struct store *store, int n)
{
	uint8_t token[32];
	struct booking_new booking = folder_booking(ten + n * 1800, token, n);
	bool repeated;

	return store_booking_add(store, &booking, now, &repeated);
}

static void
a_locked_database_is_busy_and_heals(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	sqlite3 *other;

	assert_int_equal(sqlite3_busy_timeout(store->database.db, 20),
	    SQLITE_OK);
	assert_int_equal(sqlite3_open(folder_path(*state, "intake.db"),
	    &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL,
	    NULL), SQLITE_OK);
	assert_status(book(store, 1), BUSY);
	assert_int_equal(sqlite3_close(other), SQLITE_OK);
	assert_status(book(store, 1), OK);
	store_close(store);
}

static void
a_busy_writer_gives_the_lock_file_back(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);
	sqlite3 *other;
	int fd;

	assert_int_equal(sqlite3_busy_timeout(store->database.db, 20),
	    SQLITE_OK);
	assert_int_equal(sqlite3_open(folder_path(*state, "intake.db"),
	    &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL,
	    NULL), SQLITE_OK);
	assert_status(book(store, 1), BUSY);
	assert_status(lock_open(*state, "intake.lock", &fd), OK);
	assert_status(lock_try(fd), OK);
	assert_int_equal(close(fd) + sqlite3_close(other), 0);
	store_close(store);
}

static void
a_full_disk_is_busy_loses_nothing_and_heals(void **state)
{
	enum { MANY = 1000 };
	struct store *store = folder_store(*state, STORE_OFFICE);
	sqlite3 *db = store->database.db;
	int stored = 0;
	int64_t leads;

	/* As if the disk had room for a page more. */
	assert_status(book(store, MANY), OK);
	assert_true(number(db, "PRAGMA max_page_count = 1") > 0);
	while (stored < MANY && book(store, stored) == OK)
		stored++;
	assert_in_range(stored, 1, MANY - 1);
	assert_status(book(store, stored), BUSY);
	assert_status(store_lead_count(store, &leads), OK);
	assert_int_equal(leads, stored + 1);
	assert_int_equal(number(db, "SELECT count(*) FROM booking"),
	    stored + 1);
	assert_true(number(db, "PRAGMA max_page_count = 100000") > 0);
	assert_status(book(store, stored), OK);
	store_close(store);
}

static void
a_read_only_disk_is_busy_and_heals(void **state)
{
	struct store *store = folder_store(*state, STORE_OFFICE);
	ARENA(arena);
	struct slots busy;

	assert_status(status_of(store, "PRAGMA query_only = ON"), OK);
	assert_status(book(store, 1), BUSY);
	assert_status(store_busy(store, arena, now, ten, ten + 86400,
	    0, &busy), OK);
	assert_status(status_of(store, "PRAGMA query_only = OFF"), OK);
	assert_status(book(store, 1), OK);
	store_close(store);
}

static void
closing_nothing_is_fine(void **state)
{
	store_close(NULL);
	office_close(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_EMPTY(a_missing_database_is_not_found_and_not_made),
		ON_EMPTY(an_empty_file_is_refused),
		ON_EMPTY(an_empty_file_does_not_cost_the_log_beside_it),
		ON_EMPTY(a_file_that_is_no_database_is_refused),
		ON_EMPTY(a_database_of_another_program_is_refused_as_it_is),
		ON_FOLDER(the_two_databases_are_not_taken_for_each_other),
		ON_FOLDER(a_truncated_database_is_refused),
		ON_EMPTY(a_folder_in_the_files_place_is_refused),
		ON_FOLDER(another_version_is_refused),
		ON_FOLDER(a_schema_that_does_not_match_fails_at_opening),
		ON_FOLDER(the_settings_are_those_that_keep_what_is_stored),
		ON_FOLDER(dangerous_switches_are_off),
		ON_FOLDER(every_table_is_strict),
		ON_FOLDER(only_uniqueness_is_a_conflict),
		ON_FOLDER(a_locked_database_is_busy_and_heals),
		ON_FOLDER(a_busy_writer_gives_the_lock_file_back),
		ON_FOLDER(a_full_disk_is_busy_loses_nothing_and_heals),
		ON_FOLDER(a_read_only_disk_is_busy_and_heals),
		cmocka_unit_test(closing_nothing_is_fine),
	};

	return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
