#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "store/accounts.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */

static struct admin
admin_of(const char *email)
{
	struct admin admin = {
		.email = email,
		.cost_memory = 268435456,
		.cost_passes = 3,
	};

	memset(admin.salt, 0xaa, sizeof(admin.salt));
	memset(admin.verifier, 0xbb, sizeof(admin.verifier));
	return admin;
}

static void
an_admin_is_found_by_address(void **state)
{
	struct office *office = folder_office(*state);
	ARENA(arena);
	struct admin admin = admin_of("anna@example.org");
	struct admin found;

	assert_status(office_admin_add(office, &admin, NULL, 0, 0, now), OK);
	assert_int_equal(admin.id, 1);
	assert_int_equal(admin.created_at, now);
	assert_status(office_admin_by_email(office, arena, "anna@example.org",
	    &found), OK);
	assert_int_equal(found.id, 1);
	assert_string_equal(found.email, "anna@example.org");
	assert_memory_equal(found.salt, admin.salt, sizeof(found.salt));
	assert_memory_equal(found.verifier, admin.verifier,
	    sizeof(found.verifier));
	assert_int_equal(found.cost_memory, 268435456);
	assert_int_equal(found.cost_passes, 3);
	assert_int_equal(found.created_at, now);
	office_close(office);
}

static void
an_address_is_the_same_in_any_case(void **state)
{
	struct office *office = folder_office(*state);
	ARENA(arena);
	struct admin admin = admin_of("anna@example.org");
	struct admin found;

	assert_status(office_admin_add(office, &admin, NULL, 0, 0, now), OK);
	assert_status(office_admin_by_email(office, arena, "Anna@Example.org",
	    &found), OK);
	assert_string_equal(found.email, "anna@example.org");
	office_close(office);
}

static void
an_address_has_one_admin(void **state)
{
	struct office *office = folder_office(*state);
	struct admin first = admin_of("anna@example.org");
	struct admin second = admin_of("ANNA@example.org");
	int64_t count;

	assert_status(office_admin_add(office, &first, NULL, 0, 0, now), OK);
	assert_status(office_admin_add(office, &second, NULL, 0, 0, now), CONFLICT);
	assert_status(office_admin_count(office, &count), OK);
	assert_int_equal(count, 1);
	office_close(office);
}

static void
who_was_there_first_is_found_without_an_address(void **state)
{
	struct office *office = folder_office(*state);
	ARENA(arena);
	struct admin first = admin_of("zoe@example.org");
	struct admin second = admin_of("anna@example.org");
	struct admin found;

	assert_status(office_admin_add(office, &first, NULL, 0, 0, now), OK);
	assert_status(office_admin_add(office, &second, NULL, 0, 0, now), OK);
	assert_status(office_admin_first(office, arena, &found), OK);
	assert_string_equal(found.email, "zoe@example.org");
	office_close(office);
}

static void
a_refused_admin_leaves_no_audit_event(void **state)
{
	struct office *office = folder_office(*state);
	struct admin admin = admin_of("anna@example.org");

	assert_status(office_admin_add(office, &admin, NULL, 0, 0, now), OK);
	assert_status(office_admin_add(office, &admin, NULL, 0, 0, now), CONFLICT);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM audit_event WHERE kind = 'admin.added'"
	    " AND subject = 1 AND admin_id IS NULL"), 1);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM audit_event"), 1);
}

static void
an_unknown_address_is_not_found(void **state)
{
	struct office *office = folder_office(*state);
	ARENA(arena);
	struct admin found;
	int64_t count = -1;

	assert_status(office_admin_by_email(office, arena, "b@example.org",
	    &found), NOT_FOUND);
	assert_status(office_admin_by_email(office, arena, "", &found),
	    NOT_FOUND);
	assert_status(office_admin_first(office, arena, &found), NOT_FOUND);
	assert_status(office_admin_count(office, &count), OK);
	assert_int_equal(count, 0);
	office_close(office);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(an_admin_is_found_by_address),
		ON_FOLDER(an_address_is_the_same_in_any_case),
		ON_FOLDER(an_address_has_one_admin),
		ON_FOLDER(who_was_there_first_is_found_without_an_address),
		ON_FOLDER(a_refused_admin_leaves_no_audit_event),
		ON_FOLDER(an_unknown_address_is_not_found),
	};

	return cmocka_run_group_tests_name("admins", tests, NULL, NULL);
}
