#ifndef CRYPTO_PASSPHRASE_H
#define CRYPTO_PASSPHRASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/*
 * Passphrases by Argon2id version 1.3 (RFC 9106) through libsodium. The
 * derived master key is split with crypto_kdf: subkey 1 is the verifier kept
 * in the database, subkey 2 the key that wraps secrets (SECURITY 2.6).
 */
enum {
	PASSPHRASE_SALT_SIZE = 16,
	PASSPHRASE_VERIFIER_SIZE = 32,
	PASSPHRASE_KEY_SIZE = 32,
	PASSPHRASE_BYTES_MAX = 1024,
	PASSPHRASE_LENGTH_MIN = 15, /* characters */
};

struct passphrase_cost {
	uint64_t memory; /* bytes */
	uint64_t passes;
};

/* 256 MiB, 3 passes: what init and the admin commands use. */
extern const struct passphrase_cost passphrase_cost_production;

/* The smallest libsodium takes: demo and tests only. */
extern const struct passphrase_cost passphrase_cost_demo;

/* Whether a cost is at least 64 MiB and 2 passes, the floor in production. */
bool passphrase_cost_is_enough(const struct passphrase_cost *cost);

/*
 * Why a new passphrase is refused, as a sentence for the person, or NULL when
 * it is good: 15 characters to 1,024 bytes, valid UTF-8, not among the
 * commonest, not the site's words repeated.
 */
const char *passphrase_problem(const char *passphrase);

/*
 * Derives verifier and key. Slow and memory-hungry on purpose: never on an
 * event loop. OK, or FAILED when memory is short. key may be NULL.
 */
enum status passphrase_derive(const char *passphrase,
    const uint8_t salt[PASSPHRASE_SALT_SIZE],
    const struct passphrase_cost *cost,
    uint8_t verifier[PASSPHRASE_VERIFIER_SIZE],
    uint8_t key[PASSPHRASE_KEY_SIZE]);

/* Compares two verifiers in constant time. */
bool passphrase_matches(const uint8_t a[PASSPHRASE_VERIFIER_SIZE],
    const uint8_t b[PASSPHRASE_VERIFIER_SIZE]);

/* Overwrites memory so that the compiler cannot leave it out. */
void crypto_wipe(void *bytes, size_t size);

#endif
