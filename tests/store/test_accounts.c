#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "store/accounts.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */

/* Bytes of keys are marks. */
static struct office_grant
grant_for(int64_t admin_id, int64_t generation)
{
	struct office_grant grant = { .generation = generation,
		.admin_id = admin_id };

	memset(grant.sealed, (int)(admin_id * 16 + generation),
	    sizeof(grant.sealed));
	return grant;
}

static struct admin
admin_of(const char *email)
{
	struct admin admin = { .email = email, .cost_memory = 8192,
		.cost_passes = 1, .has_personal = true };

	memset(admin.personal_public, 1, sizeof(admin.personal_public));
	memset(admin.personal_wrapped, 2, sizeof(admin.personal_wrapped));
	return admin;
}

/* An office with the admin anna, who has the id 1, and a recovery code. */
static struct office *
office_of_anna(const char *dir)
{
	struct office *office = folder_office(dir);
	struct admin anna = admin_of("anna@example.org");
	struct office_site_key key = { .generation = 1,
		.fingerprint = "3f9a" };
	const struct office_grant grants[] = { grant_for(1, 1),
		grant_for(0, 1) };

	assert_status(office_init(office, &anna, &key, grants, 2, now), OK);
	return office;
}

static void
add_bob(struct office *office)
{
	struct admin bob = admin_of("bob@example.org");
	struct office_grant grant = grant_for(2, 1);

	assert_status(office_admin_add(office, &bob, &grant, 1, 1, now), OK);
	assert_int_equal(bob.id, 2);
}

static struct admin
read_admin(struct office *office, struct arena *arena, int64_t id)
{
	struct admin admin;

	assert_status(office_admin_by_id(office, arena, id, &admin), OK);
	return admin;
}

static int64_t
events(const char *dir, const char *kind)
{
	ARENA(arena);

	return folder_number(dir, "office.db", arena_printf(arena,
	    "SELECT count(*) FROM audit_event WHERE kind = '%s'", kind));
}

static void
sign_in(struct office *office, const struct admin *admin, int mark)
{
	uint8_t bytes[SESSION_WRAPPED_SIZE] = { 0 };

	memcpy(bytes, &mark, sizeof(mark));
	assert_status(office_sign_in(office, &(struct sign_in){
		.admin = admin,
		.keys = { bytes, bytes },
		.form_token = "formformformformformformformformformformfor",
		.totp_step = -1,
		.device_hash = bytes,
	    }, now), OK);
}

/* ---- who there is ---- */

static void
the_list_says_who_can_unlock(void **state)
{
	struct office *office = office_of_anna(*state);
	struct admin carl = admin_of("carl@example.org");
	ARENA(arena);
	struct admin_rows rows;

	add_bob(office);
	assert_status(office_admin_add(office, &carl, NULL, 0, 0, now + 5),
	    OK);
	assert_status(office_admins(office, arena, &rows), OK);
	assert_int_equal(rows.len, 3);
	assert_string_equal(rows.at[0].email, "anna@example.org");
	assert_int_equal(rows.at[0].generation, 1);
	assert_int_equal(rows.at[1].generation, 1);
	assert_int_equal(rows.at[2].generation, 0);
	assert_int_equal(rows.at[2].created_at, now + 5);
	assert_false(rows.at[0].has_totp);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT admin_id FROM audit_event WHERE kind = 'admin.added'"
	    " AND subject = 2"), 1);
}

static void
an_id_is_never_given_twice(void **state)
{
	struct office *office = folder_office(*state);
	int64_t id;

	assert_status(office_admin_next_id(office, &id), OK);
	assert_int_equal(id, 1);
	office_close(office);
	office = office_of_anna(*state);
	add_bob(office);
	assert_status(office_admin_remove(office, 2, 1, now), OK);
	assert_status(office_admin_next_id(office, &id), OK);
	assert_int_equal(id, 3);
	office_close(office);
}

static void
an_admin_whose_grants_do_not_fit_is_not_added(void **state)
{
	struct office *office = office_of_anna(*state);
	struct admin bob = admin_of("bob@example.org");
	struct office_grant grant = grant_for(2, 7);
	int64_t count;

	assert_status(office_admin_add(office, &bob, &grant, 1, 0, now),
	    FAILED);
	assert_status(office_admin_count(office, &count), OK);
	assert_int_equal(count, 1);
	office_close(office);
}

/* ---- removing ---- */

static void
a_removed_admin_takes_everything_along(void **state)
{
	struct office *office = office_of_anna(*state);
	ARENA(arena);
	struct admin bob;

	add_bob(office);
	bob = read_admin(office, arena, 2);
	sign_in(office, &bob, 7);
	folder_run(*state, "office.db",
	    "INSERT INTO spare_code (admin_id, code_hash)"
	    " VALUES (2, zeroblob(32))");
	assert_status(office_admin_remove(office, 2, 1, now), OK);
	assert_status(office_admin_by_id(office, arena, 2, &bob), NOT_FOUND);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT (SELECT count(*) FROM session) +"
	    " (SELECT count(*) FROM device) +"
	    " (SELECT count(*) FROM spare_code) +"
	    " (SELECT count(*) FROM key_grant WHERE admin_id = 2)"), 0);
	assert_int_equal(events(*state, "admin.removed"), 1);
}

static void
the_last_one_who_can_unlock_stays(void **state)
{
	struct office *office = office_of_anna(*state);
	struct admin bob = admin_of("bob@example.org");

	assert_status(office_admin_remove(office, 1, 0, now), CONFLICT);
	assert_status(office_admin_add(office, &bob, NULL, 0, 0, now), OK);
	assert_status(office_admin_remove(office, 1, 0, now), CONFLICT);
	assert_status(office_admin_remove(office, 2, 0, now), OK);
	assert_status(office_admin_remove(office, 2, 0, now), NOT_FOUND);
	office_close(office);
	assert_int_equal(events(*state, "admin.removed"), 1);
}

/* ---- secrets ---- */

static void
secrets_are_changed_only_where_they_are_what_was_looked_at(void **state)
{
	struct office *office = office_of_anna(*state);
	const struct kept_session none = { 0 };
	ARENA(arena);
	const struct admin was = read_admin(office, arena, 1);
	struct admin fresh = was;
	struct admin other = was;

	fresh.verifier[0] = 9;
	other.verifier[0] = 8;
	assert_status(office_admin_passphrase(office, &fresh, &other, &none, 1,
	    now), CONFLICT);
	other = was;
	other.has_totp = true;
	assert_status(office_admin_passphrase(office, &fresh, &other, &none, 1,
	    now), CONFLICT);
	assert_status(office_admin_rewrap(office, &fresh, &other, NULL, 0,
	    now), CONFLICT);
	assert_status(office_admin_passphrase(office, &fresh, &was, &none, 1,
	    now), OK);
	assert_status(office_admin_passphrase(office, &fresh, &was, &none, 1,
	    now), CONFLICT);
	assert_int_equal(read_admin(office, arena, 1).verifier[0], 9);
	office_close(office);
	assert_int_equal(events(*state, "admin.passphrase"), 1);
}

static void
a_rewrap_brings_new_grants_in_the_place_of_old_ones(void **state)
{
	struct office *office = office_of_anna(*state);
	ARENA(arena);
	const struct admin was = read_admin(office, arena, 1);
	struct admin fresh = was;
	struct office_grant grant = grant_for(1, 1);
	struct office_grants held;

	fresh.cost_memory = 65536;
	memset(grant.sealed, 0x77, sizeof(grant.sealed));
	assert_status(office_admin_rewrap(office, &fresh, &was, &grant, 1,
	    now), OK);
	assert_status(office_grants(office, 1, &held), OK);
	assert_int_equal(held.len, 1);
	assert_int_equal(held.at[0].sealed[0], 0x77);
	assert_int_equal(read_admin(office, arena, 1).cost_memory, 65536);
	fresh.cost_memory = 131072;
	assert_status(office_admin_rewrap(office, &fresh, &was, NULL, 0, now),
	    OK);
	assert_status(office_grants(office, 1, &held), OK);
	assert_int_equal(held.len, 1);
	office_close(office);
	assert_int_equal(events(*state, "key.granted"), 1);
}

static void
recovering_ends_all_that_hung_on_the_old_passphrase(void **state)
{
	struct office *office = office_of_anna(*state);
	const struct office_grant grants[] = { grant_for(1, 1),
		grant_for(0, 1) };
	const uint8_t spare[SPARE_CODES][32] = { { 1 }, { 2 }, { 3 }, { 4 },
		{ 5 }, { 6 }, { 7 }, { 8 }, { 9 }, { 10 } };
	const struct kept_session none = { 0 };
	const uint8_t totp[61] = { 1 };
	ARENA(arena);
	struct admin was = read_admin(office, arena, 1);
	struct admin fresh;

	sign_in(office, &was, 7);
	assert_status(office_totp_begin(office, 1, was.verifier, totp, 5,
	    spare, &none, now), OK);
	was = read_admin(office, arena, 1);
	assert_true(was.has_totp);
	sign_in(office, &was, 8);
	fresh = was;
	fresh.has_totp = false;
	fresh.verifier[0] = 9;
	assert_status(office_admin_recover(office, &fresh, &was, grants, 2,
	    now + 60), OK);
	assert_false(read_admin(office, arena, 1).has_totp);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT (SELECT count(*) FROM session) +"
	    " (SELECT count(*) FROM device) +"
	    " (SELECT count(*) FROM spare_code)"), 0);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM key_grant WHERE created_at ="
	    " (SELECT created_at + 60 FROM admin)"), 2);
	assert_int_equal(events(*state, "admin.recovered"), 1);
}

static void
a_change_that_fails_half_way_changes_nothing(void **state)
{
	struct office *office = office_of_anna(*state);
	const struct office_grant grants[] = { grant_for(1, 7),
		grant_for(0, 7) };
	ARENA(arena);
	const struct admin was = read_admin(office, arena, 1);
	struct admin fresh = was;
	struct office_grants held;

	fresh.verifier[0] = 9;
	assert_status(office_admin_recover(office, &fresh, &was, grants, 2,
	    now), FAILED);
	assert_status(office_recovery_replace(office, &grants[1], 1, 1, now),
	    FAILED);
	assert_int_equal(read_admin(office, arena, 1).verifier[0], 0);
	assert_status(office_grants(office, 0, &held), OK);
	assert_int_equal(held.len, 1);
	office_close(office);
	assert_int_equal(events(*state, "admin.recovered"), 0);
	assert_int_equal(events(*state, "recovery.renewed"), 0);
}

/* ---- the second factor ---- */

static void
a_step_of_the_app_lets_in_once_and_never_an_older_one(void **state)
{
	struct office *office = office_of_anna(*state);
	const uint8_t spare[SPARE_CODES][32] = { { 1 }, { 2 }, { 3 }, { 4 },
		{ 5 }, { 6 }, { 7 }, { 8 }, { 9 }, { 10 } };
	const struct kept_session none = { 0 };
	const uint8_t totp[61] = { 1 };
	static const struct {
		int64_t step;
		enum status status;
	} tries[] = { { 5, DENIED }, { 4, DENIED }, { 7, OK }, { 7, DENIED },
		{ 6, DENIED }, { 8, OK } };
	ARENA(arena);
	struct admin anna = read_admin(office, arena, 1);

	assert_status(office_totp_begin(office, 1, anna.verifier, totp, 5,
	    spare, &none, now), OK);
	anna = read_admin(office, arena, 1);
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		uint8_t bytes[SESSION_WRAPPED_SIZE] = { (uint8_t)(i + 1) };

		assert_status(office_sign_in(office, &(struct sign_in){
			.admin = &anna,
			.keys = { bytes, bytes },
			.form_token =
			    "formformformformformformformformformformfor",
			.totp_step = tries[i].step,
			.device_hash = bytes,
		    }, now), tries[i].status);
	}
	assert_int_equal(read_admin(office, arena, 1).totp_last_step, 8);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM session"), 2);
}

static void
turning_it_on_needs_the_account_that_was_looked_at(void **state)
{
	struct office *office = office_of_anna(*state);
	const uint8_t spare[SPARE_CODES][32] = { { 1 }, { 2 }, { 3 }, { 4 },
		{ 5 }, { 6 }, { 7 }, { 8 }, { 9 }, { 10 } };
	const struct kept_session none = { 0 };
	const struct kept_session gone = { .id = 99,
		.keys = { spare[0], spare[0] } };
	const uint8_t other[32] = { 8 };
	const uint8_t was[32] = { 0 };
	const uint8_t totp[61] = { 1 };
	int64_t left;

	assert_status(office_totp_begin(office, 1, other, totp, 5, spare,
	    &none, now), CONFLICT);
	assert_status(office_totp_end(office, 1, other, &none, now),
	    CONFLICT);
	/* Nor does it leave a session that has ended meanwhile. */
	assert_status(office_totp_end(office, 1, was, &gone, now), DENIED);
	assert_status(office_spare_codes_left(office, 1, &left), OK);
	assert_int_equal(left, 0);
	assert_status(office_spare_codes(office, 1, spare, now), OK);
	assert_status(office_spare_codes_left(office, 1, &left), OK);
	assert_int_equal(left, SPARE_CODES);
	office_close(office);
	assert_int_equal(events(*state, "factor.on"), 0);
	assert_int_equal(events(*state, "factor.off"), 0);
	assert_int_equal(events(*state, "spare_codes.made"), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(the_list_says_who_can_unlock),
		ON_FOLDER(an_id_is_never_given_twice),
		ON_FOLDER(an_admin_whose_grants_do_not_fit_is_not_added),
		ON_FOLDER(a_removed_admin_takes_everything_along),
		ON_FOLDER(the_last_one_who_can_unlock_stays),
		ON_FOLDER(
		    secrets_are_changed_only_where_they_are_what_was_looked_at),
		ON_FOLDER(a_rewrap_brings_new_grants_in_the_place_of_old_ones),
		ON_FOLDER(recovering_ends_all_that_hung_on_the_old_passphrase),
		ON_FOLDER(a_change_that_fails_half_way_changes_nothing),
		ON_FOLDER(
		    a_step_of_the_app_lets_in_once_and_never_an_older_one),
		ON_FOLDER(turning_it_on_needs_the_account_that_was_looked_at),
	};

	return cmocka_run_group_tests_name("accounts", tests, NULL, NULL);
}
