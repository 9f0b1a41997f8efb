#include "test.h"
#include "hex.h"

#include "base/util.h"
#include "crypto/passphrase.h"
#include "crypto/token.h"

static const uint8_t salt[PASSPHRASE_SALT_SIZE] = {
	'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd',
	'e', 'f',
};

/* ---- what is refused, and what is not ---- */

static void
a_passphrase_of_words_without_a_bond_is_good(void **state)
{
	static const char *const good[] = {
		"velvet anchovy mitten thirteen plough",
		"my dog ate seven lighthouses",
		"Tr4ktor!Nebel,Zimt.Uhr",
		"gX9!kq_Lw2#vRz7p",
		"831947201847362",
		"Zwölf Boxkämpfer jagen Viktor",
		"съешь ещё этих мягких булок",
		"永和九年岁在癸丑暮春之初会于会稽",
		"               zebra clamp quartz",
	};

	for (size_t i = 0; i < countof(good); i++)
		if (passphrase_problem(good[i]) != NULL)
			fail_msg("%s: %s", good[i],
			    passphrase_problem(good[i]));
}

static void
fifteen_characters_are_counted_not_bytes(void **state)
{
	assert_non_null(passphrase_problem("velvet mitten "));
	assert_non_null(passphrase_problem("äöüßäöüéñçøåæœ"));
	assert_null(passphrase_problem("velvet mitten k"));
	assert_non_null(strstr(passphrase_problem(""), "15 characters"));
}

static void
more_than_1024_bytes_are_too_long(void **state)
{
	static const char words[] = "velvet anchovy mitten plough ";
	char text[PASSPHRASE_BYTES_MAX + 2];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = words[i % (sizeof(words) - 1)];
	text[PASSPHRASE_BYTES_MAX] = '\0';
	assert_null(passphrase_problem(text));
	text[PASSPHRASE_BYTES_MAX] = 'x';
	text[PASSPHRASE_BYTES_MAX + 1] = '\0';
	assert_non_null(strstr(passphrase_problem(text), "1,024 bytes"));
}

static void
bytes_that_are_not_utf8_are_refused(void **state)
{
	assert_non_null(strstr(passphrase_problem(
	    "velvet anchovy \xff mitten"), "UTF-8"));
}

static void
a_repetition_is_refused(void **state)
{
	static const char *const repeated[] = {
		"aaaaaaaaaaaaaaaa",
		"xyzxyzxyzxyzxyzxyzx",
		"ploughploughplough",
		"moth wax moth wax moth wax ",
		"ééééééééééééééé",
		"               ",
		"................",
	};

	for (size_t i = 0; i < countof(repeated); i++) {
		const char *problem = passphrase_problem(repeated[i]);

		if (problem == NULL || strstr(problem, "repeats") == NULL)
			fail_msg("%s: %s", repeated[i],
			    problem == NULL ? "taken" : problem);
	}
}

static void
a_good_passphrase_twice_is_still_good(void **state)
{
	assert_null(passphrase_problem(
	    "velvet anchovy mittenvelvet anchovy mitten"));
}

static void
a_row_of_neighbours_is_refused(void **state)
{
	static const char *const rows[] = {
		"abcdefghijklmnop",
		"zyxwvutsrqponmlk",
		"1234567890123456",
		"QWERTYuiopasdfghjkl",
		"qwertzuiopasdfg",
		"0987654321qwert",
		"aabbccddeeffgghh",
		"abcdefgh12345678",
	};

	for (size_t i = 0; i < countof(rows); i++) {
		const char *problem = passphrase_problem(rows[i]);

		if (problem == NULL || strstr(problem, "neighbouring") == NULL)
			fail_msg("%s: %s", rows[i],
			    problem == NULL ? "taken" : problem);
	}
}

static void
common_words_alone_are_refused(void **state)
{
	static const char *const common[] = {
		"correct horse battery staple",
		"correcthorsebatterystaple",
		"Fourways-Passphrase-2026",
		"fourways fourways guide",
		"passwordpassword1",
		"P4ssw0rd! P@$$word?",
		"Admin Administrator 123",
		"this is my passphrase",
		"Welcome.2026.Welcome",
		"iloveyou4ever forever",
		"letmein letmein please",
		"(monkey) + (dragon) = 7",
	};

	for (size_t i = 0; i < countof(common); i++) {
		const char *problem = passphrase_problem(common[i]);

		if (problem == NULL || strstr(problem, "first") == NULL)
			fail_msg("%s: %s", common[i],
			    problem == NULL ? "taken" : problem);
	}
}

static void
a_common_word_among_others_is_welcome(void **state)
{
	assert_null(passphrase_problem("password velvet anchovy plough"));
	assert_null(passphrase_problem("fourways mitten 2026 thirteen"));
}

/* ---- deriving ---- */

/* The master key is what the argon2 program prints for these parameters
 * (-id -t 2 -k 8192 -p 1 -l 32 -v 13); the subkeys are Python's BLAKE2b with
 * key, salt and person as crypto_kdf documents them. */
static void
verifier_and_key_are_the_known_ones(void **state)
{
	const struct passphrase_cost cost = { 8192 * 1024, 2 };
	uint8_t verifier[PASSPHRASE_VERIFIER_SIZE];
	uint8_t key[PASSPHRASE_KEY_SIZE];

	assert_status(passphrase_derive("correct horse battery staple", salt,
	    &cost, verifier, key), OK);
	assert_hex_equal(verifier, sizeof(verifier),
	    "6e1bd7d0fea5ce44d0fb454b7286a6e15482d8eef386deba9817631b0dbfc291");
	assert_hex_equal(key, sizeof(key),
	    "a13e3c3610dc9492a4b148f3ea38b1808ba6e6d7abd95809c6e2dcd647050d0e");
}

static void
all_that_goes_in_changes_what_comes_out(void **state)
{
	const struct passphrase_cost other = {
		passphrase_cost_demo.memory * 2, passphrase_cost_demo.passes,
	};
	const uint8_t no_salt[PASSPHRASE_SALT_SIZE] = { 0 };
	uint8_t a[PASSPHRASE_VERIFIER_SIZE];
	uint8_t b[PASSPHRASE_VERIFIER_SIZE];

	assert_status(passphrase_derive("one", salt, &passphrase_cost_demo, a,
	    NULL), OK);
	assert_status(passphrase_derive("one", salt, &passphrase_cost_demo, b,
	    NULL), OK);
	assert_true(passphrase_matches(a, b));
	assert_status(passphrase_derive("one ", salt, &passphrase_cost_demo,
	    b, NULL), OK);
	assert_false(passphrase_matches(a, b));
	assert_status(passphrase_derive("one", no_salt, &passphrase_cost_demo,
	    b, NULL), OK);
	assert_false(passphrase_matches(a, b));
	assert_status(passphrase_derive("one", salt, &other, b, NULL), OK);
	assert_false(passphrase_matches(a, b));
}

static void
a_cost_that_cannot_be_paid_fails(void **state)
{
	const struct passphrase_cost no_memory = { 0, 1 };
	const struct passphrase_cost no_passes = { 8192, 0 };
	uint8_t verifier[PASSPHRASE_VERIFIER_SIZE];

	assert_status(passphrase_derive("one", salt, &no_memory, verifier,
	    NULL), FAILED);
	assert_status(passphrase_derive("one", salt, &no_passes, verifier,
	    NULL), FAILED);
}

static void
production_costs_enough_and_the_demo_does_not(void **state)
{
	const struct passphrase_cost floor = { 64 * 1024 * 1024, 2 };
	const struct passphrase_cost little = { floor.memory - 1, 3 };
	const struct passphrase_cost hasty = { floor.memory * 4, 1 };

	assert_true(passphrase_cost_is_enough(&passphrase_cost_production));
	assert_int_equal(passphrase_cost_production.memory, 268435456);
	assert_int_equal(passphrase_cost_production.passes, 3);
	assert_true(passphrase_cost_is_enough(&floor));
	assert_false(passphrase_cost_is_enough(&little));
	assert_false(passphrase_cost_is_enough(&hasty));
	assert_false(passphrase_cost_is_enough(&passphrase_cost_demo));
}

static void
wiping_leaves_nothing(void **state)
{
	char text[] = "secret";

	crypto_wipe(text, sizeof(text));
	for (size_t i = 0; i < sizeof(text); i++)
		assert_int_equal(text[i], 0);
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
		cmocka_unit_test(a_passphrase_of_words_without_a_bond_is_good),
		cmocka_unit_test(fifteen_characters_are_counted_not_bytes),
		cmocka_unit_test(more_than_1024_bytes_are_too_long),
		cmocka_unit_test(bytes_that_are_not_utf8_are_refused),
		cmocka_unit_test(a_repetition_is_refused),
		cmocka_unit_test(a_good_passphrase_twice_is_still_good),
		cmocka_unit_test(a_row_of_neighbours_is_refused),
		cmocka_unit_test(common_words_alone_are_refused),
		cmocka_unit_test(a_common_word_among_others_is_welcome),
		cmocka_unit_test(verifier_and_key_are_the_known_ones),
		cmocka_unit_test(all_that_goes_in_changes_what_comes_out),
		cmocka_unit_test(a_cost_that_cannot_be_paid_fails),
		cmocka_unit_test(production_costs_enough_and_the_demo_does_not),
		cmocka_unit_test(wiping_leaves_nothing),
	};

	return cmocka_run_group_tests_name("passphrase", tests, start, NULL);
}
