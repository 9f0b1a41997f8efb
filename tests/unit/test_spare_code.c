#include "test.h"
#include "hex.h"

#include "base/util.h"
#include "crypto/spare_code.h"
#include "crypto/token.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char example[] = "0123A-BCDEF-GHJKM-NPQRS-TVWXY";

static int
setup(void **state)
{
	crypto_start();
	return 0;
}

static void
a_new_code_is_five_groups_of_five(void **state)
{
	uint8_t hash[SPARE_CODE_HASH_SIZE];
	char text[SPARE_CODE_TEXT_SIZE];

	for (int i = 0; i < 500; i++) {
		spare_code_new(text);
		assert_int_equal(strlen(text), SPARE_CODE_TEXT_SIZE - 1);
		for (size_t j = 0; j < SPARE_CODE_TEXT_SIZE - 1; j++)
			assert_true(j % 6 == 5 ? text[j] == '-' :
			    strchr(alphabet, text[j]) != NULL);
		assert_status(spare_code_hash(text, hash), OK);
	}
}

static void
every_character_turns_up_in_every_place(void **state)
{
	uint32_t seen[SPARE_CODE_TEXT_SIZE - 1] = { 0 };
	char text[SPARE_CODE_TEXT_SIZE];

	for (int i = 0; i < 2000; i++) {
		spare_code_new(text);
		for (size_t j = 0; j < SPARE_CODE_TEXT_SIZE - 1; j++)
			if (text[j] != '-')
				seen[j] |= 1u << (strchr(alphabet, text[j]) -
				    alphabet);
	}
	for (size_t j = 0; j < SPARE_CODE_TEXT_SIZE - 1; j++)
		if (j % 6 != 5)
			assert_int_equal(seen[j], UINT32_MAX);
}

/* By python's hashlib: blake2b(b"fourways spare code 1" + the 25 characters,
 * digest_size=32). */
static void
the_hash_is_the_one_of_another_program(void **state)
{
	static const char wanted[] = "8281eeed79f96bc9a4bef70de264480f"
	    "93755f069f0adfb7c39bb626be512b3a";
	uint8_t hash[SPARE_CODE_HASH_SIZE];

	assert_status(spare_code_hash(example, hash), OK);
	assert_hex_equal(hash, sizeof(hash), wanted);
}

static void
it_may_be_typed_as_people_type(void **state)
{
	static const char *const typed[] = { "0123ABCDEFGHJKMNPQRSTVWXY",
		"0123a-bcdef-ghjkm-npqrs-tvwxy", " 0123A BCDEF GHJKM NPQRS TVWXY ",
		"oI23A-BCDEF-GHJKM-NPQRS-TVWXY", "Ol23A-BCDEF-GHJKM-NPQRS-TVWXY" };
	uint8_t wanted[SPARE_CODE_HASH_SIZE];
	uint8_t hash[SPARE_CODE_HASH_SIZE];

	assert_status(spare_code_hash(example, wanted), OK);
	for (size_t i = 0; i < countof(typed); i++) {
		assert_status(spare_code_hash(typed[i], hash), OK);
		assert_memory_equal(hash, wanted, sizeof(hash));
	}
}

static void
what_is_no_code_has_no_hash(void **state)
{
	static const char *const typed[] = { "", "123456", "-----",
		"0123A-BCDEF-GHJKM-NPQRS-TVWX",
		"0123A-BCDEF-GHJKM-NPQRS-TVWXY0",
		"0123A-BCDEF-GHJKM-NPQRS-TVWXU",
		"0123A_BCDEF_GHJKM_NPQRS_TVWXY",
		"0123A-BCDEF-GHJKM-NPQRS-TVWX\xc3\xa9" };
	uint8_t hash[SPARE_CODE_HASH_SIZE];

	for (size_t i = 0; i < countof(typed); i++)
		assert_status(spare_code_hash(typed[i], hash), INVALID);
}

static void
two_codes_have_two_hashes(void **state)
{
	uint8_t one[SPARE_CODE_HASH_SIZE];
	uint8_t two[SPARE_CODE_HASH_SIZE];

	assert_status(spare_code_hash(example, one), OK);
	assert_status(spare_code_hash("0123A-BCDEF-GHJKM-NPQRS-TVWXZ", two),
	    OK);
	assert_memory_not_equal(one, two, sizeof(one));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_code_is_five_groups_of_five),
		cmocka_unit_test(every_character_turns_up_in_every_place),
		cmocka_unit_test(the_hash_is_the_one_of_another_program),
		cmocka_unit_test(it_may_be_typed_as_people_type),
		cmocka_unit_test(what_is_no_code_has_no_hash),
		cmocka_unit_test(two_codes_have_two_hashes),
	};

	return cmocka_run_group_tests_name("spare_code", tests, setup, NULL);
}
