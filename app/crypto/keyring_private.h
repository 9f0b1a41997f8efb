#ifndef CRYPTO_KEYRING_PRIVATE_H
#define CRYPTO_KEYRING_PRIVATE_H

/* Private to crypto: the secret half of a keyring. */
#include "crypto/keyring.h"

enum { KEYRING_SECRET_SIZE = 32 };

/* Lives as long as the keyring. */
const uint8_t *keyring_secret(const struct keyring *keyring);

/*
 * A keyring of a secret key, for which the public key is computed and must be
 * public_key (NULL: whatever it is). OK, and the caller frees it; INVALID,
 * with *keyring NULL.
 */
enum status keyring_of_secret(int64_t generation,
    const uint8_t secret_key[KEYRING_SECRET_SIZE],
    const uint8_t public_key[KEYRING_PUBLIC_SIZE], struct keyring **keyring);

#endif
