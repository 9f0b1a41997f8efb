#include "../unit/test.h"
#include "office.h"

#include "base/arena.h"
#include "crypto/keyring.h"
#include "crypto/open.h"
#include "crypto/recovery.h"
#include "crypto/token.h"
#include "crypto/totp.h"
#include "store/accounts.h"
#include "vault/unlock.h"

static const char fresh_passphrase[] = "nine otters under the old bridge";
static const struct passphrase_cost dearer = { 65536, 2 };

/* Reads the first admin and tries a passphrase. */
static enum status
try(struct test_office *office, const char *passphrase,
    struct unlock *unlock, uint8_t key[PASSPHRASE_KEY_SIZE])
{
	assert_status(unlock_read_id(office->vault.office, office->arena,
	    OFFICE_FIRST_ADMIN, unlock), OK);
	return unlock_try(&unlock->admin, passphrase, key);
}

static void
the_passphrase_unlocks_and_another_does_not(void **state)
{
	struct test_office *office = *state;
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;

	opener_lock(office->vault.opener);
	assert_status(try(office, "wrong", &unlock, key), DENIED);
	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), OK);
	assert_status(unlock_open(&unlock, key, office->vault.opener), OK);
	assert_int_equal(opener_generation(office->vault.opener), 1);
	assert_false(unlock.renewed);
}

static void
an_address_is_read_in_whatever_case(void **state)
{
	struct test_office *office = *state;
	struct unlock unlock;

	assert_status(unlock_read(office->vault.office, office->arena,
	    "OWNER@example.org", &unlock), OK);
	assert_int_equal(unlock.admin.id, OFFICE_FIRST_ADMIN);
	assert_int_equal(unlock.grants.len, 1);
	assert_status(unlock_read(office->vault.office, office->arena,
	    "nobody@example.org", &unlock), NOT_FOUND);
	assert_status(unlock_read_id(office->vault.office, office->arena, 7,
	    &unlock), NOT_FOUND);
}

static void
an_account_without_a_grant_is_denied(void **state)
{
	struct test_office *office = *state;
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;

	office_run(office, "office.db",
	    "DELETE FROM key_grant WHERE admin_id = 1");
	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), OK);
	assert_status(unlock_open(&unlock, key, office->vault.opener),
	    DENIED);
	assert_int_equal(opener_generation(office->vault.opener), 0);
}

static void
opens_nothing_after(struct test_office *office, const char *change)
{
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;

	office_run(office, "office.db", change);
	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), OK);
	assert_status(unlock_open(&unlock, key, office->vault.opener),
	    DENIED);
	assert_int_equal(opener_generation(office->vault.opener), 0);
}

static void
a_damaged_grant_opens_nothing(void **state)
{
	opens_nothing_after(*state,
	    "UPDATE key_grant SET sealed = zeroblob(113)");
}

static void
a_damaged_own_key_opens_nothing(void **state)
{
	opens_nothing_after(*state,
	    "UPDATE admin SET personal_wrapped = zeroblob(73)");
}

static void
an_own_key_that_was_exchanged_opens_nothing(void **state)
{
	opens_nothing_after(*state,
	    "UPDATE admin SET personal_public = zeroblob(32)");
}

static void
a_site_key_that_was_exchanged_is_not_unlocked(void **state)
{
	opens_nothing_after(*state,
	    "UPDATE site_key SET public_key = zeroblob(32)");
}

/* ---- another passphrase ---- */

static void
another_passphrase_opens_the_same(void **state)
{
	struct test_office *office = *state;
	const struct kept_session none = { 0 };
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;
	struct admin fresh;

	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), OK);
	assert_status(unlock_rewrap(&unlock.admin, key, fresh_passphrase,
	    &dearer, &fresh), OK);
	assert_int_equal(fresh.cost_memory, dearer.memory);
	assert_memory_equal(fresh.personal_public,
	    unlock.admin.personal_public, 32);
	assert_memory_not_equal(fresh.personal_wrapped,
	    unlock.admin.personal_wrapped, 73);
	assert_memory_not_equal(fresh.salt, unlock.admin.salt, 16);
	assert_status(office_admin_passphrase(office->vault.office, &fresh,
	    &unlock.admin, &none, 0, office_now), OK);
	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), DENIED);
	assert_status(try(office, fresh_passphrase, &unlock, key), OK);
	assert_status(unlock_open(&unlock, key, office->vault.opener), OK);
}

static void
the_secret_of_the_app_goes_along(void **state)
{
	struct test_office *office = *state;
	uint8_t secret[TOTP_SECRET_SIZE];
	uint8_t again[TOTP_SECRET_SIZE];
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;
	struct admin fresh;

	totp_new(secret);
	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), OK);
	unlock.admin.has_totp = true;
	totp_wrap(secret, key, OFFICE_FIRST_ADMIN, unlock.admin.totp_wrapped);
	assert_status(unlock_rewrap(&unlock.admin, key, fresh_passphrase,
	    &passphrase_cost_demo, &fresh), OK);
	assert_true(fresh.has_totp);
	assert_status(totp_unwrap(fresh.totp_wrapped, key, OFFICE_FIRST_ADMIN,
	    again), INVALID);
	assert_status(unlock_try(&fresh, fresh_passphrase, key), OK);
	assert_status(totp_unwrap(fresh.totp_wrapped, key, OFFICE_FIRST_ADMIN,
	    again), OK);
	assert_memory_equal(again, secret, sizeof(secret));
}

static void
what_does_not_open_is_not_wrapped_anew(void **state)
{
	struct test_office *office = *state;
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;
	struct admin fresh;

	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), OK);
	key[0] ^= 1;
	assert_status(unlock_rewrap(&unlock.admin, key, fresh_passphrase,
	    &passphrase_cost_demo, &fresh), INVALID);
	key[0] ^= 1;
	unlock.admin.has_totp = true;
	assert_status(unlock_rewrap(&unlock.admin, key, fresh_passphrase,
	    &passphrase_cost_demo, &fresh), INVALID);
	unlock.admin.has_personal = false;
	assert_status(unlock_rewrap(&unlock.admin, key, fresh_passphrase,
	    &passphrase_cost_demo, &fresh), INVALID);
}

/* ---- another admin ---- */

static void
a_second_admin_unlocks_with_a_passphrase_of_his_own(void **state)
{
	struct test_office *office = *state;
	struct office_grant grants[OFFICE_GRANTS_MAX];
	struct admin bob = { .email = "bob@example.org" };
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;
	size_t len;

	assert_status(office_admin_next_id(office->vault.office, &bob.id),
	    OK);
	assert_status(unlock_admit(office->vault.opener, fresh_passphrase,
	    &passphrase_cost_demo, &bob, grants, &len), OK);
	assert_int_equal(len, 1);
	assert_status(office_admin_add(office->vault.office, &bob, grants,
	    len, OFFICE_FIRST_ADMIN, office_now), OK);
	assert_status(unlock_read_id(office->vault.office, office->arena,
	    bob.id, &unlock), OK);
	assert_status(unlock_try(&unlock.admin, OFFICE_PASSPHRASE, key),
	    DENIED);
	assert_status(unlock_try(&unlock.admin, fresh_passphrase, key), OK);
	assert_status(unlock_open(&unlock, key, office->vault.opener), OK);
}

static void
nobody_is_admitted_from_a_locked_office(void **state)
{
	struct test_office *office = *state;
	struct office_grant grants[OFFICE_GRANTS_MAX];
	struct admin bob = { .id = 2, .email = "bob@example.org" };
	size_t len;

	opener_lock(office->vault.opener);
	assert_status(unlock_admit(office->vault.opener, fresh_passphrase,
	    &passphrase_cost_demo, &bob, grants, &len), DENIED);
}

/* ---- the recovery code ---- */

static enum status
by_code(struct test_office *office, const char *code)
{
	return unlock_by_code(office->vault.office, office->arena, code,
	    office->vault.opener);
}

static void
a_new_code_takes_the_old_ones_place(void **state)
{
	struct test_office *office = *state;
	struct office_grant grants[OFFICE_GRANTS_MAX];
	char one[RECOVERY_TEXT_SIZE];
	char two[RECOVERY_TEXT_SIZE];
	size_t len;

	recovery_new(one);
	recovery_new(two);
	assert_status(unlock_grant_code(office->vault.opener, one, grants,
	    &len), OK);
	assert_status(office_recovery_replace(office->vault.office, grants,
	    len, 1, office_now), OK);
	assert_status(by_code(office, one), OK);
	assert_int_equal(opener_generation(office->vault.opener), 1);
	assert_status(unlock_grant_code(office->vault.opener, two, grants,
	    &len), OK);
	assert_status(office_recovery_replace(office->vault.office, grants,
	    len, 1, office_now), OK);
	assert_status(by_code(office, one), DENIED);
	assert_status(by_code(office, two), OK);
}

static void
what_is_no_code_unlocks_nothing(void **state)
{
	struct test_office *office = *state;
	struct office_grant grants[OFFICE_GRANTS_MAX];
	char code[RECOVERY_TEXT_SIZE];
	size_t len;

	assert_status(by_code(office, ""), INVALID);
	assert_status(by_code(office, OFFICE_PASSPHRASE), INVALID);
	assert_int_equal(opener_generation(office->vault.opener), 0);
	recovery_new(code);
	assert_status(by_code(office, code), DENIED);
	assert_status(unlock_grant_code(office->vault.opener, code, grants,
	    &len), DENIED);
	assert_status(unlock_grant_code(office->vault.opener, "x", grants,
	    &len), INVALID);
	office_run(office, "office.db", "DELETE FROM key_grant");
	assert_status(by_code(office, code), DENIED);
}

/* ---- an office of an older program ---- */

static struct office_key_wrap
old_wrap(const struct keyring *keyring, const uint8_t *key, int64_t admin_id)
{
	struct keyring_wrap made;
	struct office_key_wrap wrap = { .generation = 1,
		.admin_id = admin_id };

	keyring_wrap(keyring, key, admin_id, &made);
	memcpy(wrap.nonce, made.nonce, sizeof(wrap.nonce));
	memcpy(wrap.wrapped, made.wrapped, sizeof(wrap.wrapped));
	return wrap;
}

static void
insert_wrap(struct test_office *office, const struct office_key_wrap *wrap)
{
	char hex[2 * sizeof(wrap->wrapped) + 1];
	char nonce[2 * sizeof(wrap->nonce) + 1];

	for (size_t i = 0; i < sizeof(wrap->wrapped); i++)
		memcpy(hex + 2 * i, arena_printf(office->arena, "%02x",
		    wrap->wrapped[i]), 3);
	for (size_t i = 0; i < sizeof(wrap->nonce); i++)
		memcpy(nonce + 2 * i, arena_printf(office->arena, "%02x",
		    wrap->nonce[i]), 3);
	office_run(office, "office.db", arena_printf(office->arena,
	    "INSERT INTO key_wrap (generation, kind, admin_id, nonce, wrapped)"
	    " VALUES (1, '%s', %s, x'%s', x'%s')",
	    wrap->admin_id == 0 ? "recovery" : "admin",
	    wrap->admin_id == 0 ? "NULL" : "1", nonce, hex));
}

/* Puts the office back to what programs before 0.2 kept: the secret wrapped
 * under the passphrase's key and under the code's. */
static void
make_old(struct test_office *office, char code[RECOVERY_TEXT_SIZE])
{
	struct keyring *keyring = keyring_new(1);
	uint8_t code_key[RECOVERY_KEY_SIZE];
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct office_key_wrap wrap;
	struct unlock unlock;
	char public[2 * 32 + 1];

	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), OK);
	recovery_new(code);
	assert_status(recovery_key(code, code_key), OK);
	for (size_t i = 0; i < 32; i++)
		memcpy(public + 2 * i, arena_printf(office->arena, "%02x",
		    keyring_public(keyring)[i]), 3);
	office_run(office, "office.db", arena_printf(office->arena,
	    "DELETE FROM key_grant; UPDATE admin SET personal_public = NULL,"
	    " personal_wrapped = NULL;"
	    "UPDATE site_key SET public_key = x'%s'", public));
	wrap = old_wrap(keyring, key, 1);
	insert_wrap(office, &wrap);
	wrap = old_wrap(keyring, code_key, 0);
	insert_wrap(office, &wrap);
	keyring_free(keyring);
}

static void
an_account_of_an_older_program_gets_its_keys_when_it_unlocks(void **state)
{
	struct test_office *office = *state;
	char code[RECOVERY_TEXT_SIZE];
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;

	make_old(office, code);
	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), OK);
	assert_false(unlock.admin.has_personal);
	assert_true(unlock.has_wrap);
	assert_status(unlock_open(&unlock, key, office->vault.opener), OK);
	assert_true(unlock.renewed);
	assert_status(office_admin_rewrap(office->vault.office, &unlock.fresh,
	    &unlock.admin, unlock.fresh_grants, unlock.fresh_len,
	    office_now), OK);
	assert_int_equal(office_number(office, "office.db",
	    "SELECT count(*) FROM key_wrap WHERE kind = 'admin'"), 0);
	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), OK);
	assert_true(unlock.admin.has_personal);
	assert_status(unlock_open(&unlock, key, office->vault.opener), OK);
	assert_false(unlock.renewed);
}

static void
a_code_of_an_older_program_still_unlocks(void **state)
{
	struct test_office *office = *state;
	char other[RECOVERY_TEXT_SIZE];
	char code[RECOVERY_TEXT_SIZE];

	make_old(office, code);
	recovery_new(other);
	assert_status(by_code(office, other), DENIED);
	assert_status(by_code(office, code), OK);
	assert_int_equal(opener_generation(office->vault.opener), 1);
}

static void
a_wrap_of_another_account_opens_nothing(void **state)
{
	struct test_office *office = *state;
	char code[RECOVERY_TEXT_SIZE];
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;

	make_old(office, code);
	office_run(office, "office.db",
	    "UPDATE key_wrap SET wrapped = zeroblob(48)");
	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), OK);
	assert_status(unlock_open(&unlock, key, office->vault.opener),
	    DENIED);
	assert_status(by_code(office, code), DENIED);
	office_run(office, "office.db", "DELETE FROM key_wrap");
	assert_status(try(office, OFFICE_PASSPHRASE, &unlock, key), OK);
	assert_false(unlock.has_wrap);
	assert_status(unlock_open(&unlock, key, office->vault.opener),
	    DENIED);
}

#define office_test(name) \
	cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		office_test(the_passphrase_unlocks_and_another_does_not),
		office_test(an_address_is_read_in_whatever_case),
		office_test(an_account_without_a_grant_is_denied),
		office_test(a_damaged_grant_opens_nothing),
		office_test(a_damaged_own_key_opens_nothing),
		office_test(an_own_key_that_was_exchanged_opens_nothing),
		office_test(a_site_key_that_was_exchanged_is_not_unlocked),
		office_test(another_passphrase_opens_the_same),
		office_test(the_secret_of_the_app_goes_along),
		office_test(what_does_not_open_is_not_wrapped_anew),
		office_test(
		    a_second_admin_unlocks_with_a_passphrase_of_his_own),
		office_test(nobody_is_admitted_from_a_locked_office),
		office_test(a_new_code_takes_the_old_ones_place),
		office_test(what_is_no_code_unlocks_nothing),
		office_test(
		    an_account_of_an_older_program_gets_its_keys_when_it_unlocks),
		office_test(a_code_of_an_older_program_still_unlocks),
		office_test(a_wrap_of_another_account_opens_nothing),
	};

	return cmocka_run_group_tests_name("unlock", tests, NULL, NULL);
}
