#include "test.h"

#include "crypto/keyring.h"
#include "crypto/token.h"

enum { ADMIN = 5, GENERATION = 3 };

static const uint8_t key[KEYRING_KEY_SIZE] = { 1, 2, 3 };

/* A new pair, its public key, and its secret key wrapped for ADMIN. */
static void
make(uint8_t public_key[KEYRING_PUBLIC_SIZE], struct keyring_wrap *wrap)
{
	struct keyring *keyring = keyring_new(GENERATION);

	memcpy(public_key, keyring_public(keyring), KEYRING_PUBLIC_SIZE);
	keyring_wrap(keyring, key, ADMIN, wrap);
	keyring_free(keyring);
}

static void
does_not_open(const struct keyring_wrap *wrap, const uint8_t *with,
    const uint8_t *public_key)
{
	struct keyring *keyring = (struct keyring *)&wrap;

	assert_status(keyring_unwrap(wrap, with, public_key, &keyring),
	    INVALID);
	assert_null(keyring);
}

static void
a_wrapped_key_comes_back(void **state)
{
	uint8_t public_key[KEYRING_PUBLIC_SIZE];
	struct keyring_wrap wrap;
	struct keyring *keyring;

	make(public_key, &wrap);
	assert_int_equal(wrap.admin_id, ADMIN);
	assert_int_equal(wrap.generation, GENERATION);
	assert_status(keyring_unwrap(&wrap, key, public_key, &keyring), OK);
	assert_memory_equal(keyring_public(keyring), public_key,
	    KEYRING_PUBLIC_SIZE);
	assert_int_equal(keyring_generation(keyring), GENERATION);
	keyring_free(keyring);
}

static void
two_pairs_differ_and_so_do_two_wraps(void **state)
{
	struct keyring *a = keyring_new(1);
	struct keyring *b = keyring_new(1);
	struct keyring_wrap first;
	struct keyring_wrap second;

	assert_memory_not_equal(keyring_public(a), keyring_public(b),
	    KEYRING_PUBLIC_SIZE);
	keyring_wrap(a, key, ADMIN, &first);
	keyring_wrap(a, key, ADMIN, &second);
	assert_memory_not_equal(first.nonce, second.nonce,
	    KEYRING_NONCE_SIZE);
	assert_memory_not_equal(first.wrapped, second.wrapped,
	    KEYRING_WRAPPED_SIZE);
	keyring_free(a);
	keyring_free(b);
}

static void
another_key_opens_nothing(void **state)
{
	const uint8_t other[KEYRING_KEY_SIZE] = { 1, 2, 4 };
	uint8_t public_key[KEYRING_PUBLIC_SIZE];
	struct keyring_wrap wrap;

	make(public_key, &wrap);
	does_not_open(&wrap, other, public_key);
}

static void
a_wrap_moved_to_another_row_does_not_open(void **state)
{
	uint8_t public_key[KEYRING_PUBLIC_SIZE];
	struct keyring_wrap wrap;

	make(public_key, &wrap);
	wrap.admin_id = 0;
	does_not_open(&wrap, key, public_key);
	wrap.admin_id = ADMIN;
	wrap.generation++;
	does_not_open(&wrap, key, public_key);
}

static void
a_changed_bit_is_noticed_wherever_it_is(void **state)
{
	uint8_t public_key[KEYRING_PUBLIC_SIZE];
	struct keyring_wrap wrap;

	make(public_key, &wrap);
	for (size_t bit = 0; bit < sizeof(wrap.wrapped) * 8; bit++) {
		wrap.wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
		does_not_open(&wrap, key, public_key);
		wrap.wrapped[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	wrap.nonce[0] ^= 1;
	does_not_open(&wrap, key, public_key);
}

static void
a_secret_of_another_pair_is_refused(void **state)
{
	uint8_t public_key[KEYRING_PUBLIC_SIZE];
	uint8_t other[KEYRING_PUBLIC_SIZE];
	struct keyring_wrap wrap;

	make(other, &wrap);
	make(public_key, &wrap);
	does_not_open(&wrap, key, other);
}

/* The hash is Python's: blake2b(b"fourways site key" + bytes(range(32))). */
static void
a_fingerprint_is_eight_groups_of_a_hash(void **state)
{
	uint8_t public_key[KEYRING_PUBLIC_SIZE];
	char text[KEYRING_FINGERPRINT_SIZE];

	for (size_t i = 0; i < KEYRING_PUBLIC_SIZE; i++)
		public_key[i] = (uint8_t)i;
	keyring_fingerprint(public_key, text);
	assert_string_equal(text, "7201-362c-fbe2-e0d0-d9c4-e373-1935-ec93");
	public_key[31] ^= 1;
	keyring_fingerprint(public_key, text);
	assert_string_not_equal(text,
	    "7201-362c-fbe2-e0d0-d9c4-e373-1935-ec93");
}

static void
a_public_key_is_written_and_read_as_text(void **state)
{
	uint8_t public_key[KEYRING_PUBLIC_SIZE];
	uint8_t again[KEYRING_PUBLIC_SIZE];
	char text[KEYRING_PUBLIC_TEXT_SIZE];
	struct keyring_wrap wrap;

	make(public_key, &wrap);
	keyring_public_write(public_key, text);
	assert_int_equal(strlen(text), KEYRING_PUBLIC_TEXT_SIZE - 1);
	assert_status(keyring_public_read(text, again), OK);
	assert_memory_equal(again, public_key, KEYRING_PUBLIC_SIZE);
	text[10] = '.';
	assert_status(keyring_public_read(text, again), INVALID);
	assert_status(keyring_public_read("", again), INVALID);
}

static void
freeing_nothing_is_fine(void **state)
{
	keyring_free(NULL);
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
		cmocka_unit_test(a_wrapped_key_comes_back),
		cmocka_unit_test(two_pairs_differ_and_so_do_two_wraps),
		cmocka_unit_test(another_key_opens_nothing),
		cmocka_unit_test(a_wrap_moved_to_another_row_does_not_open),
		cmocka_unit_test(a_changed_bit_is_noticed_wherever_it_is),
		cmocka_unit_test(a_secret_of_another_pair_is_refused),
		cmocka_unit_test(a_fingerprint_is_eight_groups_of_a_hash),
		cmocka_unit_test(a_public_key_is_written_and_read_as_text),
		cmocka_unit_test(freeing_nothing_is_fine),
	};

	return cmocka_run_group_tests_name("keyring", tests, start, NULL);
}
