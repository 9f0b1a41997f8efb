#include "crypto/token.h"

#include <assert.h>

#include <sodium.h>

#include "base/log.h"
#include "crypto/hash.h"
#include "crypto/text32.h"

static_assert((int)TOKEN_TEXT_SIZE == (int)TEXT32_SIZE, "one text form");
static_assert((int)TOKEN_HASH_SIZE == (int)HASH_BYTES, "one hash");

enum { TOKEN_BYTES = 32 };

void
crypto_start(void)
{
	if (sodium_init() < 0)
		log_fatal("crypto.failed", "libsodium does not start");
}

void
random_bytes(void *bytes, size_t size)
{
	randombytes_buf(bytes, size);
}

void
token_new(char text[TOKEN_TEXT_SIZE])
{
	uint8_t token[TOKEN_BYTES];

	random_bytes(token, sizeof(token));
	text32_write(token, text);
	sodium_memzero(token, sizeof(token));
}

enum status
token_derive(const char *nonce, const char *context,
    char text[TOKEN_TEXT_SIZE])
{
	uint8_t key[TOKEN_BYTES];
	uint8_t token[TOKEN_BYTES];
	int failed;

	if (!text32_read(nonce, key))
		return INVALID;
	failed = crypto_generichash(token, sizeof(token),
	    (const uint8_t *)context, strlen(context), key, sizeof(key));
	assert(failed == 0);
	text32_write(token, text);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(token, sizeof(token));
	return OK;
}

enum status
token_hash(const char *text, uint8_t hash[TOKEN_HASH_SIZE])
{
	uint8_t token[TOKEN_BYTES];

	if (!text32_read(text, token))
		return INVALID;
	hash_blake2b(hash, token, sizeof(token));
	sodium_memzero(token, sizeof(token));
	return OK;
}
