#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/form_key.h"
#include "crypto/own_copy.h"

static const int64_t now = 1795420800;

static struct form_key
new_key(void)
{
	char text[FORM_KEY_TEXT_SIZE];
	struct form_key key;

	form_key_new(text);
	assert_int_equal(strlen(text), FORM_KEY_TEXT_SIZE - 1);
	assert_status(form_key_read(text, &key), OK);
	return key;
}

static void
a_text_that_is_no_key_is_refused(void **state)
{
	struct form_key key;

	assert_status(form_key_read("", &key), INVALID);
	assert_status(form_key_read("key", &key), INVALID);
}

static void
a_nonce_says_when_its_page_was_made(void **state)
{
	struct form_key key = new_key();
	char first[TOKEN_TEXT_SIZE];
	char second[TOKEN_TEXT_SIZE];
	int64_t at = 0;

	form_nonce_new(&key, now, first);
	form_nonce_new(&key, now, second);
	assert_string_not_equal(first, second);
	assert_status(form_nonce_read(&key, first, &at), OK);
	assert_int_equal(at, now);
	form_nonce_new(&key, (INT64_C(1) << 48) - 1, first);
	assert_status(form_nonce_read(&key, first, &at), OK);
	assert_int_equal(at, (INT64_C(1) << 48) - 1);
}

/* Every character of it matters, so nobody can write an earlier time. */
static void
a_changed_nonce_is_none(void **state)
{
	struct form_key key = new_key();
	struct form_key other = new_key();
	char nonce[TOKEN_TEXT_SIZE];
	int64_t at = 7;

	form_nonce_new(&key, now, nonce);
	for (size_t i = 0; nonce[i] != '\0'; i++) {
		char was = nonce[i];

		nonce[i] = was == 'A' ? 'Q' : 'A';
		assert_status(form_nonce_read(&key, nonce, &at), INVALID);
		nonce[i] = was;
	}
	assert_status(form_nonce_read(&other, nonce, &at), INVALID);
	token_new(nonce);
	assert_status(form_nonce_read(&key, nonce, &at), INVALID);
	assert_status(form_nonce_read(&key, "", &at), INVALID);
	assert_int_equal(at, 7);
}

static void
an_address_is_told_by_its_hash_under_one_key_only(void **state)
{
	struct form_key key = new_key();
	struct form_key other = new_key();
	uint8_t a[FORM_EMAIL_SIZE];
	uint8_t b[FORM_EMAIL_SIZE];

	form_email_hash(&key, "ann@example.org", a);
	form_email_hash(&key, "ann@example.org", b);
	assert_memory_equal(a, b, sizeof(a));
	form_email_hash(&key, "bob@example.org", b);
	assert_memory_not_equal(a, b, sizeof(a));
	form_email_hash(&other, "ann@example.org", b);
	assert_memory_not_equal(a, b, sizeof(a));
}

/* ---- the person's own copy ---- */

static void
a_copy_opens_with_its_token_and_with_no_other(void **state)
{
	char token[TOKEN_TEXT_SIZE];
	char other[TOKEN_TEXT_SIZE];
	BUF(copy, 10000);
	ARENA(arena);
	const uint8_t *bytes;
	size_t len;

	token_new(token);
	token_new(other);
	assert_status(own_copy_seal(token, "what Ann wrote", 14, &copy), OK);
	assert_null(memmem(copy.data, copy.len, "Ann", 3));
	assert_status(own_copy_open(arena, token, copy.data, copy.len, &bytes,
	    &len), OK);
	assert_int_equal(len, 14);
	assert_memory_equal(bytes, "what Ann wrote", 14);
	assert_status(own_copy_open(arena, other, copy.data, copy.len, &bytes,
	    &len), INVALID);
	assert_status(own_copy_open(arena, "no token", copy.data, copy.len,
	    &bytes, &len), INVALID);
	assert_status(own_copy_seal("no token", "x", 1, &copy), INVALID);
}

static void
a_copy_hides_how_long_it_is(void **state)
{
	char token[TOKEN_TEXT_SIZE];
	char text[600] = { 0 };
	size_t last = 0;

	token_new(token);
	for (size_t len = 0; len < sizeof(text); len++) {
		BUF(copy, 10000);
		ARENA(arena);
		const uint8_t *bytes;
		size_t opened;

		assert_status(own_copy_seal(token, text, len, &copy), OK);
		assert_true(copy.len == last || len % 256 == 0);
		last = copy.len;
		assert_status(own_copy_open(arena, token, copy.data, copy.len,
		    &bytes, &opened), OK);
		assert_int_equal(opened, len);
	}
}

static void
a_copy_that_was_changed_or_cut_does_not_open(void **state)
{
	char token[TOKEN_TEXT_SIZE];
	BUF(copy, 10000);
	ARENA(arena);
	const uint8_t *bytes;
	size_t len;

	token_new(token);
	assert_status(own_copy_seal(token, "what Ann wrote", 14, &copy), OK);
	for (size_t i = 0; i < copy.len; i++) {
		copy.data[i] ^= 1;
		assert_status(own_copy_open(arena, token, copy.data, copy.len,
		    &bytes, &len), INVALID);
		copy.data[i] ^= 1;
		assert_status(own_copy_open(arena, token, copy.data, i,
		    &bytes, &len), INVALID);
	}
}

static int
start(void **state)
{
	crypto_start();
	return 0;
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_that_is_no_key_is_refused),
		cmocka_unit_test(a_nonce_says_when_its_page_was_made),
		cmocka_unit_test(a_changed_nonce_is_none),
		cmocka_unit_test(
		    an_address_is_told_by_its_hash_under_one_key_only),
		cmocka_unit_test(a_copy_opens_with_its_token_and_with_no_other),
		cmocka_unit_test(a_copy_hides_how_long_it_is),
		cmocka_unit_test(a_copy_that_was_changed_or_cut_does_not_open),
	};

	return cmocka_run_group_tests_name("form_key", tests, start, NULL);
}
