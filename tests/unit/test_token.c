#include "test.h"
#include "hex.h"

#include "base/util.h"
#include "crypto/hash.h"
#include "crypto/token.h"

/* The bytes 0 to 31, and 32 zeroes. */
static const char counting[] =
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
static const char zeroes[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static void
a_token_is_43_characters_that_need_no_escaping(void **state)
{
	char text[TOKEN_TEXT_SIZE];

	for (int i = 0; i < 200; i++) {
		token_new(text);
		assert_int_equal(strlen(text), 43);
		assert_int_equal(strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "abcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
	}
}

static void
no_two_tokens_are_alike(void **state)
{
	char first[TOKEN_TEXT_SIZE];
	char second[TOKEN_TEXT_SIZE];

	token_new(first);
	token_new(second);
	assert_string_not_equal(first, second);
}

/* BLAKE2b of Python's hashlib gave the expected values in this file. */
static void
a_hash_is_blake2b_of_the_tokens_bytes(void **state)
{
	uint8_t hash[TOKEN_HASH_SIZE];

	assert_status(token_hash(zeroes, hash), OK);
	assert_hex_equal(hash, sizeof(hash), "89eb0d6a8a691dae2cd15ed0369931ce"
	    "0a949ecafa5c3f93f8121833646e15c3");
}

/* RFC 7693's algorithm at 256 bits, on no bytes. */
static void
the_hash_of_nothing_is_the_known_one(void **state)
{
	uint8_t hash[HASH_BYTES];

	hash_blake2b(hash, "", 0);
	assert_hex_equal(hash, sizeof(hash), "0e5751c026e543b2e8ab2eb06099daa1"
	    "d1e5df47778f7787faab45cdf12fe3a8");
}

static void
what_is_no_token_is_invalid(void **state)
{
	static const char *const texts[] = {
		"",
		"A",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		/* the last character has two bits too many */
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+A",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/A",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA A",
		" AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\xc3\xa4",
		/* of the right length */
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\xc3\xa4",
		"\xc1QAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	};
	uint8_t hash[TOKEN_HASH_SIZE];
	char derived[TOKEN_TEXT_SIZE];

	for (size_t i = 0; i < countof(texts); i++) {
		assert_status(token_hash(texts[i], hash), INVALID);
		assert_status(token_derive(texts[i], "x", derived), INVALID);
	}
}

static void
a_derived_token_is_the_nonces_and_the_contexts(void **state)
{
	char text[TOKEN_TEXT_SIZE];
	char other[TOKEN_TEXT_SIZE];

	assert_status(token_derive(counting, "2026-11-23T10:00:00Z", text),
	    OK);
	assert_string_equal(text,
	    "scCz673S-wMn7YXe3K0HS3K4BAWptmpO9N27mxH9TsI");
	assert_status(token_derive(counting, "2026-11-23T10:30:00Z", other),
	    OK);
	assert_string_not_equal(text, other);
	assert_status(token_derive(zeroes, "2026-11-23T10:00:00Z", other),
	    OK);
	assert_string_not_equal(text, other);
}

static void
random_bytes_reach_to_the_end(void **state)
{
	uint8_t seen[64] = { 0 };

	for (int i = 0; i < 20; i++) {
		uint8_t bytes[64] = { 0 };

		random_bytes(bytes, sizeof(bytes));
		for (size_t j = 0; j < sizeof(bytes); j++)
			seen[j] |= bytes[j];
	}
	for (size_t j = 0; j < sizeof(seen); j++)
		assert_int_not_equal(seen[j], 0);
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
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_43_characters_that_need_no_escaping),
		cmocka_unit_test(no_two_tokens_are_alike),
		cmocka_unit_test(a_hash_is_blake2b_of_the_tokens_bytes),
		cmocka_unit_test(the_hash_of_nothing_is_the_known_one),
		cmocka_unit_test(what_is_no_token_is_invalid),
		cmocka_unit_test(a_derived_token_is_the_nonces_and_the_contexts),
		cmocka_unit_test(random_bytes_reach_to_the_end),
	};

	return cmocka_run_group_tests_name("token", tests, start, NULL);
}
