#include "test.h"
#include "sealing.h"

#include <liboath/oath.h>

#include "base/util.h"
#include "crypto/totp.h"
#include "fixtures/seal_vectors.h"

/* RFC 6238, appendix B: the secret of SHA-1, and in base32 (RFC 4648). */
static const uint8_t secret[] = "12345678901234567890";
static const char base32[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

static const struct {
	int64_t now;
	const char *code; /* the last six of the eight digits printed there */
} known[] = {
	{ 59, "287082" },
	{ 1111111109, "081804" },
	{ 1111111111, "050471" },
	{ 1234567890, "005924" },
	{ 2000000000, "279037" },
	{ 20000000000, "353130" },
};

static void
the_codes_of_rfc_6238_are_right(void **state)
{
	for (size_t i = 0; i < countof(known); i++) {
		int64_t step = 0;

		assert_status(totp_check(secret, known[i].code, known[i].now,
		    -1, &step), OK);
		assert_int_equal(step, known[i].now / 30);
	}
}

static void
a_code_is_good_for_a_step_before_and_after(void **state)
{
	/* Step 37037036 is of 1111111080 to 1111111109. */
	static const struct {
		int64_t now;
		enum status expected;
	} moments[] = {
		{ 1111111049, DENIED },
		{ 1111111050, OK },
		{ 1111111080, OK },
		{ 1111111139, OK },
		{ 1111111140, DENIED },
	};

	for (size_t i = 0; i < countof(moments); i++) {
		int64_t step = -5;

		assert_status(totp_check(secret, "081804", moments[i].now, -1,
		    &step), moments[i].expected);
		assert_int_equal(step, moments[i].expected == OK ? 37037036 :
		    -5);
	}
}

static void
a_code_is_good_once(void **state)
{
	int64_t step = -1;

	assert_status(totp_check(secret, "081804", 1111111109, -1, &step),
	    OK);
	assert_status(totp_check(secret, "081804", 1111111109, step, &step),
	    CONFLICT);
	assert_status(totp_check(secret, "081804", 1111111120, step, &step),
	    CONFLICT);
	/* The next one is good, and then the one before is not any more. */
	assert_status(totp_check(secret, "050471", 1111111111, step, &step),
	    OK);
	assert_int_equal(step, 37037037);
	assert_status(totp_check(secret, "081804", 1111111111, step, &step),
	    CONFLICT);
}

static void
the_first_steps_of_all_time_are_no_trap(void **state)
{
	char before[TOTP_DIGITS + 1];
	int64_t step;

	assert_status(totp_check(secret, "287082", 29, -1, &step), OK);
	assert_int_equal(step, 1);
	/* What liboath would take for the step before the first. */
	assert_int_equal(oath_totp_generate((const char *)secret,
	    TOTP_SECRET_SIZE, -30, 30, 0, TOTP_DIGITS, before), OATH_OK);
	assert_status(totp_check(secret, before, 0, -9, &step), DENIED);
}

static void
a_wrong_code_is_denied_and_what_is_none_invalid(void **state)
{
	static const char *const none[] = { "", "28708", "2870822", "28708a",
		"-28708", "287 08", "２87082", "287\t082", "+287082" };
	int64_t step;

	assert_status(totp_check(secret, "287083", 59, -1, &step), DENIED);
	assert_status(totp_check((const uint8_t *)"12345678901234567891",
	    "287082", 59, -1, &step), DENIED);
	for (size_t i = 0; i < countof(none); i++)
		assert_status(totp_check(secret, none[i], 59, -1, &step),
		    INVALID);
}

static void
blanks_in_a_code_are_passed_over(void **state)
{
	int64_t step;

	assert_status(totp_check(secret, " 287 082 ", 59, -1, &step), OK);
}

static void
a_secret_is_written_in_base32_and_read_in_any_dress(void **state)
{
	static const char *const bad[] = { "", "GEZDGNBVGY3TQOJQ",
		"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1",
		"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQG",
		"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ=",
		"GEZDGNBVGY3TQOJQ-GEZDGNBVGY3TQOJ" };
	uint8_t read[TOTP_SECRET_SIZE];
	char text[TOTP_TEXT_SIZE];

	totp_text(secret, text);
	assert_string_equal(text, base32);
	assert_status(totp_read("gezd gnbv gy3t qojq GEZD GNBV GY3T QOJQ",
	    read), OK);
	assert_memory_equal(read, secret, sizeof(read));
	for (size_t i = 0; i < countof(bad); i++)
		assert_status(totp_read(bad[i], read), INVALID);
}

static void
secrets_are_made_anew_and_come_back(void **state)
{
	uint8_t first[TOTP_SECRET_SIZE];
	uint8_t second[TOTP_SECRET_SIZE];
	char text[TOTP_TEXT_SIZE];

	totp_new(first);
	totp_new(second);
	assert_memory_not_equal(first, second, sizeof(first));
	totp_text(first, text);
	assert_status(totp_read(text, second), OK);
	assert_memory_equal(first, second, sizeof(first));
}

static void
an_app_is_told_who_whose_and_how(void **state)
{
	ARENA(arena);

	assert_string_equal(totp_uri(arena, "Anna's Office: äh?",
	    "anna+1@example.org", secret),
	    "otpauth://totp/Anna%27s%20Office%3A%20%C3%A4h%3F:"
	    "anna%2B1%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	    "&issuer=Anna%27s%20Office%3A%20%C3%A4h%3F&algorithm=SHA1"
	    "&digits=6&period=30");
}

static void
a_secret_is_wrapped_as_python_wraps_it(void **state)
{
	uint8_t kek[TOTP_KEK_SIZE];
	uint8_t wrapped[TOTP_WRAPPED_SIZE];
	uint8_t opened[TOTP_SECRET_SIZE];

	unhex(v_kek, kek, sizeof(kek));
	foretell();
	totp_wrap(secret, kek, 7, wrapped);
	foretell_no_more();
	assert_vector(wrapped, sizeof(wrapped), v_totp);
	assert_status(totp_unwrap(wrapped, kek, 7, opened), OK);
	assert_memory_equal(opened, secret, sizeof(opened));
}

static void
a_wrapped_secret_opens_for_its_admin_and_key_only(void **state)
{
	uint8_t kek[TOTP_KEK_SIZE] = { 1 };
	uint8_t wrapped[TOTP_WRAPPED_SIZE];
	uint8_t opened[TOTP_SECRET_SIZE];

	totp_wrap(secret, kek, 7, wrapped);
	assert_status(totp_unwrap(wrapped, kek, 8, opened), INVALID);
	kek[0] = 2;
	assert_status(totp_unwrap(wrapped, kek, 7, opened), INVALID);
	kek[0] = 1;
	for (size_t bit = 0; bit < sizeof(wrapped) * 8; bit++) {
		wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_status(totp_unwrap(wrapped, kek, 7, opened), INVALID);
		wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_codes_of_rfc_6238_are_right),
		cmocka_unit_test(a_code_is_good_for_a_step_before_and_after),
		cmocka_unit_test(a_code_is_good_once),
		cmocka_unit_test(the_first_steps_of_all_time_are_no_trap),
		cmocka_unit_test(
		    a_wrong_code_is_denied_and_what_is_none_invalid),
		cmocka_unit_test(blanks_in_a_code_are_passed_over),
		cmocka_unit_test(
		    a_secret_is_written_in_base32_and_read_in_any_dress),
		cmocka_unit_test(secrets_are_made_anew_and_come_back),
		cmocka_unit_test(an_app_is_told_who_whose_and_how),
		cmocka_unit_test(a_secret_is_wrapped_as_python_wraps_it),
		cmocka_unit_test(
		    a_wrapped_secret_opens_for_its_admin_and_key_only),
	};

	return cmocka_run_group_tests_name("totp", tests, start_crypto, NULL);
}
