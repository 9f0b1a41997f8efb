#ifndef CRYPTO_OPENER_PRIVATE_H
#define CRYPTO_OPENER_PRIVATE_H

/* Private to crypto: what an opener holds while it is unlocked. */
#include "crypto/open.h"
#include "crypto/ratchet.h"

/* A generation of the site's secret key and what is derived from it. */
struct site_secret {
	int64_t generation;
	uint8_t public_key[32];
	uint8_t secret_key[32];
	uint8_t wrap_key[AEAD_KEY_SIZE];  /* wraps records' keys */
	uint8_t index_key[AEAD_KEY_SIZE]; /* of the blind index */
	uint8_t note_key[AEAD_KEY_SIZE];  /* of what the office writes */
	uint8_t vouch_key[AEAD_KEY_SIZE]; /* says who may get the next one */
};

/* An epoch on its way, so that records in order cost one step each. */
struct walk {
	struct seal_epoch epoch; /* generation 0: free */
	struct chain chain;
};

/* As many as workers that take turns in a list of leads. */
enum { OPENER_WALKS = 8 };

struct opener {
	size_t count;
	struct site_secret secrets[OPENER_GENERATIONS_MAX]; /* newest first */
	size_t next_walk;
	struct walk walks[OPENER_WALKS];
};

/* The secret of a generation, or NULL when the opener is without it. */
const struct site_secret *opener_secret(const struct opener *opener,
    int64_t generation);

/* The newest, or NULL when locked. */
const struct site_secret *opener_newest(const struct opener *opener);

/* Adds a generation: OK, or CONFLICT when there are as many as there may be.
 * One that is there already is replaced. */
enum status opener_add(struct opener *opener, int64_t generation,
    const uint8_t public_key[32], const uint8_t secret_key[32]);

#endif
