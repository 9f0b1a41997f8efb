#ifndef CRYPTO_SPARE_CODE_H
#define CRYPTO_SPARE_CODE_H

#include <stdint.h>

#include "base/status.h"

/*
 * A spare code stands in for the authenticator app when that is not at hand,
 * once: five groups of five characters of Crockford's base32, as in
 * "7K2MP-9XD0Q-WERTY-…", 125 random bits. So many need no slow hash: what is
 * stored is BLAKE2b-256 of "fourways spare code 1" and the 25 characters.
 */
enum {
	SPARE_CODE_TEXT_SIZE = 30, /* with four hyphens and its NUL */
	SPARE_CODE_HASH_SIZE = 32,
};

/* A new code. The caller wipes it. */
void spare_code_new(char text[SPARE_CODE_TEXT_SIZE]);

/* The hash of a code as a person types it: in either case, with spaces and
 * hyphens anywhere or nowhere, O for 0, I or L for 1. OK, or INVALID when it
 * has not the form of a code. */
enum status spare_code_hash(const char *typed,
    uint8_t hash[SPARE_CODE_HASH_SIZE]);

#endif
