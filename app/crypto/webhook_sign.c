#include "crypto/webhook_sign.h"

#include <assert.h>

#include <sodium.h>

#include "base/buf.h"
#include "base/text.h"

#define SECRET_PREFIX "whsec_"
#define SIGNATURE_PREFIX "v1,"

enum {
	PREFIX_LEN = sizeof(SIGNATURE_PREFIX) - 1,
	BASE64_SIZE = sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES,
	    sodium_base64_VARIANT_ORIGINAL),
};

static_assert((int)PREFIX_LEN + (int)BASE64_SIZE ==
    (int)WEBHOOK_SIGNATURE_SIZE, "the signature's text");

enum status
webhook_secret_read(const char *text, struct webhook_secret *secret)
{
	static const char space[] = " \t\r\n";
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/=";
	const char *end;

	secret->len = 0;
	text += strspn(text, space);
	if (!text_starts(text, SECRET_PREFIX))
		return INVALID;
	text += strlen(SECRET_PREFIX);
	/* libsodium 1.0.18 takes bytes above 0x7f for letters. */
	if (strspn(text, alphabet) != strcspn(text, space) ||
	    sodium_base642bin(secret->bytes, sizeof(secret->bytes), text,
	    strcspn(text, space), NULL, &secret->len, &end,
	    sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    end[strspn(end, space)] != '\0' ||
	    secret->len < WEBHOOK_SECRET_MIN) {
		sodium_memzero(secret, sizeof(*secret));
		return INVALID;
	}
	return OK;
}

static void
add(crypto_auth_hmacsha256_state *state, const void *bytes, size_t len)
{
	(void)crypto_auth_hmacsha256_update(state, bytes, len);
}

void
webhook_sign(const struct webhook_secret *secret, const char *id,
    int64_t timestamp, const void *body, size_t len,
    char signature[WEBHOOK_SIGNATURE_SIZE])
{
	crypto_auth_hmacsha256_state state;
	uint8_t mac[crypto_auth_hmacsha256_BYTES];
	BUF(head, strlen(id) + 32);

	buf_printf(&head, "%s.%lld.", id, (long long)timestamp);
	assert(!head.failed);
	(void)crypto_auth_hmacsha256_init(&state, secret->bytes, secret->len);
	add(&state, head.data, head.len);
	add(&state, body, len);
	(void)crypto_auth_hmacsha256_final(&state, mac);
	sodium_memzero(&state, sizeof(state));
	memcpy(signature, SIGNATURE_PREFIX, PREFIX_LEN);
	(void)sodium_bin2base64(signature + PREFIX_LEN, BASE64_SIZE, mac,
	    sizeof(mac), sodium_base64_VARIANT_ORIGINAL);
}
