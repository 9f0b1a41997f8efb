#ifndef CRYPTO_GRANT_H
#define CRYPTO_GRANT_H

#include <stdint.h>

#include "base/status.h"

struct keyring;
struct opener;

/*
 * Who may unlock the office. Each admin has a key pair of his own (X25519),
 * its secret half wrapped under the key of his passphrase; the recovery code
 * is such a pair too, made from the code itself. A grant is the site's secret
 * key sealed to one of them. So whoever is unlocked can let another one in, or
 * give everyone the next generation, without knowing any passphrase but his
 * own; and a new passphrase touches nothing but one's own wrap.
 *
 * What stands in the database could be changed by whoever may write there: a
 * public key of his own in an admin's row would be handed the next generation.
 * So a grant carries a vouch, which only a holder of the site's secret key can
 * make, and a rotation renews vouched grants alone.
 */
struct personal_key;

enum {
	GRANT_PUBLIC_SIZE = 32,
	GRANT_KEK_SIZE = 32,      /* passphrase_derive's key */
	GRANT_PERSONAL_SIZE = 73, /* a wrapped secret */
	GRANT_SEALED_SIZE = 113,
	GRANT_VOUCH_SIZE = 32,
	GRANT_RECOVERY = 0,       /* the admin id of the recovery code */
};

/* A new pair; that of a recovery code, by recovery_key's key. Never NULL. The
 * caller frees it, which wipes; NULL is allowed. */
struct personal_key *personal_key_new(void);
struct personal_key *personal_key_of_recovery(
    const uint8_t key[GRANT_KEK_SIZE]);
void personal_key_free(struct personal_key *personal);

/* The public half; lives as long as the pair. */
const uint8_t *personal_key_public(const struct personal_key *personal);

/* Wraps the secret half for an admin, bound to his id, and opens it: OK, and
 * the caller frees *personal; INVALID, with *personal NULL: another key,
 * another admin, altered, or not of this public key. */
void personal_key_wrap(const struct personal_key *personal,
    const uint8_t kek[GRANT_KEK_SIZE], int64_t admin_id,
    uint8_t wrapped[GRANT_PERSONAL_SIZE]);
enum status personal_key_unwrap(const uint8_t wrapped[GRANT_PERSONAL_SIZE],
    const uint8_t kek[GRANT_KEK_SIZE], int64_t admin_id,
    const uint8_t public_key[GRANT_PUBLIC_SIZE],
    struct personal_key **personal);

/* A row of office.db. */
struct grant {
	int64_t generation;
	int64_t admin_id; /* or GRANT_RECOVERY */
	uint8_t public_key[GRANT_PUBLIC_SIZE]; /* whose it is */
	uint8_t sealed[GRANT_SEALED_SIZE];
	uint8_t vouch[GRANT_VOUCH_SIZE];
};

/*
 * Grants a generation to a public key: a person's decision, who has compared
 * its fingerprint (keyring_fingerprint) where it came by another way than his
 * own hands. OK, or DENIED: the opener is without that generation.
 */
enum status grant_make(const struct opener *opener, int64_t generation,
    int64_t admin_id, const uint8_t public_key[GRANT_PUBLIC_SIZE],
    struct grant *grant);

/*
 * Grants the newest generation to whom an older one was granted. OK; INVALID:
 * the old grant's vouch is not ours, so leave that row out and say so; DENIED:
 * the opener is without the old generation.
 */
enum status grant_renew(const struct opener *opener, const struct grant *old,
    struct grant *fresh);

/* Opens a grant. OK, and the caller frees *keyring; INVALID, with *keyring
 * NULL: not for this pair, altered, moved from another row, or not of the
 * site's public key. */
enum status grant_open(const struct personal_key *personal,
    const struct grant *grant, const uint8_t site_key[GRANT_PUBLIC_SIZE],
    struct keyring **keyring);

#endif
