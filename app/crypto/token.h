#ifndef CRYPTO_TOKEN_H
#define CRYPTO_TOKEN_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/*
 * Random tokens for links and cookies: 32 bytes from the kernel, as 43
 * characters of base64url without padding (RFC 4648, section 5). Only the
 * hash (BLAKE2b-256) is ever stored.
 */
enum {
	TOKEN_TEXT_SIZE = 44, /* with its NUL */
	TOKEN_HASH_SIZE = 32,
};

/* libsodium's own start; call once per process before anything else here.
 * Fatal if it fails. */
void crypto_start(void);

/* A new token as text. */
void token_new(char text[TOKEN_TEXT_SIZE]);

/*
 * The token that belongs to a form's nonce (a token's text) and a context,
 * for instance the slot: keyed BLAKE2b-256 of the context under the nonce, so
 * that a form sent twice names the same booking. INVALID if nonce is no token.
 */
enum status token_derive(const char *nonce, const char *context,
    char text[TOKEN_TEXT_SIZE]);

/* The hash of a token's text; INVALID if it has not the form of a token. */
enum status token_hash(const char *text, uint8_t hash[TOKEN_HASH_SIZE]);

/* size random bytes. */
void random_bytes(void *bytes, size_t size);

#endif
