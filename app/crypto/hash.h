#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include <stddef.h>
#include <stdint.h>

enum { HASH_BYTES = 32 };

/* BLAKE2b-256 (RFC 7693), without a key, of size bytes. */
void hash_blake2b(uint8_t hash[HASH_BYTES], const void *bytes, size_t size);

#endif
