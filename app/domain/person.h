#ifndef DOMAIN_PERSON_H
#define DOMAIN_PERSON_H

#include <stdbool.h>

struct arena;
struct problems;

/*
 * Who writes to us and what about: the fields that a booking, a message and a
 * correction have in common. The limits are in characters (code points) and
 * are the same as the forms' maxlength.
 */
enum {
	PERSON_NAME_MAX = 100,
	PERSON_EMAIL_MAX = 254, /* RFC 5321, 4.5.3.1.3, less the brackets */
	PERSON_COMPANY_MAX = 100,
	PERSON_MESSAGE_MAX = 2000,
};

/* Checked values, in an arena: trimmed, valid UTF-8, no control bytes but
 * line breaks and tabs in the message. Never NULL; empty when not given. */
struct person {
	const char *name;
	const char *email;
	const char *company;
	const char *message; /* line breaks are \n */
};

/* The same fields as they came, NULL where absent. */
struct person_form {
	const char *name;
	const char *email;
	const char *company;
	const char *message;
};

/*
 * Checks a form and fills person. Problems name what is missing, too long, or
 * malformed, field by field ("name", "email", "company", "message"); person
 * may be used only if none was added.
 */
void person_check(struct arena *arena, const struct person_form *form,
    struct person *person, struct problems *problems);

/* A box that sends "yes", or nothing when it is not ticked; anything else is
 * a problem of its field. */
bool tick_check(const char *value, const char *field,
    struct problems *problems);

/*
 * Whether a text is an e-mail address we accept: one @, a dot-atom before it
 * (RFC 5322, 3.4.1, UTF-8 allowed by RFC 6531) of at most 64 bytes, a domain
 * of two labels or more of letters, digits, hyphens or UTF-8 after it, the
 * last not all digits; no comments, quotes, white space or control
 * characters, at most PERSON_EMAIL_MAX bytes. email is valid UTF-8.
 */
bool email_is_valid(const char *email);

/*
 * The form in which addresses are compared: ASCII letters lower-cased, before
 * the @ too, since no mail service in use tells such mailboxes apart. A tag
 * behind a + stays. In arena.
 */
char *email_fold(struct arena *arena, const char *email);

#endif
