#ifndef CRYPTO_KEYRING_H
#define CRYPTO_KEYRING_H

#include <stdint.h>

#include "base/status.h"

/*
 * The site's key pair (X25519, RFC 7748). What visitors write is sealed to the
 * public key; the secret key stands in the office only wrapped, once under the
 * key of each admin's passphrase and once under the recovery code, and in
 * memory only here: guarded pages that are wiped when freed.
 */
enum {
	KEYRING_PUBLIC_SIZE = 32,
	KEYRING_KEY_SIZE = 32,     /* of a key that wraps */
	KEYRING_NONCE_SIZE = 24,
	KEYRING_WRAPPED_SIZE = 48, /* the secret key and a tag */
	KEYRING_FINGERPRINT_SIZE = 40, /* with its NUL */
	KEYRING_PUBLIC_TEXT_SIZE = 44, /* with its NUL */
};

struct keyring;

/* A new pair; generation is from 1 on. The caller frees it. */
struct keyring *keyring_new(int64_t generation);

/* Wipes and frees. NULL is allowed. */
void keyring_free(struct keyring *keyring);

/* The public key; lives as long as the keyring. */
const uint8_t *keyring_public(const struct keyring *keyring);
int64_t keyring_generation(const struct keyring *keyring);

/* The secret key encrypted under another key, and whose that is. */
struct keyring_wrap {
	int64_t generation;
	int64_t admin_id; /* 0: the recovery code */
	uint8_t nonce[KEYRING_NONCE_SIZE];
	uint8_t wrapped[KEYRING_WRAPPED_SIZE];
};

/*
 * Wraps the secret key for an admin, under the key of passphrase_derive, or
 * with admin_id 0 for the recovery code, under that of recovery_key.
 *
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) with a random nonce; the
 * associated data is "fourways key wrap 1", then admin_id and generation as 64
 * bits, little-endian: a wrap moved to another row does not open.
 */
void keyring_wrap(const struct keyring *keyring,
    const uint8_t key[KEYRING_KEY_SIZE], int64_t admin_id,
    struct keyring_wrap *wrap);

/*
 * Opens a wrap. OK, and the caller frees *keyring; INVALID, with *keyring NULL,
 * when the key is not the right one, the wrap was altered or moved, or the
 * secret does not belong to public_key.
 */
enum status keyring_unwrap(const struct keyring_wrap *wrap,
    const uint8_t key[KEYRING_KEY_SIZE],
    const uint8_t public_key[KEYRING_PUBLIC_SIZE], struct keyring **keyring);

/*
 * A public key's fingerprint for people to compare: 128 bits of BLAKE2b-256 of
 * "fourways site key" and the key, as "3f9a-02c1-…", eight groups.
 */
void keyring_fingerprint(const uint8_t public_key[KEYRING_PUBLIC_SIZE],
    char text[KEYRING_FINGERPRINT_SIZE]);

/* A public key as text for a file, in base64url, and back: OK or INVALID. */
void keyring_public_write(const uint8_t public_key[KEYRING_PUBLIC_SIZE],
    char text[KEYRING_PUBLIC_TEXT_SIZE]);
enum status keyring_public_read(const char *text,
    uint8_t public_key[KEYRING_PUBLIC_SIZE]);

#endif
