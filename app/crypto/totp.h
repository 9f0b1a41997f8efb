#ifndef CRYPTO_TOTP_H
#define CRYPTO_TOTP_H

#include <stdint.h>

#include "base/status.h"

struct arena;

/*
 * The second factor: time-based codes (RFC 6238) as every authenticator app
 * makes them: HMAC-SHA-1, a secret of 20 bytes, six digits, a new one every 30
 * seconds. A code is good in its step and the ones before and after, and once.
 */
enum {
	TOTP_SECRET_SIZE = 20,
	TOTP_TEXT_SIZE = 33, /* with its NUL */
	TOTP_DIGITS = 6,
	TOTP_STEP_SECONDS = 30,
	TOTP_WRAPPED_SIZE = 61,
	TOTP_KEK_SIZE = 32, /* passphrase_derive's key */
};

/* A new secret. The caller wipes it. */
void totp_new(uint8_t secret[TOTP_SECRET_SIZE]);

/* The secret as an app wants it typed, 32 characters of base32 (RFC 4648,
 * section 6); the caller wipes it. */
void totp_text(const uint8_t secret[TOTP_SECRET_SIZE],
    char text[TOTP_TEXT_SIZE]);

/* The same read back, in either case and with blanks anywhere. OK, or INVALID
 * for anything but such a secret. */
enum status totp_read(const char *text, uint8_t secret[TOTP_SECRET_SIZE]);

/*
 * The address an app reads from a QR code (otpauth://totp/…, the "key URI
 * format"), in arena: who offers the account, whose it is, and the secret.
 * Both names are percent-encoded UTF-8.
 */
const char *totp_uri(struct arena *arena, const char *issuer,
    const char *account, const uint8_t secret[TOTP_SECRET_SIZE]);

/*
 * Whether a typed code (blanks are passed over) is right at now. last_step is
 * the step that was accepted last, -1 for none.
 *
 * OK with *step to be stored as last_step, in the transaction that lets the
 * person in, which must fail if another got in with a step as late. INVALID:
 * not six digits. CONFLICT: a code that was used, or an older one; the next
 * will do. DENIED: wrong. All three take the same time.
 */
enum status totp_check(const uint8_t secret[TOTP_SECRET_SIZE],
    const char *code, int64_t now, int64_t last_step, int64_t *step);

/* Wraps a secret under an admin's passphrase key, bound to his id, and opens
 * it: OK or INVALID. Without the passphrase nobody has the secret. */
void totp_wrap(const uint8_t secret[TOTP_SECRET_SIZE],
    const uint8_t kek[TOTP_KEK_SIZE], int64_t admin_id,
    uint8_t wrapped[TOTP_WRAPPED_SIZE]);
enum status totp_unwrap(const uint8_t wrapped[TOTP_WRAPPED_SIZE],
    const uint8_t kek[TOTP_KEK_SIZE], int64_t admin_id,
    uint8_t secret[TOTP_SECRET_SIZE]);

#endif
