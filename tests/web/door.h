#ifndef TESTS_WEB_DOOR_H
#define TESTS_WEB_DOOR_H

#include "harness.h"

/*
 * What the tests of the door share: other browsers and other admins, and codes
 * of an authenticator app. All of these fail the test rather than return an
 * error.
 */

/* A browser of its own: its cookies, and the token of its session's forms. */
struct browser {
	const char *session; /* "__Host-sid=…" */
	const char *device;
};

/* Signs in with a code ("" for none) and gives the browser that did. */
struct browser browser_of(struct site *site, const char *email,
    const char *passphrase, const char *code);

/* The site's own browser becomes this one. */
void browser_take(struct site *site, const struct browser *browser);

/* Whether its session is one. */
bool browser_is_in(struct site *site, const struct browser *browser);

/* Tries to sign in from nowhere, with a code; the answer. */
struct answer try_code(struct site *site, const char *passphrase,
    const char *code);

/* The codes of answers. */
int code_got(struct site *site, const char *target);
int code_posted(struct site *site, const char *target, const char *form);
int code_asked(struct site *site, struct app *app, const struct ask *ask);
int code_tried(struct site *site, const char *passphrase, const char *code);

/* Another admin, added as the command line does it. */
#define OTHER_EMAIL "other@example.org"
#define OTHER_PASSPHRASE "eleven geese in the morning fog"
void add_other_admin(struct site *site);

/* Turns the second factor on and gives its secret; codes are what it shows at
 * a moment of the site's clock. spare gets the first spare code. */
struct factor {
	uint8_t secret[20];
	const char *spare;
};

struct factor turn_factor_on(struct site *site);
const char *code_at(struct site *site, const struct factor *factor,
    int64_t seconds_from_now);

/* How often these bytes stand in the files of a database. */
size_t site_holds(struct site *site, const char *file, const void *bytes,
    size_t len);

/* All that a query answers, in one text. */
const char *site_dump(struct site *site, const char *file, const char *sql);

/* The number a query answers. */
int64_t site_number(struct site *site, const char *file, const char *sql);

#endif
