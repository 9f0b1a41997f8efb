#include "crypto/digest.h"

#include <sodium.h>

void
digest_start(struct digest *digest)
{
	(void)crypto_hash_sha256_init(&digest->state);
}

void
digest_add(struct digest *digest, const void *bytes, size_t len)
{
	(void)crypto_hash_sha256_update(&digest->state, bytes, len);
}

void
digest_hex(struct digest *digest, char hex[DIGEST_HEX_SIZE])
{
	unsigned char out[crypto_hash_sha256_BYTES];

	(void)crypto_hash_sha256_final(&digest->state, out);
	(void)sodium_bin2hex(hex, DIGEST_HEX_SIZE, out, sizeof(out));
}
