#ifndef CRYPTO_WEBHOOK_SIGN_H
#define CRYPTO_WEBHOOK_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/*
 * How a webhook proves who sent it: the symmetric signature of the Standard
 * Webhooks specification (github.com/standard-webhooks/standard-webhooks,
 * spec/standard-webhooks.md, "Signature scheme"): HMAC-SHA256 over
 *
 *	id "." timestamp "." body
 *
 * in base64 behind "v1,", for the header webhook-signature. The receiver
 * refuses an id it has seen and a timestamp that is minutes off.
 */
enum {
	WEBHOOK_SECRET_MIN = 24, /* bytes, by the specification */
	WEBHOOK_SECRET_MAX = 64,
	WEBHOOK_SIGNATURE_SIZE = 48, /* with its NUL */
};

/* To be wiped (crypto_wipe) when it is no longer needed. */
struct webhook_secret {
	uint8_t bytes[WEBHOOK_SECRET_MAX];
	size_t len;
};

/* Reads "whsec_" and base64, white space about it allowed. OK, or INVALID: it
 * is not that, or not of a length within the limits. */
enum status webhook_secret_read(const char *text,
    struct webhook_secret *secret);

/* The signature of a body of len bytes; timestamp is in seconds since the
 * epoch, as the header webhook-timestamp says it. */
void webhook_sign(const struct webhook_secret *secret, const char *id,
    int64_t timestamp, const void *body, size_t len,
    char signature[WEBHOOK_SIGNATURE_SIZE]);

#endif
