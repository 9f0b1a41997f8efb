#include "crypto/totp.h"

#include <assert.h>
#include <stdbool.h>

#include <liboath/oath.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/html.h"
#include "base/log.h"
#include "crypto/aead.h"

enum { WINDOW = 1, URI_MAX = 4096 };

static_assert((int)TOTP_WRAPPED_SIZE == TOTP_SECRET_SIZE + AEAD_OVERHEAD,
    "a wrapped secret");
static_assert((int)TOTP_STEP_SECONDS == OATH_TOTP_DEFAULT_TIME_STEP_SIZE,
    "RFC 6238");

/* Nothing but exhausted memory is left to go wrong in liboath. */
static void
done(int code)
{
	if (code != OATH_OK)
		log_fatal("totp.failed", "%s", oath_strerror(code));
}

void
totp_new(uint8_t secret[TOTP_SECRET_SIZE])
{
	randombytes_buf(secret, TOTP_SECRET_SIZE);
}

/* ---- base32 ---- */

void
totp_text(const uint8_t secret[TOTP_SECRET_SIZE], char text[TOTP_TEXT_SIZE])
{
	char *base32 = NULL;
	size_t len = 0;

	done(oath_base32_encode((const char *)secret, TOTP_SECRET_SIZE,
	    &base32, &len));
	assert(len == TOTP_TEXT_SIZE - 1);
	memcpy(text, base32, TOTP_TEXT_SIZE);
	sodium_memzero(base32, len);
	free(base32);
}

/* Copies what is not a blank. false: more than max characters. */
static bool
squeeze(const char *typed, char *out, size_t max)
{
	size_t len = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ')
			continue;
		if (len == max)
			return false;
		out[len++] = *typed;
	}
	out[len] = '\0';
	return true;
}

enum status
totp_read(const char *text, uint8_t secret[TOTP_SECRET_SIZE])
{
	char squeezed[TOTP_TEXT_SIZE];
	char *bytes = NULL;
	size_t len = 0;
	enum status st = INVALID;

	/* liboath passes over more than blanks, and takes what is shorter. */
	if (squeeze(text, squeezed, sizeof(squeezed) - 1) &&
	    strspn(squeezed, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz234567") == TOTP_TEXT_SIZE - 1 &&
	    oath_base32_decode(squeezed, TOTP_TEXT_SIZE - 1, &bytes,
	    &len) == OATH_OK && len == TOTP_SECRET_SIZE) {
		memcpy(secret, bytes, TOTP_SECRET_SIZE);
		st = OK;
	}
	if (bytes != NULL)
		sodium_memzero(bytes, len);
	free(bytes);
	sodium_memzero(squeezed, sizeof(squeezed));
	return st;
}

const char *
totp_uri(struct arena *arena, const char *issuer, const char *account,
    const uint8_t secret[TOTP_SECRET_SIZE])
{
	BUF(uri, URI_MAX);
	char text[TOTP_TEXT_SIZE];
	const char *whole;

	totp_text(secret, text);
	buf_puts(&uri, "otpauth://totp/");
	html_percent(&uri, issuer);
	buf_putc(&uri, ':');
	html_percent(&uri, account);
	buf_printf(&uri, "?secret=%s&issuer=", text);
	html_percent(&uri, issuer);
	buf_printf(&uri, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS,
	    TOTP_STEP_SECONDS);
	sodium_memzero(text, sizeof(text));
	assert(!uri.failed);
	whole = arena_strdup(arena, buf_text(&uri));
	sodium_memzero(uri.data, uri.len);
	return whole;
}

/* ---- codes ---- */

/* Whether typed is the code of a step; in the same time for each. */
static bool
is_code_of(const uint8_t secret[TOTP_SECRET_SIZE], int64_t step,
    const char typed[TOTP_DIGITS + 1])
{
	char code[TOTP_DIGITS + 1];
	bool same;

	if (step < 0)
		return false;
	done(oath_totp_generate((const char *)secret, TOTP_SECRET_SIZE,
	    step * TOTP_STEP_SECONDS, TOTP_STEP_SECONDS,
	    OATH_TOTP_DEFAULT_START_TIME, TOTP_DIGITS, code));
	same = sodium_memcmp(code, typed, TOTP_DIGITS) == 0;
	sodium_memzero(code, sizeof(code));
	return same;
}

enum status
totp_check(const uint8_t secret[TOTP_SECRET_SIZE], const char *code,
    int64_t now, int64_t last_step, int64_t *step)
{
	const int64_t current = now / TOTP_STEP_SECONDS;
	char typed[TOTP_DIGITS + 1];
	enum status st = DENIED;

	if (!squeeze(code, typed, TOTP_DIGITS) ||
	    strspn(typed, "0123456789") != TOTP_DIGITS)
		return INVALID;
	for (int64_t at = current - WINDOW; at <= current + WINDOW; at++) {
		if (!is_code_of(secret, at, typed))
			continue;
		if (at > last_step && st != OK) {
			*step = at;
			st = OK;
		} else if (st == DENIED) {
			st = CONFLICT;
		}
	}
	aead_wipe_stack();
	return st;
}

/* ---- at rest ---- */

static struct binding
binding_of(int64_t admin_id)
{
	struct binding binding = binding_new("fourways totp 1");

	binding_number(&binding, admin_id);
	return binding;
}

void
totp_wrap(const uint8_t secret[TOTP_SECRET_SIZE],
    const uint8_t kek[TOTP_KEK_SIZE], int64_t admin_id,
    uint8_t wrapped[TOTP_WRAPPED_SIZE])
{
	const struct binding binding = binding_of(admin_id);

	aead_seal(wrapped, secret, TOTP_SECRET_SIZE, &binding, kek);
	aead_wipe_stack();
}

enum status
totp_unwrap(const uint8_t wrapped[TOTP_WRAPPED_SIZE],
    const uint8_t kek[TOTP_KEK_SIZE], int64_t admin_id,
    uint8_t secret[TOTP_SECRET_SIZE])
{
	const struct binding binding = binding_of(admin_id);
	enum status st = aead_open(secret, wrapped, TOTP_WRAPPED_SIZE,
	    &binding, kek);

	aead_wipe_stack();
	return st;
}
