#ifndef VAULT_START_H
#define VAULT_START_H

#include <stdint.h>

#include "base/status.h"
#include "crypto/keyring.h"

struct store;

/*
 * What must hold before a lead is taken; by the supervisor before its first
 * fork, by init and by migrate.
 *
 * The public key in DIR/keys/public.key must be one of those that intake.db
 * has; a database of an older program, which has none, gets the one of
 * office.db if it is the same. Leads that an older program left unsealed are
 * sealed, in batches, then the file is written anew and the copies that
 * migrating made of it are removed: they hold those leads in the clear.
 *
 * The folder of the keys, and each secret one in it, must be closed to other
 * users.
 *
 * OK; INVALID: the keys differ, both fingerprints are on standard error, or
 * others may read them;
 * NOT_FOUND: there is no key file, or no key; BUSY, FAILED. All are logged.
 */
enum status vault_start(const char *dir);

/*
 * The public key of the file, of which vault_start says what must hold, without
 * changing anything. Statuses as there; INVALID also for a database without a
 * key.
 */
enum status vault_key(const char *dir, struct store *store,
    uint8_t public_key[KEYRING_PUBLIC_SIZE]);

#endif
