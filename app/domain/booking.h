#ifndef DOMAIN_BOOKING_H
#define DOMAIN_BOOKING_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct problems;

/*
 * What a visitor writes to book a discovery call. The limits are in
 * characters (code points) and are the same as the form's maxlength.
 */
enum {
	BOOKING_NAME_MAX = 100,
	BOOKING_EMAIL_MAX = 254, /* RFC 5321, 4.5.3.1.3, less the brackets */
	BOOKING_COMPANY_MAX = 100,
	BOOKING_MESSAGE_MAX = 2000,
};

/* The version of the consent sentence a visitor agrees to; stored with it. */
#define BOOKING_CONSENT_VERSION "2026-11"

/* Checked values, in an arena: trimmed, valid UTF-8, no control bytes but
 * line breaks and tabs in the message. Never NULL; empty when not given. */
struct booking_details {
	const char *name;
	const char *email;
	const char *company;
	const char *message; /* line breaks are \n */
	const char *result;  /* an assessment code, or empty */
	bool remind;         /* wants a reminder by mail */
};

/* The same fields as they came, NULL where absent; consent is "yes" or not. */
struct booking_form {
	const char *name;
	const char *email;
	const char *company;
	const char *message;
	const char *result;
	const char *remind;
	const char *consent;
};

/*
 * Checks a form and fills details. Problems name what is missing, too long,
 * or malformed, field by field ("name", "email", "company", "message",
 * "remind", "consent"); details may be used only if none was added. Does not
 * look at the slot (availability_find) nor at the result code (assessment).
 */
void booking_form_check(struct arena *arena, const struct booking_form *form,
    struct booking_details *details, struct problems *problems);

/*
 * Whether a text is an e-mail address we accept: one @, a dot-atom before it
 * (RFC 5322, 3.4.1, UTF-8 allowed by RFC 6531) of at most 64 bytes, a domain
 * of two labels or more of letters, digits, hyphens or UTF-8 after it, the
 * last not all digits; no comments, quotes, white space or control
 * characters, at most BOOKING_EMAIL_MAX bytes. email is valid UTF-8.
 */
bool email_is_valid(const char *email);

#endif
