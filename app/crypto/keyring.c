#include "crypto/keyring.h"

#include <assert.h>
#include <stdbool.h>

#include <sodium.h>

#include "base/log.h"
#include "crypto/aead.h"
#include "crypto/keyring_private.h"
#include "crypto/number.h"
#include "crypto/text32.h"

static_assert(KEYRING_PUBLIC_SIZE == crypto_box_PUBLICKEYBYTES, "X25519");
static_assert(KEYRING_SECRET_SIZE == crypto_box_SECRETKEYBYTES, "X25519");
static_assert(KEYRING_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    "XChaCha20");
static_assert(KEYRING_NONCE_SIZE ==
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "XChaCha20");
static_assert(KEYRING_WRAPPED_SIZE ==
    KEYRING_SECRET_SIZE + crypto_aead_xchacha20poly1305_ietf_ABYTES, "Poly1305");
static_assert((int)KEYRING_PUBLIC_TEXT_SIZE == (int)TEXT32_SIZE, "base64url");

struct keyring {
	int64_t generation;
	uint8_t public_key[KEYRING_PUBLIC_SIZE];
	uint8_t secret_key[KEYRING_SECRET_SIZE];
};

/* What a wrap is bound to besides its key. */
struct wrap_binding {
	uint8_t label[19]; /* "fourways key wrap 1", no NUL */
	uint8_t admin_id[8];
	uint8_t generation[8];
};

static struct keyring *
keyring_empty(int64_t generation)
{
	struct keyring *keyring = sodium_malloc(sizeof(*keyring));

	if (keyring == NULL)
		log_fatal("memory", "no guarded memory for a key");
	memset(keyring, 0, sizeof(*keyring));
	keyring->generation = generation;
	return keyring;
}

struct keyring *
keyring_new(int64_t generation)
{
	struct keyring *keyring = keyring_empty(generation);
	int failed;

	assert(generation > 0);
	failed = crypto_box_keypair(keyring->public_key, keyring->secret_key);
	assert(failed == 0);
	aead_wipe_stack();
	return keyring;
}

void
keyring_free(struct keyring *keyring)
{
	sodium_free(keyring);
}

const uint8_t *
keyring_public(const struct keyring *keyring)
{
	return keyring->public_key;
}

int64_t
keyring_generation(const struct keyring *keyring)
{
	return keyring->generation;
}

const uint8_t *
keyring_secret(const struct keyring *keyring)
{
	return keyring->secret_key;
}

/* Whether the secret key's public key is the expected one (NULL: any); it is
 * computed here. */
static bool
complete(struct keyring *keyring, const uint8_t *expected)
{
	bool good = crypto_scalarmult_base(keyring->public_key,
	    keyring->secret_key) == 0;

	aead_wipe_stack();
	return good && (expected == NULL || sodium_memcmp(keyring->public_key,
	    expected, KEYRING_PUBLIC_SIZE) == 0);
}

enum status
keyring_of_secret(int64_t generation,
    const uint8_t secret_key[KEYRING_SECRET_SIZE],
    const uint8_t public_key[KEYRING_PUBLIC_SIZE], struct keyring **keyring)
{
	struct keyring *made = keyring_empty(generation);

	*keyring = NULL;
	memcpy(made->secret_key, secret_key, sizeof(made->secret_key));
	if (!complete(made, public_key)) {
		keyring_free(made);
		return INVALID;
	}
	*keyring = made;
	return OK;
}

static struct wrap_binding
binding_of(int64_t admin_id, int64_t generation)
{
	struct wrap_binding binding;

	memcpy(binding.label, "fourways key wrap 1", sizeof(binding.label));
	number_write(binding.admin_id, admin_id);
	number_write(binding.generation, generation);
	return binding;
}

void
keyring_wrap(const struct keyring *keyring,
    const uint8_t key[KEYRING_KEY_SIZE], int64_t admin_id,
    struct keyring_wrap *wrap)
{
	const struct wrap_binding binding = binding_of(admin_id,
	    keyring->generation);

	*wrap = (struct keyring_wrap){
		.generation = keyring->generation,
		.admin_id = admin_id,
	};
	randombytes_buf(wrap->nonce, sizeof(wrap->nonce));
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(wrap->wrapped, NULL,
	    keyring->secret_key, sizeof(keyring->secret_key),
	    (const uint8_t *)&binding, sizeof(binding), NULL, wrap->nonce, key);
}

enum status
keyring_unwrap(const struct keyring_wrap *wrap,
    const uint8_t key[KEYRING_KEY_SIZE],
    const uint8_t public_key[KEYRING_PUBLIC_SIZE], struct keyring **keyring)
{
	const struct wrap_binding binding = binding_of(wrap->admin_id,
	    wrap->generation);
	struct keyring *opened = keyring_empty(wrap->generation);

	*keyring = NULL;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(opened->secret_key,
	    NULL, NULL, wrap->wrapped, sizeof(wrap->wrapped),
	    (const uint8_t *)&binding, sizeof(binding), wrap->nonce,
	    key) != 0 ||
	    !complete(opened, public_key)) {
		keyring_free(opened);
		return INVALID;
	}
	*keyring = opened;
	return OK;
}

void
keyring_fingerprint(const uint8_t public_key[KEYRING_PUBLIC_SIZE],
    char text[KEYRING_FINGERPRINT_SIZE])
{
	static const char label[] = "fourways site key";
	static const char hex[] = "0123456789abcdef";
	crypto_generichash_state state;
	uint8_t hash[32];

	(void)crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	(void)crypto_generichash_update(&state, (const uint8_t *)label,
	    sizeof(label) - 1);
	(void)crypto_generichash_update(&state, public_key,
	    KEYRING_PUBLIC_SIZE);
	(void)crypto_generichash_final(&state, hash, sizeof(hash));
	for (size_t i = 0; i < 16; i++) {
		if (i > 0 && i % 2 == 0)
			*text++ = '-';
		*text++ = hex[hash[i] >> 4];
		*text++ = hex[hash[i] & 15];
	}
	*text = '\0';
}

void
keyring_public_write(const uint8_t public_key[KEYRING_PUBLIC_SIZE],
    char text[KEYRING_PUBLIC_TEXT_SIZE])
{
	text32_write(public_key, text);
}

enum status
keyring_public_read(const char *text, uint8_t public_key[KEYRING_PUBLIC_SIZE])
{
	return text32_read(text, public_key) ? OK : INVALID;
}
