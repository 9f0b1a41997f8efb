#ifndef VAULT_TURN_H
#define VAULT_TURN_H

#include "crypto/rotation.h"
#include "vault/vault.h"

struct sealer;

/*
 * Steps 2 and 3 of a rotation (crypto/rotation.h) on the two databases; step 1,
 * which makes the next key, is the caller's. The opener holds both
 * generations, the sealer is of the newer one. Statuses of rotation_run.
 *
 * retire_grants takes what is kept of older generations (grants, site keys)
 * out of office.db, after the leads are turned.
 */
enum status vault_turn(struct vault *vault, struct sealer *sealer,
    int64_t now, enum status (*retire_grants)(struct office *office,
    int64_t generation, int64_t now), struct rotation_count *count);

#endif
