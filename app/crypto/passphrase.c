#include "crypto/passphrase.h"

#include <assert.h>

#include <sodium.h>

#include "base/log.h"

static_assert(PASSPHRASE_SALT_SIZE == crypto_pwhash_SALTBYTES, "Argon2id");

static const uint64_t mebibyte = 1024 * 1024;

const struct passphrase_cost passphrase_cost_production = {
	.memory = crypto_pwhash_MEMLIMIT_MODERATE,
	.passes = crypto_pwhash_OPSLIMIT_MODERATE,
};

const struct passphrase_cost passphrase_cost_demo = {
	.memory = crypto_pwhash_argon2id_MEMLIMIT_MIN,
	.passes = crypto_pwhash_argon2id_OPSLIMIT_MIN,
};

/* Subkeys of the master key. The context is part of what they are. */
enum { SUBKEY_VERIFIER = 1, SUBKEY_KEY = 2 };

static const char context[crypto_kdf_CONTEXTBYTES + 1] = "fourways";

bool
passphrase_cost_is_enough(const struct passphrase_cost *cost)
{
	return cost->memory >= 64 * mebibyte && cost->passes >= 2;
}

static void
subkey(uint8_t *out, size_t size, uint64_t number,
    const uint8_t master[crypto_kdf_KEYBYTES])
{
	int failed = crypto_kdf_derive_from_key(out, size, number, context,
	    master);

	assert(failed == 0);
}

enum status
passphrase_derive(const char *passphrase,
    const uint8_t salt[PASSPHRASE_SALT_SIZE],
    const struct passphrase_cost *cost,
    uint8_t verifier[PASSPHRASE_VERIFIER_SIZE],
    uint8_t key[PASSPHRASE_KEY_SIZE])
{
	uint8_t master[crypto_kdf_KEYBYTES];

	if (crypto_pwhash(master, sizeof(master), passphrase,
	    strlen(passphrase), salt, cost->passes, (size_t)cost->memory,
	    crypto_pwhash_ALG_ARGON2ID13) != 0) {
		log_error("passphrase.failed",
		    "Argon2id with %llu bytes and %llu passes is refused",
		    (unsigned long long)cost->memory,
		    (unsigned long long)cost->passes);
		return FAILED;
	}
	subkey(verifier, PASSPHRASE_VERIFIER_SIZE, SUBKEY_VERIFIER, master);
	if (key != NULL)
		subkey(key, PASSPHRASE_KEY_SIZE, SUBKEY_KEY, master);
	sodium_memzero(master, sizeof(master));
	return OK;
}

bool
passphrase_matches(const uint8_t a[PASSPHRASE_VERIFIER_SIZE],
    const uint8_t b[PASSPHRASE_VERIFIER_SIZE])
{
	return sodium_memcmp(a, b, PASSPHRASE_VERIFIER_SIZE) == 0;
}

void
crypto_wipe(void *bytes, size_t size)
{
	sodium_memzero(bytes, size);
}
