#include "crypto/text32.h"

#include <assert.h>

#include <sodium.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz0123456789-_";

void
text32_write(const uint8_t bytes[32], char text[TEXT32_SIZE])
{
	(void)sodium_bin2base64(text, TEXT32_SIZE, bytes, 32,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool
text32_read(const char *text, uint8_t bytes[32])
{
	size_t len = 0;

	/* libsodium 1.0.18 takes bytes above 0x7f for letters. */
	if (strnlen(text, TEXT32_SIZE) == TEXT32_SIZE - 1 &&
	    strspn(text, alphabet) == TEXT32_SIZE - 1 &&
	    sodium_base642bin(bytes, 32, text, TEXT32_SIZE - 1, NULL, &len,
	    NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 && len == 32)
		return true;
	sodium_memzero(bytes, 32);
	return false;
}
