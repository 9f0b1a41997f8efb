#include "crypto/spare_code.h"

#include <assert.h>
#include <stdbool.h>

#include <sodium.h>

#include "crypto/crockford.h"
#include "crypto/hash.h"

enum { SYMBOLS = 25, GROUP = 5 };

static_assert((int)SPARE_CODE_HASH_SIZE == (int)HASH_BYTES, "one hash");
static_assert(SPARE_CODE_TEXT_SIZE == SYMBOLS + SYMBOLS / GROUP, "hyphens");

void
spare_code_new(char text[SPARE_CODE_TEXT_SIZE])
{
	uint8_t values[SYMBOLS];

	randombytes_buf(values, sizeof(values));
	for (size_t i = 0; i < SYMBOLS; i++) {
		if (i > 0 && i % GROUP == 0)
			*text++ = '-';
		*text++ = crockford[values[i] % CROCKFORD_BASE];
	}
	*text = '\0';
	sodium_memzero(values, sizeof(values));
}

enum status
spare_code_hash(const char *typed, uint8_t hash[SPARE_CODE_HASH_SIZE])
{
	static const char label[] = "fourways spare code 1";
	struct {
		char label[sizeof(label) - 1];
		char symbols[SYMBOLS];
	} bytes;
	uint8_t values[SYMBOLS];
	bool whole = crockford_read(typed, values, SYMBOLS) == SYMBOLS;

	memcpy(bytes.label, label, sizeof(bytes.label));
	for (size_t i = 0; whole && i < SYMBOLS; i++)
		bytes.symbols[i] = crockford[values[i]];
	if (whole)
		hash_blake2b(hash, &bytes, sizeof(bytes));
	sodium_memzero(values, sizeof(values));
	sodium_memzero(&bytes, sizeof(bytes));
	return whole ? OK : INVALID;
}
