/*
 * The signature of webhooks, against values of Python's hmac; the verifier
 * everybody uses looks at it in tests/http/hooks.py.
 */
#include "test.h"

#include "base/util.h"
#include "crypto/webhook_sign.h"

/* The bytes 1 to 24. */
#define SECRET "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY"

static struct webhook_secret
secret_of(const char *text)
{
	struct webhook_secret secret;

	assert_status(webhook_secret_read(text, &secret), OK);
	return secret;
}

static void
signed_is(const char *secret_text, const char *id, int64_t timestamp,
    const char *body, const char *expected)
{
	const struct webhook_secret secret = secret_of(secret_text);
	char signature[WEBHOOK_SIGNATURE_SIZE];

	webhook_sign(&secret, id, timestamp, body, strlen(body), signature);
	assert_string_equal(signature, expected);
}

static void
a_signature_is_hmac_sha256_of_id_time_and_body(void **state)
{
	signed_is(SECRET, "msg_1", 1798000000,
	    "{\"type\":\"booking.created\"}",
	    "v1,VZ6izStpW5GWzeDqkYhF0dkiiYh2Qr0kUZo+tRQJ3Uk=");
	/* the longest secret, an empty body */
	signed_is("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUm"
	    "JygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==", "x", 0, "",
	    "v1,M0SN7lQPuaQC/WNqtLmdzeHAtch+GsFQTkXcxqY2udU=");
}

static void
a_change_of_anything_changes_the_signature(void **state)
{
	const struct webhook_secret secret = secret_of(SECRET);
	static const struct {
		const char *id;
		int64_t at;
		const char *body;
	} others[] = {
		{ "a", 1, "c" }, { "b", 1, "c" }, { "a", 2, "c" },
		{ "a", 1, "d" }, { "a", 1, "" }, { "a.1", 1, "c" },
	};
	char seen[countof(others)][WEBHOOK_SIGNATURE_SIZE];

	for (size_t i = 0; i < countof(others); i++) {
		webhook_sign(&secret, others[i].id, others[i].at,
		    others[i].body, strlen(others[i].body), seen[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(seen[i], seen[j]);
	}
}

static void
a_secret_may_have_space_about_it_as_files_do(void **state)
{
	const struct webhook_secret bare = secret_of(SECRET);
	const struct webhook_secret spaced = secret_of(" \t" SECRET "\r\n");

	assert_int_equal(bare.len, 24);
	assert_int_equal(spaced.len, 24);
	assert_memory_equal(bare.bytes, spaced.bytes, 24);
	assert_int_equal(bare.bytes[0], 1);
	assert_int_equal(bare.bytes[23], 24);
}

static void
what_is_no_secret_is_refused_and_leaves_nothing(void **state)
{
	static const char *const texts[] = {
		"", "whsec_", "secret", "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY",
		"whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhc!",
		"whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFh\xc3\xa4",
		SECRET " and more", "Whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY",
		/* 23 and 65 bytes */
		"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
	};

	for (size_t i = 0; i < countof(texts); i++) {
		struct webhook_secret secret;

		if (webhook_secret_read(texts[i], &secret) != INVALID)
			fail_msg("\"%s\" is taken", texts[i]);
		assert_int_equal(secret.len, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_signature_is_hmac_sha256_of_id_time_and_body),
		cmocka_unit_test(a_change_of_anything_changes_the_signature),
		cmocka_unit_test(a_secret_may_have_space_about_it_as_files_do),
		cmocka_unit_test(
		    what_is_no_secret_is_refused_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
