#ifndef CRYPTO_NUMBER_H
#define CRYPTO_NUMBER_H

/* Private to crypto: numbers as 64 bits, little-endian. */
#include <stddef.h>
#include <stdint.h>

static inline void
number_write(uint8_t bytes[8], int64_t number)
{
	uint64_t left = (uint64_t)number;

	for (size_t i = 0; i < 8; i++, left >>= 8)
		bytes[i] = (uint8_t)(left & 0xff);
}

#endif
