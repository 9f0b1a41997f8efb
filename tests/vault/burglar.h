#ifndef TESTS_VAULT_BURGLAR_H
#define TESTS_VAULT_BURGLAR_H

#include "office.h"

#include "crypto/ratchet.h"

/*
 * Whoever broke into the public process and took everything it has: the whole
 * of intake.db, read without the authorizer, its files, its memory. All of it
 * is tried on what is stored, in every way the design knows. Everything fails
 * the test rather than return an error; what is allocated lives in the
 * office's arena.
 */
enum { BURGLAR_KEY = 32 };

/* What stands sealed in intake.db. */
struct loot {
	struct sealed_lead *leads;
	size_t len;
	uint8_t public_key[BURGLAR_KEY]; /* the newest of seal_key */
	const uint8_t *own; /* a visitor's own copy, or NULL */
	size_t own_len;
};

struct loot burglar_loot(struct test_office *office);

struct bytes {
	const uint8_t *at;
	size_t len;
};

/* A file of the data folder; what is not there is empty. */
struct bytes burglar_file(struct test_office *office, const char *name);

/* The key of a key file, as the program reads it. */
struct bytes burglar_key(struct test_office *office, const char *name);

/* The pages that the public role's sealer stands in, as they are now. */
struct bytes burglar_memory(struct test_office *office);

/* What of the loot opens. */
struct opened_ways {
	int records; /* heads and bodies, as often as something opens them */
	int roots;
	int copies;
};

/*
 * Tries every 32 bytes that stand together: as the key of a record, as a chain
 * key to walk on from for so many steps, as the secret key of the epochs'
 * roots, as the token of the visitor's link.
 */
struct opened_ways burglar_try(const struct loot *loot, struct bytes bytes,
    int steps);

#endif
