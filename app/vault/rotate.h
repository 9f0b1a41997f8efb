#ifndef VAULT_ROTATE_H
#define VAULT_ROTATE_H

#include "crypto/rotation.h"
#include "vault/vault.h"

/*
 * Gives the site another key and all that is sealed with it (crypto/rotation.h
 * has the plan), or goes on where the last one was cut off. The vault is
 * unlocked by unlock_open; dir is its data folder, for keys/public.key. Every
 * session ends. Afterwards the opener holds the new key.
 *
 * OK with what was done; CONFLICT: an admin, or the recovery code, has no grant
 * of the key in use that could be renewed (logged, with what to do), and
 * nothing was begun; DENIED: the vault is locked; otherwise the store's, and
 * the same call goes on.
 */
enum status vault_rotate(struct vault *vault, const char *dir, int64_t now,
    struct rotation_count *count);

#endif
