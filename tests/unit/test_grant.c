#include "test.h"
#include "sealing.h"

#include "crypto/grant.h"
#include "crypto/recovery.h"
#include "fixtures/seal_vectors.h"

enum { ADMIN = 7, GENERATION = 3 };

static const uint8_t kek[GRANT_KEK_SIZE] = { 1, 2, 3 };

/* The pair whose secret key seal_vectors.py wrapped. */
static struct personal_key *
vector_personal(void)
{
	struct personal_key *personal;
	uint8_t wrapped[GRANT_PERSONAL_SIZE];
	uint8_t secret[32];
	uint8_t key[GRANT_KEK_SIZE];
	uint8_t public_key[GRANT_PUBLIC_SIZE];

	unhex(v_personal, wrapped, sizeof(wrapped));
	unhex(v_personal_secret, secret, sizeof(secret));
	unhex(v_kek, key, sizeof(key));
	assert_int_equal(crypto_scalarmult_base(public_key, secret), 0);
	assert_status(personal_key_unwrap(wrapped, key, ADMIN, public_key,
	    &personal), OK);
	return personal;
}

static struct grant
grant_to(const struct site *site, const struct personal_key *personal,
    int64_t admin_id)
{
	struct grant grant;

	assert_status(grant_make(site->opener,
	    opener_generation(site->opener), admin_id,
	    personal_key_public(personal), &grant), OK);
	return grant;
}

/* Whether a grant gives the site's key: what it opens says so. */
static void
lets_in(struct site *site, const struct personal_key *personal,
    const struct grant *grant)
{
	struct sealed_lead lead = seal_at(site, "Ann", "Hello", sealing_now);
	struct opener *opener = opener_new();
	struct keyring *keyring;
	struct opened text;

	assert_status(grant_open(personal, grant,
	    keyring_public(site->keyring), &keyring), OK);
	assert_int_equal(keyring_generation(keyring), grant->generation);
	assert_status(opener_unlock(opener, keyring), OK);
	assert_status(opener_read(opener, site->arena, &lead.epoch,
	    &lead.head, &text), OK);
	assert_text(&text, "Ann");
	keyring_free(keyring);
	opener_free(opener);
}

static void
does_not_let_in(const struct site *site, const struct personal_key *personal,
    const struct grant *grant)
{
	struct keyring *keyring = site->keyring;

	assert_status(grant_open(personal, grant,
	    keyring_public(site->keyring), &keyring), INVALID);
	assert_null(keyring);
}

static void
all_of_it_is_as_python_makes_it(void **state)
{
	struct site site = site_of(keyring_of_vector(v_secret, v_public,
	    GENERATION));
	struct personal_key *personal = vector_personal();
	uint8_t wrapped[GRANT_PERSONAL_SIZE];
	uint8_t key[GRANT_KEK_SIZE];
	struct personal_key *recovery;
	struct grant grant;

	unhex(v_kek, key, sizeof(key));
	foretell();
	personal_key_wrap(personal, key, ADMIN, wrapped);
	foretell();
	grant = grant_to(&site, personal, ADMIN);
	foretell_no_more();
	assert_vector(wrapped, sizeof(wrapped), v_personal);
	assert_vector(grant.sealed, sizeof(grant.sealed), v_grant);
	assert_vector(grant.vouch, sizeof(grant.vouch), v_vouch);
	recovery = personal_key_of_recovery(key);
	assert_vector(personal_key_public(recovery), GRANT_PUBLIC_SIZE,
	    v_recovery_public);
	personal_key_free(recovery);
	personal_key_free(personal);
	site_free(&site);
}

static void
one_who_is_in_lets_others_in_and_each_opens_his_own_only(void **state)
{
	struct site site = site_new(GENERATION);
	struct personal_key *ann = personal_key_new();
	struct personal_key *ben = personal_key_new();
	struct grant to_ann = grant_to(&site, ann, 1);
	struct grant to_ben = grant_to(&site, ben, 2);

	lets_in(&site, ann, &to_ann);
	lets_in(&site, ben, &to_ben);
	does_not_let_in(&site, ann, &to_ben);
	does_not_let_in(&site, ben, &to_ann);
	personal_key_free(ann);
	personal_key_free(ben);
	site_free(&site);
}

static void
the_recovery_code_lets_in_as_it_is_typed(void **state)
{
	struct site site = site_new(1);
	char code[RECOVERY_TEXT_SIZE];
	uint8_t key[RECOVERY_KEY_SIZE];
	struct personal_key *first;
	struct personal_key *again;
	struct grant grant;

	recovery_new(code);
	assert_status(recovery_key(code, key), OK);
	first = personal_key_of_recovery(key);
	grant = grant_to(&site, first, GRANT_RECOVERY);
	for (char *at = code; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	assert_status(recovery_key(code, key), OK);
	again = personal_key_of_recovery(key);
	lets_in(&site, again, &grant);
	personal_key_free(first);
	personal_key_free(again);
	site_free(&site);
}

static void
a_personal_key_opens_with_its_passphrase_for_its_admin_only(void **state)
{
	struct personal_key *personal = personal_key_new();
	struct personal_key *opened;
	uint8_t wrapped[GRANT_PERSONAL_SIZE];
	uint8_t public_key[GRANT_PUBLIC_SIZE];
	uint8_t other[GRANT_KEK_SIZE] = { 3, 2, 1 };

	memcpy(public_key, personal_key_public(personal), sizeof(public_key));
	personal_key_wrap(personal, kek, ADMIN, wrapped);
	assert_status(personal_key_unwrap(wrapped, kek, ADMIN, public_key,
	    &opened), OK);
	personal_key_free(opened);
	assert_status(personal_key_unwrap(wrapped, other, ADMIN, public_key,
	    &opened), INVALID);
	assert_null(opened);
	assert_status(personal_key_unwrap(wrapped, kek, ADMIN + 1, public_key,
	    &opened), INVALID);
	public_key[0] ^= 1;
	assert_status(personal_key_unwrap(wrapped, kek, ADMIN, public_key,
	    &opened), INVALID);
	public_key[0] ^= 1;
	for (size_t bit = 0; bit < sizeof(wrapped) * 8; bit++) {
		wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_status(personal_key_unwrap(wrapped, kek, ADMIN,
		    public_key, &opened), INVALID);
		wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	personal_key_free(personal);
}

static void
every_flipped_bit_of_a_grant_is_noticed(void **state)
{
	struct site site = site_new(1);
	struct personal_key *ann = personal_key_new();
	struct grant grant = grant_to(&site, ann, 1);

	for (size_t bit = 0; bit < sizeof(grant.sealed) * 8; bit++) {
		grant.sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
		does_not_let_in(&site, ann, &grant);
		grant.sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	grant.admin_id = 2;
	does_not_let_in(&site, ann, &grant);
	grant.admin_id = 1;
	grant.generation = 2;
	does_not_let_in(&site, ann, &grant);
	grant.generation = 1;
	lets_in(&site, ann, &grant);
	personal_key_free(ann);
	site_free(&site);
}

static void
a_grant_of_another_site_is_refused(void **state)
{
	struct site site = site_new(1);
	struct site other = site_new(1);
	struct personal_key *ann = personal_key_new();
	struct grant grant = grant_to(&other, ann, 1);

	does_not_let_in(&site, ann, &grant);
	personal_key_free(ann);
	site_free(&site);
	site_free(&other);
}

static void
what_is_not_unlocked_is_not_granted(void **state)
{
	struct site site = site_new(1);
	struct personal_key *ann = personal_key_new();
	struct grant grant;

	assert_status(grant_make(site.opener, 2, 1, personal_key_public(ann),
	    &grant), DENIED);
	opener_lock(site.opener);
	assert_status(grant_make(site.opener, 1, 1, personal_key_public(ann),
	    &grant), DENIED);
	personal_key_free(ann);
	site_free(&site);
}

/* ---- renewal ---- */

static void
the_next_generation_is_granted_to_whom_the_last_was(void **state)
{
	struct site site = site_new(1);
	struct site next = site_new(2);
	struct personal_key *ann = personal_key_new();
	struct grant old = grant_to(&site, ann, 1);
	struct grant fresh;

	assert_status(opener_unlock(site.opener, next.keyring), OK);
	assert_status(grant_renew(site.opener, &old, &fresh), OK);
	assert_int_equal(fresh.generation, 2);
	assert_int_equal(fresh.admin_id, 1);
	lets_in(&next, ann, &fresh);
	opener_lock(site.opener);
	assert_status(opener_unlock(site.opener, next.keyring), OK);
	assert_status(grant_renew(site.opener, &old, &fresh), DENIED);
	personal_key_free(ann);
	site_free(&site);
	site_free(&next);
}

/* Somebody who may write to the database, and has not the site's key. */
static void
a_key_put_into_the_database_is_not_granted_anything(void **state)
{
	struct site site = site_new(1);
	struct site next = site_new(2);
	struct personal_key *ann = personal_key_new();
	struct personal_key *thief = personal_key_new();
	struct grant old = grant_to(&site, ann, 1);
	struct grant fresh;

	assert_status(opener_unlock(site.opener, next.keyring), OK);
	memcpy(old.public_key, personal_key_public(thief),
	    sizeof(old.public_key));
	assert_status(grant_renew(site.opener, &old, &fresh), INVALID);
	old = grant_to(&site, ann, 1);
	old.admin_id = 2;
	assert_status(grant_renew(site.opener, &old, &fresh), INVALID);
	old = grant_to(&site, ann, 1);
	for (size_t bit = 0; bit < sizeof(old.vouch) * 8; bit++) {
		old.vouch[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_status(grant_renew(site.opener, &old, &fresh), INVALID);
		old.vouch[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	personal_key_free(ann);
	personal_key_free(thief);
	site_free(&site);
	site_free(&next);
}

static void
freeing_nothing_is_fine(void **state)
{
	personal_key_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it_is_as_python_makes_it),
		cmocka_unit_test(
		    one_who_is_in_lets_others_in_and_each_opens_his_own_only),
		cmocka_unit_test(the_recovery_code_lets_in_as_it_is_typed),
		cmocka_unit_test(
		    a_personal_key_opens_with_its_passphrase_for_its_admin_only),
		cmocka_unit_test(every_flipped_bit_of_a_grant_is_noticed),
		cmocka_unit_test(a_grant_of_another_site_is_refused),
		cmocka_unit_test(what_is_not_unlocked_is_not_granted),
		cmocka_unit_test(
		    the_next_generation_is_granted_to_whom_the_last_was),
		cmocka_unit_test(
		    a_key_put_into_the_database_is_not_granted_anything),
		cmocka_unit_test(freeing_nothing_is_fine),
	};

	return cmocka_run_group_tests_name("grant", tests, start_crypto, NULL);
}
