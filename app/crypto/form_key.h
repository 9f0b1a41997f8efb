#ifndef CRYPTO_FORM_KEY_H
#define CRYPTO_FORM_KEY_H

#include <stdint.h>

#include "base/status.h"
#include "crypto/token.h"

/*
 * The public role's own secret, DIR/keys/form.key: 32 random bytes from which
 * two keys are derived (libsodium's crypto_kdf, BLAKE2b), one for what forms
 * carry and one for e-mail addresses. It opens nothing that is stored.
 */
enum {
	FORM_KEY_SIZE = 32,
	FORM_KEY_TEXT_SIZE = 44, /* with its NUL */
	FORM_EMAIL_SIZE = 16,
};

struct form_key {
	uint8_t bytes[FORM_KEY_SIZE];
};

/* A new key as text for a file, in base64url, and a key of such a text: OK or
 * INVALID. */
void form_key_new(char text[FORM_KEY_TEXT_SIZE]);
enum status form_key_read(const char *text, struct form_key *key);

/*
 * A nonce for a form, in the form of a token: 18 random bytes, the time as 48
 * bits, little-endian, and 8 bytes of BLAKE2b of both under the key. Whoever
 * sends the form says with it when the page was made and cannot say otherwise.
 */
void form_nonce_new(const struct form_key *key, int64_t now,
    char text[TOKEN_TEXT_SIZE]);

/* When the page was made that a nonce was in. OK; INVALID for a text that is
 * no nonce of this key. */
enum status form_nonce_read(const struct form_key *key, const char *text,
    int64_t *rendered_at);

/*
 * An e-mail address as something to count by: BLAKE2b-128 under the key of the
 * text as given. With the key, a guessed address can be tried; without it,
 * nothing can be told.
 */
void form_email_hash(const struct form_key *key, const char *email,
    uint8_t hash[FORM_EMAIL_SIZE]);

#endif
