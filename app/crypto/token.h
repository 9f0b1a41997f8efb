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

/* The hash of a token's text; INVALID if it has not the form of a token. */
enum status token_hash(const char *text, uint8_t hash[TOKEN_HASH_SIZE]);

/* size random bytes. */
void random_bytes(void *bytes, size_t size);

#endif
