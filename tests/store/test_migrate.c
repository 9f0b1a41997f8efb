#include "folder.h"

#include <dirent.h>
#include <sys/stat.h>

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "base/embedded.h"
#include "base/text.h"
#include "store/migrate.h"

static void
a_new_folder_and_its_databases_are_closed_to_others(void **state)
{
	char *dir = strdup(folder_path(*state, "data"));

	assert_status(migrate_create(dir), OK);
	assert_int_equal(folder_mode(*state, "data"), 0700);
	assert_int_equal(folder_mode(dir, "intake.db"), 0600);
	assert_int_equal(folder_mode(dir, "office.db"), 0600);
	assert_int_equal(folder_mode(dir, "intake.lock"), 0600);
	store_close(folder_store(dir, STORE_PUBLIC));
	office_close(folder_office(dir));
	assert_int_equal(folder_teardown((void *[]){ dir }), 0);
}

static void
an_umask_of_nothing_opens_nothing(void **state)
{
	mode_t before = umask(0);

	assert_status(migrate_create(*state), OK);
	(void)umask(before);
	assert_int_equal(folder_mode(*state, "intake.db"), 0600);
	assert_int_equal(folder_mode(*state, "office.db"), 0600);
}

static void
an_empty_folder_is_closed_to_others_but_a_used_one_is_left(void **state)
{
	assert_int_equal(chmod(*state, 0755), 0);
	assert_status(migrate_create(*state), OK);
	assert_int_equal(folder_mode(*state, "."), 0700);
	assert_int_equal(unlink(folder_path(*state, "intake.db")), 0);
	assert_int_equal(unlink(folder_path(*state, "office.db")), 0);
	assert_int_equal(chmod(*state, 0755), 0);
	assert_status(migrate_create(*state), OK);
	assert_int_equal(folder_mode(*state, "."), 0755);
}

static void
nothing_is_left_open_beside_a_new_database(void **state)
{
	assert_false(folder_has(*state, "intake.db-wal"));
	assert_false(folder_has(*state, "office.db-wal"));
}

static void
a_folder_that_holds_a_database_is_not_made_again(void **state)
{
	uint64_t intake = folder_digest(*state, "intake.db");

	assert_status(migrate_create(*state), CONFLICT);
	assert_int_equal(folder_digest(*state, "intake.db"), intake);
	assert_int_equal(unlink(folder_path(*state, "office.db")), 0);
	assert_status(migrate_create(*state), CONFLICT);
	assert_false(folder_has(*state, "office.db"));
}

static void
what_a_failed_creation_began_is_removed(void **state)
{
	assert_int_equal(mkdir(folder_path(*state, "office.lock"), 0700), 0);
	assert_status(migrate_create(*state), FAILED);
	assert_false(folder_has(*state, "intake.db"));
	assert_false(folder_has(*state, "office.db"));
	assert_status(migrate_create(folder_path(*state, "no/such")), FAILED);
}

static void
a_folder_up_to_date_is_left_alone(void **state)
{
	uint64_t intake = folder_digest(*state, "intake.db");
	uint64_t office = folder_digest(*state, "office.db");

	assert_status(migrate_all(*state), OK);
	assert_int_equal(folder_digest(*state, "intake.db"), intake);
	assert_int_equal(folder_digest(*state, "office.db"), office);
	assert_false(folder_has(*state, "intake.db.before-2"));
}

static void
a_folder_without_databases_is_not_found(void **state)
{
	assert_status(migrate_all(*state), NOT_FOUND);
	assert_status(migrate_all(folder_path(*state, "nowhere")), NOT_FOUND);
	assert_false(folder_has(*state, "intake.db"));
}

static void
one_database_without_the_other_is_refused(void **state)
{
	assert_int_equal(unlink(folder_path(*state, "office.db")), 0);
	assert_status(migrate_all(*state), INVALID);
	assert_false(folder_has(*state, "office.db"));
}

static void
a_newer_database_is_refused_as_it_is(void **state)
{
	uint64_t digest;

	folder_run(*state, "office.db", "PRAGMA user_version = 99");
	digest = folder_digest(*state, "office.db");
	assert_status(migrate_all(*state), INVALID);
	assert_int_equal(folder_digest(*state, "office.db"), digest);
}

static void
a_damaged_page_is_found(void **state)
{
	char noise[64];
	long size = folder_size(*state, "intake.db");
	FILE *file = fopen(folder_path(*state, "intake.db"), "r+");

	memset(noise, 0x5a, sizeof(noise));
	assert_non_null(file);
	assert_int_equal(fseek(file, size - 4096, SEEK_SET), 0);
	assert_int_equal(fwrite(noise, 1, sizeof(noise), file), sizeof(noise));
	assert_int_equal(fclose(file), 0);
	assert_status(migrate_all(*state), INVALID);
}

/* ---- trying it ---- */

/* office.db as the program before this one had it. */
static const char before[] = "DROP INDEX audit_event_subject;"
    "PRAGMA user_version = 7";

/* The same, but the last step cannot be done. */
static const char in_the_way[] = "PRAGMA user_version = 7";

static void
assert_tried(const char *dir, const char *sql, enum status st)
{
	uint64_t intake;
	uint64_t office;

	folder_run(dir, "office.db", sql);
	intake = folder_digest(dir, "intake.db");
	office = folder_digest(dir, "office.db");
	assert_status(migrate_try(dir), st);
	assert_int_equal(folder_digest(dir, "intake.db"), intake);
	assert_int_equal(folder_digest(dir, "office.db"), office);
	assert_false(folder_has(dir, "migrate-try"));
	assert_false(folder_has(dir, "office.db.before-8"));
}

static void
what_can_be_migrated_is_found_so_and_left_alone(void **state)
{
	assert_tried(*state, before, OK);
	assert_int_equal(folder_number(*state, "office.db",
	    "PRAGMA user_version"), 7);
	assert_status(migrate_all(*state), OK);
	assert_int_equal(folder_number(*state, "office.db",
	    "PRAGMA user_version"), 8);
}

static void
what_cannot_be_migrated_is_found_before_anything_is_changed(void **state)
{
	assert_tried(*state, in_the_way, FAILED);
	assert_int_equal(folder_number(*state, "office.db",
	    "PRAGMA user_version"), 7);
}

static void
it_is_tried_while_the_site_is_at_work(void **state)
{
	struct store *store = folder_store(*state, STORE_PUBLIC);

	assert_status(migrate_try(*state), OK);
	assert_false(folder_has(*state, "migrate-try"));
	store_close(store);
}

static void
a_try_without_databases_is_not_found(void **state)
{
	assert_status(migrate_try(*state), NOT_FOUND);
	assert_false(folder_has(*state, "migrate-try"));
}

static int
create(const char *dir, int number)
{
	return (int)migrate_create(dir);
}

static void
of_many_creators_at_once_one_wins(void **state)
{
	int codes[FOLDER_CODES];

	folder_race(*state, 8, create, codes);
	assert_int_equal(codes[OK], 1);
	assert_int_equal(codes[CONFLICT], 7);
	store_close(folder_store(*state, STORE_PUBLIC));
	office_close(folder_office(*state));
}

/* ---- the migrations themselves ---- */

static size_t
files_in(const char *path)
{
	DIR *listing = opendir(path);
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(listing);
	while ((entry = readdir(listing)) != NULL)
		count += strstr(entry->d_name, ".sql") != NULL;
	assert_int_equal(closedir(listing), 0);
	return count;
}

static void
every_migration_file_is_in_the_program(void **state)
{
	assert_int_equal(schema_intake().len, files_in(MIGRATIONS "/intake"));
	assert_int_equal(schema_office().len, files_in(MIGRATIONS "/office"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_EMPTY(a_new_folder_and_its_databases_are_closed_to_others),
		ON_EMPTY(an_umask_of_nothing_opens_nothing),
		ON_EMPTY(
		    an_empty_folder_is_closed_to_others_but_a_used_one_is_left),
		ON_FOLDER(nothing_is_left_open_beside_a_new_database),
		ON_FOLDER(a_folder_that_holds_a_database_is_not_made_again),
		ON_EMPTY(what_a_failed_creation_began_is_removed),
		ON_FOLDER(a_folder_up_to_date_is_left_alone),
		ON_EMPTY(a_folder_without_databases_is_not_found),
		ON_FOLDER(one_database_without_the_other_is_refused),
		ON_FOLDER(a_newer_database_is_refused_as_it_is),
		ON_FOLDER(a_damaged_page_is_found),
		ON_FOLDER(what_can_be_migrated_is_found_so_and_left_alone),
		ON_FOLDER(
		    what_cannot_be_migrated_is_found_before_anything_is_changed),
		ON_FOLDER(it_is_tried_while_the_site_is_at_work),
		ON_EMPTY(a_try_without_databases_is_not_found),
		ON_EMPTY(of_many_creators_at_once_one_wins),
		cmocka_unit_test(every_migration_file_is_in_the_program),
	};

	return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
