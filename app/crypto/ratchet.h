#ifndef CRYPTO_RATCHET_H
#define CRYPTO_RATCHET_H

/*
 * Private to crypto: the chain of an epoch, of which seal.h tells. Whoever
 * seals walks it and forgets; whoever opens walks it again from the root.
 */
#include "crypto/aead.h"
#include "crypto/seal.h"

/* Where in an epoch somebody stands: what derives every later key of it, and
 * no earlier one. */
struct chain {
	uint8_t key[AEAD_KEY_SIZE];
	int64_t number; /* of the next record */
};

/* A new epoch, sealed to a public key, and the start of its chain. */
void epoch_new(const uint8_t public_key[32], int64_t generation,
    struct seal_epoch *epoch, struct chain *chain);

/* The start of an epoch's chain. OK, or INVALID, with the chain wiped, when
 * the root is not of this key and epoch. */
enum status epoch_open(const struct seal_epoch *epoch,
    const uint8_t public_key[32], const uint8_t secret_key[32],
    struct chain *chain);

/* The key of the next record; the chain moves on and cannot go back. */
void chain_step(struct chain *chain, uint8_t key[AEAD_KEY_SIZE]);

/* The key of a later record; the chain moves on behind it. OK, or INVALID,
 * with the chain as it was, for a number that is past or that no epoch has. */
enum status chain_reach(struct chain *chain, int64_t number,
    uint8_t key[AEAD_KEY_SIZE]);

/* What a record, or its wrapped key, is bound to. */
struct binding ratchet_binding(const char *label,
    const struct sealed *sealed);

#endif
