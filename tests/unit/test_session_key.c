#include "test.h"
#include "sealing.h"

#include "crypto/session_key.h"
#include "fixtures/seal_vectors.h"

enum { ADMIN = 7, GENERATION = 3 };

static void
does_not_unlock(const struct session_wrap *wrap, const char *token,
    int64_t admin_id)
{
	struct opener *opener = opener_new();
	struct keyring *keyring = keyring_new(1);

	/* Unlocked before: what fails must leave it locked. */
	assert_status(opener_unlock(opener, keyring), OK);
	assert_status(session_unwrap(wrap, token, admin_id, opener), DENIED);
	assert_int_equal(opener_generation(opener), 0);
	keyring_free(keyring);
	opener_free(opener);
}

static void
a_session_is_wrapped_as_python_wraps_it(void **state)
{
	struct site site = site_of(keyring_of_vector(v_secret, v_public,
	    GENERATION));
	uint8_t id[SESSION_ID_SIZE];
	struct session_wrap wrap;

	assert_status(session_id(v_token, id), OK);
	assert_vector(id, sizeof(id), v_session_id);
	foretell();
	assert_status(session_wrap(site.opener, v_token, ADMIN, &wrap), OK);
	foretell_no_more();
	assert_vector(wrap.bytes, sizeof(wrap.bytes), v_session);
	site_free(&site);
}

static void
a_session_unlocks_what_was_unlocked_when_it_began(void **state)
{
	struct site site = site_new(4);
	struct keyring *newer = keyring_new(5);
	struct sealed_lead lead = seal_at(&site, "old", "x", sealing_now);
	char token[TOKEN_TEXT_SIZE];
	struct session_wrap wrap;
	struct opened text;

	assert_status(opener_unlock(site.opener, newer), OK);
	token_new(token);
	assert_status(session_wrap(site.opener, token, ADMIN, &wrap), OK);
	opener_lock(site.opener);
	assert_status(session_unwrap(&wrap, token, ADMIN, site.opener), OK);
	assert_int_equal(opener_generation(site.opener), 5);
	assert_status(opener_read(site.opener, site.arena, &lead.epoch,
	    &lead.head, &text), OK);
	sealer_rekey(site.sealer, keyring_public(newer), 5);
	lead = seal_at(&site, "new", "x", sealing_now);
	assert_status(opener_read(site.opener, site.arena, &lead.epoch,
	    &lead.head, &text), OK);
	assert_text(&text, "new");
	keyring_free(newer);
	site_free(&site);
}

static void
the_id_is_not_the_tokens_hash_and_both_differ_by_token(void **state)
{
	char token[TOKEN_TEXT_SIZE];
	uint8_t id[SESSION_ID_SIZE];
	uint8_t other[SESSION_ID_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];

	token_new(token);
	assert_status(session_id(token, id), OK);
	assert_status(token_hash(token, hash), OK);
	assert_memory_not_equal(id, hash, sizeof(id));
	token_new(token);
	assert_status(session_id(token, other), OK);
	assert_memory_not_equal(id, other, sizeof(id));
	assert_status(session_id("not a token", id), INVALID);
}

static void
another_cookie_or_admin_unlocks_nothing(void **state)
{
	struct site site = site_new(1);
	char token[TOKEN_TEXT_SIZE];
	char other[TOKEN_TEXT_SIZE];
	struct session_wrap wrap;

	token_new(token);
	token_new(other);
	assert_status(session_wrap(site.opener, token, ADMIN, &wrap), OK);
	does_not_unlock(&wrap, other, ADMIN);
	does_not_unlock(&wrap, token, ADMIN + 1);
	does_not_unlock(&wrap, "", ADMIN);
	does_not_unlock(&wrap, "not a token", ADMIN);
	site_free(&site);
}

static void
every_flipped_bit_of_a_session_is_noticed(void **state)
{
	struct site site = site_new(1);
	struct opener *opener = opener_new();
	char token[TOKEN_TEXT_SIZE];
	struct session_wrap wrap;

	token_new(token);
	assert_status(session_wrap(site.opener, token, ADMIN, &wrap), OK);
	for (size_t bit = 0; bit < sizeof(wrap.bytes) * 8; bit++) {
		wrap.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_status(session_unwrap(&wrap, token, ADMIN, opener),
		    DENIED);
		assert_int_equal(opener_generation(opener), 0);
		wrap.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_status(session_unwrap(&wrap, token, ADMIN, opener), OK);
	opener_free(opener);
	site_free(&site);
}

static void
a_locked_opener_makes_no_session(void **state)
{
	struct opener *opener = opener_new();
	struct site site = site_new(1);
	struct session_wrap wrap;

	assert_status(session_wrap(opener, v_token, ADMIN, &wrap), DENIED);
	assert_status(session_wrap(site.opener, "no token", ADMIN, &wrap),
	    INVALID);
	opener_free(opener);
	site_free(&site);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_is_wrapped_as_python_wraps_it),
		cmocka_unit_test(
		    a_session_unlocks_what_was_unlocked_when_it_began),
		cmocka_unit_test(
		    the_id_is_not_the_tokens_hash_and_both_differ_by_token),
		cmocka_unit_test(another_cookie_or_admin_unlocks_nothing),
		cmocka_unit_test(every_flipped_bit_of_a_session_is_noticed),
		cmocka_unit_test(a_locked_opener_makes_no_session),
	};

	return cmocka_run_group_tests_name("session key", tests, start_crypto,
	    NULL);
}
