#include "folder.h"

#include "../unit/test.h"
#include "folder_tests.h"

#include "base/arena.h"
#include "crypto/keyring.h"
#include "crypto/recovery.h"
#include "crypto/token.h"

static const int64_t now = 1795255200; /* 2026-11-21T10:00:00Z */

/* All that init stores, as it makes it. */
struct ceremony {
	struct admin admin;
	struct office_site_key key;
	struct office_key_wrap wraps[2];
	char fingerprint[KEYRING_FINGERPRINT_SIZE];
	uint8_t passphrase_key[KEYRING_KEY_SIZE];
	uint8_t recovery_key[KEYRING_KEY_SIZE];
};

static struct office_key_wrap
wrap_for(const struct keyring *keyring, const uint8_t *key, int64_t admin_id)
{
	struct keyring_wrap made;
	struct office_key_wrap wrap;

	keyring_wrap(keyring, key, admin_id, &made);
	wrap.generation = made.generation;
	wrap.admin_id = made.admin_id;
	memcpy(wrap.nonce, made.nonce, sizeof(wrap.nonce));
	memcpy(wrap.wrapped, made.wrapped, sizeof(wrap.wrapped));
	return wrap;
}

static void
hold_ceremony(struct ceremony *c)
{
	struct keyring *keyring;
	char code[RECOVERY_TEXT_SIZE];

	crypto_start();
	*c = (struct ceremony){ .admin = { .email = "anna@example.org",
	    .cost_memory = 8192, .cost_passes = 1 } };
	random_bytes(c->passphrase_key, sizeof(c->passphrase_key));
	recovery_new(code);
	assert_status(recovery_key(code, c->recovery_key), OK);
	keyring = keyring_new(1);
	memcpy(c->key.public_key, keyring_public(keyring),
	    sizeof(c->key.public_key));
	keyring_fingerprint(c->key.public_key, c->fingerprint);
	c->key.generation = 1;
	c->key.fingerprint = c->fingerprint;
	c->wraps[0] = wrap_for(keyring, c->passphrase_key,
	    OFFICE_FIRST_ADMIN);
	c->wraps[1] = wrap_for(keyring, c->recovery_key, 0);
	keyring_free(keyring);
}

static void
the_secret_key_comes_back_from_the_office(void **state)
{
	struct office *office = folder_office(*state);
	ARENA(arena);
	struct ceremony c;
	struct office_site_key key;

	hold_ceremony(&c);
	assert_status(office_init(office, &c.admin, &c.key, c.wraps, 2, now),
	    OK);
	assert_int_equal(c.admin.id, OFFICE_FIRST_ADMIN);
	assert_status(office_site_key(office, arena, &key), OK);
	assert_int_equal(key.generation, 1);
	assert_string_equal(key.fingerprint, c.fingerprint);
	assert_int_equal(key.created_at, now);
	assert_memory_equal(key.public_key, c.key.public_key, 32);
	for (int i = 0; i < 2; i++) {
		struct office_key_wrap wrap;
		struct keyring_wrap sealed;
		struct keyring *keyring;

		assert_status(office_key_wrap(office, 1,
		    i == 0 ? c.admin.id : 0, &wrap), OK);
		sealed.generation = wrap.generation;
		sealed.admin_id = wrap.admin_id;
		memcpy(sealed.nonce, wrap.nonce, sizeof(sealed.nonce));
		memcpy(sealed.wrapped, wrap.wrapped, sizeof(sealed.wrapped));
		assert_status(keyring_unwrap(&sealed,
		    i == 0 ? c.passphrase_key : c.recovery_key,
		    key.public_key, &keyring), OK);
		keyring_free(keyring);
	}
	office_close(office);
}

static void
an_office_is_set_up_once(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c;

	hold_ceremony(&c);
	assert_status(office_init(office, &c.admin, &c.key, c.wraps, 2, now),
	    OK);
	hold_ceremony(&c);
	c.admin.email = "bob@example.org";
	assert_status(office_init(office, &c.admin, &c.key, c.wraps, 2, now),
	    CONFLICT);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT (SELECT count(*) FROM admin) * 100"
	    " + (SELECT count(*) FROM site_key) * 10"
	    " + (SELECT count(*) FROM key_wrap)"), 112);
}

static void
an_office_with_an_admin_is_not_set_up(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c;

	hold_ceremony(&c);
	assert_status(office_admin_add(office, &c.admin, now), OK);
	assert_status(office_init(office, &c.admin, &c.key, c.wraps, 2, now),
	    CONFLICT);
	office_close(office);
}

static void
an_office_whose_first_admin_has_gone_is_not_set_up(void **state)
{
	struct office *office = folder_office(*state);
	struct admin second = { .email = "bob@example.org",
	    .cost_memory = 8192, .cost_passes = 1 };
	struct ceremony c;

	hold_ceremony(&c);
	assert_status(office_admin_add(office, &c.admin, now), OK);
	assert_status(office_admin_add(office, &second, now), OK);
	folder_run(*state, "office.db", "DELETE FROM admin WHERE id = 1");
	assert_status(office_init(office, &c.admin, &c.key, c.wraps, 2, now),
	    CONFLICT);
	office_close(office);
}

static void
a_wrap_that_fits_nobody_undoes_the_whole(void **state)
{
	struct office *office = folder_office(*state);
	ARENA(arena);
	struct ceremony c;
	struct office_site_key key;
	int64_t count;

	hold_ceremony(&c);
	c.wraps[1].admin_id = 99;
	assert_status(office_init(office, &c.admin, &c.key, c.wraps, 2, now),
	    FAILED);
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
	struct ceremony c;

	hold_ceremony(&c);
	c.wraps[0] = c.wraps[1];
	assert_status(office_init(office, &c.admin, &c.key, c.wraps, 2, now),
	    CONFLICT);
	office_close(office);
}

static void
a_wrap_that_is_not_there_is_not_found(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c;
	struct office_key_wrap wrap;

	assert_status(office_key_wrap(office, 1, 0, &wrap), NOT_FOUND);
	hold_ceremony(&c);
	assert_status(office_init(office, &c.admin, &c.key, c.wraps, 2, now),
	    OK);
	assert_status(office_key_wrap(office, 2, 0, &wrap), NOT_FOUND);
	assert_status(office_key_wrap(office, 1, 2, &wrap), NOT_FOUND);
	office_close(office);
}

static void
a_removed_admin_takes_the_wrap_along(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c;
	struct office_key_wrap wrap;

	hold_ceremony(&c);
	assert_status(office_init(office, &c.admin, &c.key, c.wraps, 2, now),
	    OK);
	folder_run(*state, "office.db",
	    "PRAGMA foreign_keys = ON; DELETE FROM admin");
	assert_status(office_key_wrap(office, 1, OFFICE_FIRST_ADMIN, &wrap),
	    NOT_FOUND);
	assert_status(office_key_wrap(office, 1, 0, &wrap), OK);
	office_close(office);
}

static void
setting_up_is_in_the_audit_log(void **state)
{
	struct office *office = folder_office(*state);
	struct ceremony c;

	hold_ceremony(&c);
	assert_status(office_init(office, &c.admin, &c.key, c.wraps, 2, now),
	    OK);
	office_close(office);
	assert_int_equal(folder_number(*state, "office.db",
	    "SELECT count(*) FROM audit_event WHERE subject = 1"
	    " AND kind IN ('admin.added', 'site_key.made')"), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_FOLDER(the_secret_key_comes_back_from_the_office),
		ON_FOLDER(an_office_is_set_up_once),
		ON_FOLDER(an_office_with_an_admin_is_not_set_up),
		ON_FOLDER(an_office_whose_first_admin_has_gone_is_not_set_up),
		ON_FOLDER(a_wrap_that_fits_nobody_undoes_the_whole),
		ON_FOLDER(a_key_has_one_recovery_code),
		ON_FOLDER(a_wrap_that_is_not_there_is_not_found),
		ON_FOLDER(a_removed_admin_takes_the_wrap_along),
		ON_FOLDER(setting_up_is_in_the_audit_log),
	};

	return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
