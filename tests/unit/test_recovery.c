#include "test.h"
#include "hex.h"

#include "base/util.h"
#include "crypto/recovery.h"
#include "crypto/token.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Characters 3, 10, 17 and so on, and their check; made by a script. */
static const char example[] = "3AHR-Z6DM-V29G-QY5C-KT18-FPX4-BJSB";

static void
a_new_code_is_seven_groups_that_check(void **state)
{
	uint8_t key[RECOVERY_KEY_SIZE];
	char text[RECOVERY_TEXT_SIZE];

	for (int i = 0; i < 500; i++) {
		recovery_new(text);
		assert_int_equal(strlen(text), RECOVERY_TEXT_SIZE - 1);
		for (size_t j = 0; j < RECOVERY_TEXT_SIZE - 1; j++)
			assert_true(j % 5 == 4 ? text[j] == '-' :
			    strchr(alphabet, text[j]) != NULL);
		assert_status(recovery_key(text, key), OK);
	}
}

static void
every_character_turns_up_in_every_place(void **state)
{
	uint32_t seen[RECOVERY_TEXT_SIZE - 1] = { 0 };
	char text[RECOVERY_TEXT_SIZE];

	for (int i = 0; i < 2000; i++) {
		recovery_new(text);
		for (size_t j = 0; j < RECOVERY_TEXT_SIZE - 1; j++)
			if (text[j] != '-')
				seen[j] |= 1u << (strchr(alphabet, text[j]) -
				    alphabet);
	}
	for (size_t j = 0; j < RECOVERY_TEXT_SIZE - 1; j++)
		assert_int_equal(seen[j], j % 5 == 4 ? 0 : 0xffffffff);
}

/* The key is Python's: blake2b(b"fourways recovery 1" + the characters). */
static void
the_key_is_a_hash_of_the_characters(void **state)
{
	uint8_t key[RECOVERY_KEY_SIZE];

	assert_status(recovery_key(example, key), OK);
	assert_hex_equal(key, sizeof(key),
	    "6b52b0c39f10a1842367a12ae91701936bb793c5086e7dcfb895aeb5d936d71b");
}

static void
a_code_is_read_as_people_type_it(void **state)
{
	static const char *const typed[] = {
		"3ahr-z6dm-v29g-qy5c-kt18-fpx4-bjsb",
		"3AHRZ6DMV29GQY5CKT18FPX4BJSB",
		" 3ahr z6dm v29g qy5c kt18 fpx4 bjsb ",
		"3AHR-Z6DM-V29G-QY5C-KTI8-FPX4-BJSB",
		"3AHR-Z6DM-V29G-QY5C-KTl8-FPX4-BJSB",
		"3A-HRZ6DM-V29GQ-Y5C---KT18FPX4BJSB",
	};
	uint8_t expected[RECOVERY_KEY_SIZE];
	uint8_t key[RECOVERY_KEY_SIZE];

	assert_status(recovery_key(example, expected), OK);
	for (size_t i = 0; i < countof(typed); i++) {
		assert_status(recovery_key(typed[i], key), OK);
		assert_memory_equal(key, expected, sizeof(key));
	}
}

static void
letters_that_look_like_digits_are_read_as_these(void **state)
{
	uint8_t expected[RECOVERY_KEY_SIZE];
	uint8_t key[RECOVERY_KEY_SIZE];
	char text[RECOVERY_TEXT_SIZE];
	char *digit;

	for (const char *letter = "OoIiLl"; *letter != '\0'; letter++) {
		do {
			recovery_new(text);
			digit = strchr(text, strchr("Oo", *letter) ? '0' : '1');
		} while (digit == NULL);
		assert_status(recovery_key(text, expected), OK);
		*digit = *letter;
		assert_status(recovery_key(text, key), OK);
		assert_memory_equal(key, expected, sizeof(key));
	}
}

static void
what_is_no_code_is_invalid(void **state)
{
	static const char *const texts[] = {
		"",
		"3AHR",
		"3AHR-Z6DM-V29G-QY5C-KT18-FPX4-BJS",
		"3AHR-Z6DM-V29G-QY5C-KT18-FPX4-BJSBB",
		"3AHR-Z6DM-V29G-QY5C-KT18-FPX4-BJSU",
		"3AHR-Z6DM-V29G-QY5C-KT18-FPX4-BJS!",
		"3AHR_Z6DM_V29G_QY5C_KT18_FPX4_BJSB",
		"3AHR-Z6DM-V29G-QY5C-KT18-FPX4-BJS\xc3\xa4",
		"----------------------------------",
	};
	uint8_t key[RECOVERY_KEY_SIZE];

	for (size_t i = 0; i < countof(texts); i++)
		assert_status(recovery_key(texts[i], key), INVALID);
}

static void
one_wrong_character_is_always_noticed(void **state)
{
	uint8_t key[RECOVERY_KEY_SIZE];
	char text[RECOVERY_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(example) - 1; i++) {
		memcpy(text, example, sizeof(text));
		for (size_t c = 0; c < 32 && example[i] != '-'; c++) {
			text[i] = alphabet[c];
			assert_status(recovery_key(text, key),
			    text[i] == example[i] ? OK : INVALID);
		}
	}
}

static void
neighbours_that_change_places_are_noticed(void **state)
{
	uint8_t key[RECOVERY_KEY_SIZE];
	char text[RECOVERY_TEXT_SIZE];

	for (size_t i = 1; i < sizeof(example) - 1; i++) {
		if (example[i] == '-' || example[i - 1] == '-')
			continue;
		memcpy(text, example, sizeof(text));
		text[i] = example[i - 1];
		text[i - 1] = example[i];
		assert_status(recovery_key(text, key), INVALID);
	}
}

static void
a_group_is_asked_back(void **state)
{
	assert_true(recovery_group_is(example, 1, "3AHR"));
	assert_true(recovery_group_is(example, 5, " ktl8 "));
	assert_true(recovery_group_is(example, RECOVERY_GROUPS, "bjsb"));
	assert_false(recovery_group_is(example, 2, "3AHR"));
	assert_false(recovery_group_is(example, 1, "3AH"));
	assert_false(recovery_group_is(example, 1, "3AHRZ"));
	assert_false(recovery_group_is(example, 1, ""));
	assert_false(recovery_group_is("", 1, ""));
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
		cmocka_unit_test(a_new_code_is_seven_groups_that_check),
		cmocka_unit_test(every_character_turns_up_in_every_place),
		cmocka_unit_test(the_key_is_a_hash_of_the_characters),
		cmocka_unit_test(a_code_is_read_as_people_type_it),
		cmocka_unit_test(
		    letters_that_look_like_digits_are_read_as_these),
		cmocka_unit_test(what_is_no_code_is_invalid),
		cmocka_unit_test(one_wrong_character_is_always_noticed),
		cmocka_unit_test(neighbours_that_change_places_are_noticed),
		cmocka_unit_test(a_group_is_asked_back),
	};

	return cmocka_run_group_tests_name("recovery", tests, start, NULL);
}
