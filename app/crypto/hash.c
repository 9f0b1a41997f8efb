#include "crypto/hash.h"

#include <assert.h>

#include <sodium.h>

void
hash_blake2b(uint8_t hash[HASH_BYTES], const void *bytes, size_t size)
{
	int failed = crypto_generichash(hash, HASH_BYTES, bytes, size, NULL, 0);

	assert(failed == 0);
}
