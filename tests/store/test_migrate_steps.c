#include "folder.h"

#include <sys/stat.h>

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/embedded.h"
#include "base/util.h"
#include "store/migrate_run.h"

/* Steps of the tests' own, so that one can be wrong. */
#define STEP(name, sql)                                                   \
	{ name, (const uint8_t *)(sql), sizeof(sql) - 1 }

enum { TEST_ID = 77 };

static const struct embedded_file good[] = {
	STEP("0001_first.sql",
	    "PRAGMA application_id = 77;\n"
	    "CREATE TABLE first (id INTEGER PRIMARY KEY, x TEXT) STRICT;\n"
	    "INSERT INTO first (x) VALUES ('one');\n"
	    "PRAGMA user_version = 1;\n"
	    "-- a comment at the end\n"),
	STEP("0002_second.sql",
	    "CREATE TABLE second (first_id INTEGER REFERENCES first (id));\n"
	    "INSERT INTO first (x) VALUES ('two');\n"
	    "PRAGMA user_version = 2;\n"),
	STEP("0003_third.sql",
	    "CREATE TABLE third (x); PRAGMA user_version = 3;"),
};

static struct schema
schema_of(const struct embedded_file *steps, size_t len)
{
	return (struct schema){
		.file = "test.db",
		.lock = "test.lock",
		.application_id = TEST_ID,
		.steps = steps,
		.len = len,
	};
}

static enum status
run(const char *dir, const struct embedded_file *steps, size_t len)
{
	const struct schema schema = schema_of(steps, len);

	return migrate_run(dir, &schema, CONNECTION_FRESH);
}

static void
steps_run_in_order_and_once(void **state)
{
	folder_write(*state, "test.db", "", 0);
	assert_status(run(*state, good, 2), OK);
	assert_status(run(*state, good, 2), OK);
	assert_int_equal(folder_number(*state, "test.db", "PRAGMA user_version"), 2);
	assert_int_equal(folder_number(*state, "test.db",
	    "SELECT count(*) FROM first"), 2);
}

static void
a_new_database_is_not_copied(void **state)
{
	folder_write(*state, "test.db", "", 0);
	assert_status(run(*state, good, 3), OK);
	assert_false(folder_has(*state, "test.db.before-3"));
}

static void
a_database_is_copied_before_it_is_changed(void **state)
{
	const char *copy = "test.db.before-3";

	folder_write(*state, "test.db", "", 0);
	assert_status(run(*state, good, 1), OK);
	assert_status(run(*state, good, 3), OK);
	assert_int_equal(folder_number(*state, "test.db", "PRAGMA user_version"), 3);
	assert_int_equal(folder_mode(*state, copy), 0600);
	assert_int_equal(folder_number(*state, copy, "PRAGMA user_version"), 1);
	assert_int_equal(folder_number(*state, copy, "PRAGMA application_id"),
	    TEST_ID);
	assert_int_equal(folder_number(*state, copy, "SELECT count(*) FROM first"),
	    1);
	assert_false(folder_has(*state, "test.db.before-3.part"));
}

static void
the_copy_of_an_earlier_try_is_replaced(void **state)
{
	const char *copy = "test.db.before-2";

	folder_write(*state, "test.db", "", 0);
	assert_status(run(*state, good, 1), OK);
	folder_write(*state, copy, "old", 3);
	folder_write(*state, "test.db.before-2.part", "old", 3);
	assert_status(run(*state, good, 2), OK);
	assert_int_equal(folder_number(*state, copy, "PRAGMA user_version"), 1);
}

static void
without_a_copy_nothing_is_changed(void **state)
{
	folder_write(*state, "test.db", "", 0);
	assert_status(run(*state, good, 1), OK);
	assert_int_equal(mkdir(folder_path(*state, "test.db.before-2"), 0700),
	    0);
	assert_status(run(*state, good, 2), FAILED);
	assert_int_equal(folder_number(*state, "test.db", "PRAGMA user_version"), 1);
	assert_false(folder_has(*state, "test.db.before-2.part"));
}

/* Runs good steps 1 and 2, then a bad third; 1 and 2 stand, 3 is undone. */
static void
third_step_fails(const char *dir, struct embedded_file third)
{
	const struct embedded_file steps[] = { good[0], good[1], third };

	folder_write(dir, "test.db", "", 0);
	assert_status(run(dir, steps, 3), FAILED);
	assert_int_equal(folder_number(dir, "test.db", "PRAGMA user_version"), 2);
	assert_int_equal(folder_number(dir, "test.db", "PRAGMA application_id"),
	    TEST_ID);
	assert_int_equal(folder_number(dir, "test.db", "SELECT count(*) FROM first"),
	    2);
	assert_int_equal(folder_number(dir, "test.db", "SELECT count(*) FROM"
	    " sqlite_schema WHERE name = 'third'"), 0);
}

static void
a_step_that_fails_half_way_is_undone(void **state)
{
	third_step_fails(*state, (struct embedded_file)STEP("0003_bad.sql",
	    "CREATE TABLE third (x); DELETE FROM first;"
	    " INSERT INTO nowhere VALUES (1); PRAGMA user_version = 3;"));
}

static void
a_step_that_does_not_set_its_number_is_undone(void **state)
{
	third_step_fails(*state, (struct embedded_file)STEP("0003_bad.sql",
	    "CREATE TABLE third (x);"));
}

static void
a_step_that_sets_another_number_is_undone(void **state)
{
	third_step_fails(*state, (struct embedded_file)STEP("0003_bad.sql",
	    "CREATE TABLE third (x); PRAGMA user_version = 4;"));
}

static void
a_step_that_changes_the_application_is_undone(void **state)
{
	third_step_fails(*state, (struct embedded_file)STEP("0003_bad.sql",
	    "CREATE TABLE third (x); PRAGMA application_id = 5;"
	    " PRAGMA user_version = 3;"));
}

static void
a_step_that_leaves_an_orphan_is_undone(void **state)
{
	third_step_fails(*state, (struct embedded_file)STEP("0003_bad.sql",
	    "CREATE TABLE third (x); INSERT INTO second VALUES (99);"
	    " PRAGMA user_version = 3;"));
}

static void
a_step_that_ends_its_transaction_is_refused(void **state)
{
	const struct embedded_file steps[] = {
		good[0],
		STEP("0002_bad.sql", "COMMIT; PRAGMA user_version = 2;"),
	};

	folder_write(*state, "test.db", "", 0);
	assert_status(run(*state, steps, 2), FAILED);
}

static void
a_gap_or_a_repetition_in_the_numbers_is_refused(void **state)
{
	const struct embedded_file gap[] = { good[0], good[2] };
	const struct embedded_file twice[] = {
		good[0], STEP("0001_again.sql", "PRAGMA user_version = 2;"),
	};
	const struct embedded_file unnumbered[] = {
		STEP("first.sql", "PRAGMA user_version = 1;"),
	};

	folder_write(*state, "test.db", "", 0);
	assert_status(run(*state, gap, countof(gap)), FAILED);
	assert_status(run(*state, twice, countof(twice)), FAILED);
	assert_status(run(*state, unnumbered, countof(unnumbered)), FAILED);
	assert_int_equal(folder_size(*state, "test.db"), 0);
}

static void
a_table_can_be_rebuilt_under_its_references(void **state)
{
	const struct embedded_file steps[] = {
		good[0], good[1],
		STEP("0003_rebuild.sql",
		    "INSERT INTO second VALUES (1);"
		    "CREATE TABLE rebuilt (id INTEGER PRIMARY KEY, x TEXT,"
		    " y TEXT) STRICT;"
		    "INSERT INTO rebuilt SELECT id, x, NULL FROM first;"
		    "DROP TABLE first;"
		    "ALTER TABLE rebuilt RENAME TO first;"
		    "PRAGMA user_version = 3;"),
	};

	folder_write(*state, "test.db", "", 0);
	assert_status(run(*state, steps, 3), OK);
	assert_int_equal(folder_number(*state, "test.db",
	    "SELECT count(*) FROM second JOIN first ON first.id = first_id"),
	    1);
}

/* ---- at once ---- */

static int
run_all(const char *dir, int count)
{
	return (int)run(dir, good, 3);
}

static void
runners_at_once_do_each_step_once(void **state)
{
	int codes[FOLDER_CODES];

	folder_write(*state, "test.db", "", 0);
	folder_race(*state, 6, run_all, codes);
	assert_int_equal(codes[OK], 6);
	assert_int_equal(folder_number(*state, "test.db",
	    "SELECT count(*) FROM first"), 2);
	assert_int_equal(folder_number(*state, "test.db", "PRAGMA user_version"), 3);
}

static void
upgraders_at_once_keep_the_copy_of_the_old(void **state)
{
	int codes[FOLDER_CODES];

	folder_write(*state, "test.db", "", 0);
	assert_status(run(*state, good, 1), OK);
	folder_race(*state, 6, run_all, codes);
	assert_int_equal(codes[OK], 6);
	assert_int_equal(folder_number(*state, "test.db.before-3",
	    "PRAGMA user_version"), 1);
	assert_int_equal(folder_number(*state, "test.db",
	    "SELECT count(*) FROM first"), 2);
}

/* ---- from an earlier version of ours ---- */

static void
our_databases_come_from_their_first_version(void **state)
{
	struct schema schema = schema_intake();
	const size_t len = schema.len;

	folder_write(*state, "intake.db", "", 0);
	schema.len = 1;
	assert_status(migrate_run(*state, &schema, CONNECTION_FRESH), OK);
	schema.len = len;
	assert_status(migrate_run(*state, &schema, CONNECTION_OURS), OK);
	store_close(folder_store(*state, STORE_PUBLIC));
}

static void
a_fresh_file_is_refused_where_ours_is_expected(void **state)
{
	const struct schema schema = schema_of(good, 3);

	assert_status(migrate_run(*state, &schema, CONNECTION_OURS),
	    NOT_FOUND);
	folder_write(*state, "test.db", "", 0);
	assert_status(migrate_run(*state, &schema, CONNECTION_OURS), INVALID);
	folder_run(*state, "test.db", "CREATE TABLE foreign_one (x)");
	assert_status(migrate_run(*state, &schema, CONNECTION_FRESH),
	    INVALID);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_EMPTY(steps_run_in_order_and_once),
		ON_EMPTY(a_new_database_is_not_copied),
		ON_EMPTY(a_database_is_copied_before_it_is_changed),
		ON_EMPTY(the_copy_of_an_earlier_try_is_replaced),
		ON_EMPTY(without_a_copy_nothing_is_changed),
		ON_EMPTY(a_step_that_fails_half_way_is_undone),
		ON_EMPTY(a_step_that_does_not_set_its_number_is_undone),
		ON_EMPTY(a_step_that_sets_another_number_is_undone),
		ON_EMPTY(a_step_that_changes_the_application_is_undone),
		ON_EMPTY(a_step_that_leaves_an_orphan_is_undone),
		ON_EMPTY(a_step_that_ends_its_transaction_is_refused),
		ON_EMPTY(a_gap_or_a_repetition_in_the_numbers_is_refused),
		ON_EMPTY(a_table_can_be_rebuilt_under_its_references),
		ON_EMPTY(runners_at_once_do_each_step_once),
		ON_EMPTY(upgraders_at_once_keep_the_copy_of_the_old),
		ON_EMPTY(our_databases_come_from_their_first_version),
		ON_EMPTY(a_fresh_file_is_refused_where_ours_is_expected),
	};

	return cmocka_run_group_tests_name("migrate_steps", tests, NULL, NULL);
}
