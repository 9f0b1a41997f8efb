#ifndef VAULT_TAKE_H
#define VAULT_TAKE_H

#include "base/status.h"
#include "vault/vault.h"

/*
 * Taking in (crypto/seal.h): gives the office the key of each new record, so
 * that any opens in one step, and the blind index of each address.
 */
enum {
	TAKE_BATCH = 100,         /* leads in a transaction */
	TAKE_AGAIN_SECONDS = 600, /* until all is looked through again */
};

/*
 * Takes in what came since the last time, and now and then whatever else is
 * without its key: what was corrected, what a rotation turned. Then also what
 * still hangs on leads that were erased goes. To be called before a list. OK,
 * DENIED; BUSY: a list can be shown all the same.
 */
enum status vault_take_in(struct vault *vault, int64_t now);

/* The same, of everything. */
enum status vault_take_all(struct vault *vault, int64_t now);

#endif
