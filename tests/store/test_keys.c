#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "store/accounts.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */

/* All that init stores; the bytes of keys are marks. */
struct ceremony {
	struct admin admin;
	struct office_site_key key;
	struct office_grant grants[2];
};

static struct office_grant
grant_for(int64_t admin_id, int mark)
{
	struct office_grant grant = { .generation = 1, .admin_id = admin_id };

	memset(grant.public_key, mark, sizeof(grant.public_key));
	memset(grant.sealed, mark + 1, sizeof(grant.sealed));
	memset(grant.vouch, mark + 2, sizeof(grant.vouch));
	return grant;
}

static struct ceremony
ceremony_of(const char *email)
{
	struct ceremony c = {
		.admin = { .email = email, .cost_memory = 8192,
		    .cost_passes = 1, .has_personal = true },
		.key = { .generation = 1, .fingerprint = "3f9a" },
		.grants = { grant_for(OFFICE_FIRST_ADMIN, 10),
		    grant_for(0, 20) },
	};

	memset(c.key.public_key, 0x77, sizeof(c.key.public_key));
	memset(c.admin.personal_public, 10, sizeof(c.admin.personal_public));
	memset(c.admin.personal_wrapped, 0x55,
	    sizeof(c.admin.personal_wrapped));
	return c;
}

static enum status
init(struct office *office, struct ceremony *c)
{
	return office_init(office, &c->admin, &c->key, c->grants, 2, now);
}

static void
what_init_stored_comes_back(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c = ceremony_of("anna@example.org");
	ARENA(arena);
	struct office_site_key key;
	struct admin admin;

	assert_status(init(office, &c), OK);
	assert_int_equal(c.admin.id, OFFICE_FIRST_ADMIN);
	assert_status(office_site_key(office, arena, &key), OK);
	assert_int_equal(key.generation, 1);
	assert_string_equal(key.fingerprint, "3f9a");
	assert_int_equal(key.created_at, now);
	assert_memory_equal(key.public_key, c.key.public_key, 32);
	assert_status(office_admin_by_id(office, arena, 1, &admin), OK);
	assert_true(admin.has_personal);
	assert_false(admin.has_totp);
	assert_int_equal(admin.totp_last_step, -1);
	assert_memory_equal(admin.personal_public, c.admin.personal_public,
	    sizeof(admin.personal_public));
	assert_memory_equal(admin.personal_wrapped, c.admin.personal_wrapped,
	    sizeof(admin.personal_wrapped));
	office_close(office);
}

static void
a_grant_comes_back_with_the_key_it_is_of(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c = ceremony_of("anna@example.org");

	assert_status(init(office, &c), OK);
	for (size_t i = 0; i < 2; i++) {
		const struct office_grant *given = &c.grants[i];
		struct office_grants held;

		assert_status(office_grants(office, given->admin_id, &held),
		    OK);
		assert_int_equal(held.len, 1);
		assert_int_equal(held.at[0].generation, 1);
		assert_int_equal(held.at[0].admin_id, given->admin_id);
		assert_int_equal(held.at[0].created_at, now);
		assert_memory_equal(held.at[0].public_key, given->public_key,
		    sizeof(given->public_key));
		assert_memory_equal(held.at[0].sealed, given->sealed,
		    sizeof(given->sealed));
		assert_memory_equal(held.at[0].vouch, given->vouch,
		    sizeof(given->vouch));
		assert_memory_equal(held.site_keys[0], c.key.public_key, 32);
	}
	office_close(office);
}

static void
who_is_granted_nothing_holds_nothing(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c = ceremony_of("anna@example.org");
	struct office_grants held;

	assert_status(office_grants(office, 0, &held), OK);
	assert_int_equal(held.len, 0);
	assert_status(init(office, &c), OK);
	assert_status(office_grants(office, 2, &held), OK);
	assert_int_equal(held.len, 0);
	office_close(office);
}

static void
an_office_is_set_up_once(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c = ceremony_of("anna@example.org");

	assert_status(init(office, &c), OK);
	c = ceremony_of("bob@example.org");
	assert_status(init(office, &c), CONFLICT);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT (SELECT count(*) FROM admin) * 100"
	    " + (SELECT count(*) FROM site_key) * 10"
	    " + (SELECT count(*) FROM key_grant)"), 112);
}

static void
an_office_with_an_admin_is_not_set_up(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c = ceremony_of("anna@example.org");

	assert_status(office_admin_add(office, &c.admin, NULL, 0, 0, now), OK);
	assert_status(init(office, &c), CONFLICT);
	office_close(office);
}

static void
an_office_whose_first_admin_has_gone_is_not_set_up(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c = ceremony_of("anna@example.org");
	struct admin second = { .email = "bob@example.org",
	    .cost_memory = 8192, .cost_passes = 1 };

	assert_status(office_admin_add(office, &c.admin, NULL, 0, 0, now), OK);
	assert_status(office_admin_add(office, &second, NULL, 0, 0, now), OK);
	folder_run(*state, "office.db", "DELETE FROM admin WHERE id = 1");
	assert_status(init(office, &c), CONFLICT);
	office_close(office);
}

static void
a_grant_that_fits_nobody_undoes_the_whole(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c = ceremony_of("anna@example.org");
	ARENA(arena);
	struct office_site_key key;
	int64_t count;

	c.grants[1].admin_id = 99;
	assert_status(init(office, &c), FAILED);
	assert_status(office_admin_count(office, &count), OK);
	assert_int_equal(count, 0);
	assert_status(office_site_key(office, arena, &key), NOT_FOUND);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM audit_event"), 0);
}

static void
a_key_has_one_recovery_code(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c = ceremony_of("anna@example.org");

	c.grants[0] = c.grants[1];
	assert_status(init(office, &c), CONFLICT);
	office_close(office);
}

static void
a_removed_admin_takes_the_grants_along(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c = ceremony_of("anna@example.org");
	struct office_grants held;

	assert_status(init(office, &c), OK);
	folder_run(*state, "office.db",
	    "PRAGMA foreign_keys = ON; DELETE FROM admin");
	assert_status(office_grants(office, OFFICE_FIRST_ADMIN, &held), OK);
	assert_int_equal(held.len, 0);
	assert_status(office_grants(office, 0, &held), OK);
	assert_int_equal(held.len, 1);
	office_close(office);
}

static void
setting_up_is_in_the_audit_log(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c = ceremony_of("anna@example.org");

	assert_status(init(office, &c), OK);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM audit_event WHERE subject = 1"
	    " AND kind IN ('admin.added', 'site_key.made')"), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(what_init_stored_comes_back),
		ON_FOLDER(a_grant_comes_back_with_the_key_it_is_of),
		ON_FOLDER(who_is_granted_nothing_holds_nothing),
		ON_FOLDER(an_office_is_set_up_once),
		ON_FOLDER(an_office_with_an_admin_is_not_set_up),
		ON_FOLDER(an_office_whose_first_admin_has_gone_is_not_set_up),
		ON_FOLDER(a_grant_that_fits_nobody_undoes_the_whole),
		ON_FOLDER(a_key_has_one_recovery_code),
		ON_FOLDER(a_removed_admin_takes_the_grants_along),
		ON_FOLDER(setting_up_is_in_the_audit_log),
	};

	return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
