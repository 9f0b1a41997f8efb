#ifndef TESTS_WEB_WISH_H
#define TESTS_WEB_WISH_H

#include "harness.h"

/*
 * The booking form as a visitor fills it in. A field that is NULL is not
 * sent.
 */
struct wish {
	const char *slot;
	const char *tz;
	const char *nonce;
	const char *website;
	const char *name;
	const char *email;
	const char *company;
	const char *message;
	const char *result;
	const char *remind;
	const char *consent;
};

#define WISH_SLOT "2026-11-24T08:00:00Z" /* the first one free */
#define WISH_SLOT_WORDS "Tuesday 24 November 2026, 09:00 to 09:30, Europe/Berlin"
#define WISH_TEXT "Two services.\r\n\tOne is slow.\r\nWhy?"

/* A good one, with the hidden fields of a page opened a minute ago. */
struct wish wish_of_page(struct site *site);

/* As the body of a POST, and the POST itself. */
const char *wish_form(struct site *site, const struct wish *wish);
struct answer wish_send(struct site *site, const struct wish *wish);

/* Sends it; it must be booked. Gives the path of the booking's page. */
const char *wish_book(struct site *site, const struct wish *wish);

/* Fails unless the answer has this code, the form again with all that was
 * typed, and this problem at this field; and nothing more was stored. */
void wish_is_refused(struct site *site, const struct wish *wish, int code,
    const char *field, const char *problem);

/* The same of an answer already there, without the count. */
void wish_is_kept(struct site *site, const struct wish *wish,
    const struct answer *answer);

#endif
