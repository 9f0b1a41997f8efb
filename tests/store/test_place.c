/* Where the data of a folder are, and statements in PostgreSQL's words. */
#include "../unit/test.h"

#include <unistd.h>

#include "folder.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/buf.h"
#include "store/place.h"
#include "store/postgres.h"

static const char url[] = "postgresql:///fourways?host=/run/postgresql";

static void
note(const char *dir, const char *text)
{
	folder_write(dir, "database", text, strlen(text));
}

/* ---- the place ---- */

static void
without_a_note_the_data_are_in_files(void **state)
{
	ARENA(arena);
	const char *found = url;

	assert_status(place_read(*state, arena, &found), OK);
	assert_null(found);
	assert_status(place_read("/nowhere", arena, &found), OK);
	assert_null(found);
}

static void
what_is_written_is_read(void **state)
{
	ARENA(arena);
	const char *found;

	assert_status(place_write(*state, url), OK);
	assert_status(place_read(*state, arena, &found), OK);
	assert_string_equal(found, url);
	assert_int_equal(folder_mode(*state, "database"), 0600);
	assert_false(folder_has(*state, "database.part"));
	assert_status(place_write(*state, "postgres://db/other"), OK);
	assert_status(place_read(*state, arena, &found), OK);
	assert_string_equal(found, "postgres://db/other");
	assert_status(place_remove(*state), OK);
	assert_status(place_read(*state, arena, &found), OK);
	assert_null(found);
	assert_status(place_remove(*state), OK);
}

static void
what_is_no_url_is_refused(void **state)
{
	static const char *const wrong[] = { "", "files", "mysql://db/x",
		"Postgres://db/x", " postgres://db/x", "postgres:/db",
		"postgres://db/x\ty" };
	ARENA(arena);
	const char *found;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_status(place_write(*state, wrong[i]), INVALID);
		assert_false(folder_has(*state, "database"));
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		note(*state, wrong[i]);
		assert_status(place_read(*state, arena, &found), INVALID);
		assert_null(found);
	}
}

static void
a_url_has_no_password_and_an_end(void **state)
{
	ARENA(arena);
	char *longest = arena_alloc(arena, PLACE_MAX + 2);

	assert_status(place_check("postgres://me:secret@db/x"), INVALID);
	assert_status(place_check("postgres://db/x?password=secret"), INVALID);
	assert_status(place_check("postgres://me@db/x"), OK);
	memset(longest, 'a', PLACE_MAX);
	memcpy(longest, "postgres://", 11);
	longest[PLACE_MAX - 1] = '\0';
	assert_status(place_check(longest), OK);
	longest[PLACE_MAX - 1] = 'a';
	longest[PLACE_MAX] = '\0';
	assert_status(place_check(longest), INVALID);
}

static void
a_note_that_is_a_link_is_not_followed(void **state)
{
	ARENA(arena);
	const char *found;

	folder_write(*state, "elsewhere", url, strlen(url));
	assert_int_equal(symlink(folder_path(*state, "elsewhere"),
	    folder_path(*state, "database")), 0);
	assert_status(place_read(*state, arena, &found), FAILED);
}

/* ---- statements ---- */

static void
assert_translated(const char *sql, const char *wanted, size_t parameters)
{
	BUF(text, 1000);
	struct postgres_query own = { 0 };

	postgres_translate(sql, &text, &own);
	assert_string_equal(buf_text(&text), wanted);
	assert_int_equal(own.len, parameters);
}

static void
each_name_is_one_parameter(void **state)
{
	assert_translated("SELECT 1", "SELECT 1", 0);
	assert_translated("UPDATE t SET a = :a, b = :b WHERE a <> :a",
	    "UPDATE t SET a = $1, b = $2 WHERE a <> $1", 2);
	assert_translated(":at :at2 :a", "$1 $2 $3", 3);
}

static void
casts_and_literals_stay(void **state)
{
	assert_translated("SELECT :a::bigint, '09:30', ':a', 'it''s :b'",
	    "SELECT $1::bigint, '09:30', ':a', 'it''s :b'", 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_EMPTY(without_a_note_the_data_are_in_files),
		ON_EMPTY(what_is_written_is_read),
		ON_EMPTY(what_is_no_url_is_refused),
		ON_EMPTY(a_url_has_no_password_and_an_end),
		ON_EMPTY(a_note_that_is_a_link_is_not_followed),
		cmocka_unit_test(each_name_is_one_parameter),
		cmocka_unit_test(casts_and_literals_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
