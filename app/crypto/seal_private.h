#ifndef CRYPTO_SEAL_PRIVATE_H
#define CRYPTO_SEAL_PRIVATE_H

/* Private to crypto: one ratchet for two sealers, that of leads (seal.h) and
 * that of waiting mail (mail_seal.h). In guarded memory, always. */
#include <stdbool.h>
#include <sys/types.h>

#include "crypto/ratchet.h"

#define SEAL_RECORD_LABEL "fourways record 1"

struct press {
	pid_t process; /* whose epoch it is; 0: none so far */
	int64_t generation;
	int64_t began_at;
	uint8_t public_key[32];
	struct seal_epoch epoch;
	struct chain chain;
};

void press_start(struct press *press, const uint8_t public_key[32],
    int64_t generation);

/* Sees to an epoch in which count more records have room at now. */
void press_prepare(struct press *press, int64_t count, int64_t now);

/* Seals the next record into sealed, whose kind and uuid are set; its text is
 * at most SEAL_TEXT_MAX bytes. */
void press_seal(struct press *press, struct arena *arena,
    const void *plain, size_t len, struct sealed *sealed);

#endif
