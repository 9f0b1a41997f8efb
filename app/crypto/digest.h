#ifndef CRYPTO_DIGEST_H
#define CRYPTO_DIGEST_H

#include <stddef.h>

#include <sodium/crypto_hash_sha256.h>

/*
 * SHA-256 (FIPS 180-4) of bytes that come piece by piece: for tables and
 * files that people compare, not for secrets.
 */
enum { DIGEST_HEX_SIZE = 65 }; /* with its NUL */

struct digest {
	crypto_hash_sha256_state state;
};

void digest_start(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t len);

/* The digest in lower-case hexadecimal; ends it. */
void digest_hex(struct digest *digest, char hex[DIGEST_HEX_SIZE]);

#endif
