#include "crypto/form_key.h"

#include <assert.h>

#include <sodium.h>

#include "crypto/text32.h"

static_assert((int)FORM_KEY_TEXT_SIZE == (int)TEXT32_SIZE, "one text form");
static_assert((int)FORM_KEY_SIZE == (int)crypto_kdf_KEYBYTES, "kdf's key");

enum {
	RANDOM_SIZE = 18,
	TIME_SIZE = 6,
	SIGNED_SIZE = RANDOM_SIZE + TIME_SIZE,
	MAC_SIZE = 8,
	NONCE_SIZE = SIGNED_SIZE + MAC_SIZE,
	DERIVED_SIZE = 32,
};

/* The sub-keys, by number. */
enum purpose { FOR_NONCES = 1, FOR_EMAILS = 2 };

static const char kdf_context[crypto_kdf_CONTEXTBYTES] = { 'f', 'o', 'r', 'm',
	' ', 'k', 'e', 'y' };

void
form_key_new(char text[FORM_KEY_TEXT_SIZE])
{
	uint8_t bytes[FORM_KEY_SIZE];

	random_bytes(bytes, sizeof(bytes));
	text32_write(bytes, text);
	sodium_memzero(bytes, sizeof(bytes));
}

enum status
form_key_read(const char *text, struct form_key *key)
{
	return text32_read(text, key->bytes) ? OK : INVALID;
}

/* Keyed BLAKE2b under one of the sub-keys. */
static void
keyed_hash(const struct form_key *key, enum purpose purpose, const void *bytes,
    size_t len, uint8_t *hash, size_t size)
{
	uint8_t derived[DERIVED_SIZE];
	int failed;

	failed = crypto_kdf_derive_from_key(derived, sizeof(derived), purpose,
	    kdf_context, key->bytes);
	assert(failed == 0);
	failed = crypto_generichash(hash, size, bytes, len, derived,
	    sizeof(derived));
	assert(failed == 0);
	sodium_memzero(derived, sizeof(derived));
}

/* No shorter hash has a keyed BLAKE2b of libsodium than 16 bytes. */
static void
nonce_mac(const struct form_key *key, const uint8_t nonce[NONCE_SIZE],
    uint8_t mac[MAC_SIZE])
{
	uint8_t hash[crypto_generichash_BYTES_MIN];

	keyed_hash(key, FOR_NONCES, nonce, SIGNED_SIZE, hash, sizeof(hash));
	memcpy(mac, hash, MAC_SIZE);
}

void
form_nonce_new(const struct form_key *key, int64_t now,
    char text[TOKEN_TEXT_SIZE])
{
	uint8_t nonce[NONCE_SIZE];

	random_bytes(nonce, RANDOM_SIZE);
	for (int i = 0; i < TIME_SIZE; i++)
		nonce[RANDOM_SIZE + i] = (uint8_t)(now >> 8 * i);
	nonce_mac(key, nonce, nonce + SIGNED_SIZE);
	text32_write(nonce, text);
}

enum status
form_nonce_read(const struct form_key *key, const char *text,
    int64_t *rendered_at)
{
	uint8_t nonce[NONCE_SIZE];
	uint8_t mac[MAC_SIZE];
	int64_t at = 0;

	if (!text32_read(text, nonce))
		return INVALID;
	nonce_mac(key, nonce, mac);
	if (sodium_memcmp(mac, nonce + SIGNED_SIZE, MAC_SIZE) != 0)
		return INVALID;
	for (int i = TIME_SIZE - 1; i >= 0; i--)
		at = at << 8 | nonce[RANDOM_SIZE + i];
	*rendered_at = at;
	return OK;
}

void
form_email_hash(const struct form_key *key, const char *email,
    uint8_t hash[FORM_EMAIL_SIZE])
{
	keyed_hash(key, FOR_EMAILS, email, strlen(email), hash,
	    FORM_EMAIL_SIZE);
}
