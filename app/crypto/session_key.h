#ifndef CRYPTO_SESSION_KEY_H
#define CRYPTO_SESSION_KEY_H

#include <stdint.h>

#include "base/status.h"

struct opener;

/*
 * What a session keeps the office unlocked with. The cookie holds a token
 * (token.h) and nothing else; two keys are derived from it by crypto_kdf
 * (context "fwsessn1"): 1 is the id its row is found by, 2 wraps what the
 * opener held when the session began. The cookie alone or the database alone
 * open nothing, and a restart of the server ends no session.
 */
enum {
	SESSION_ID_SIZE = 32,
	SESSION_WRAP_SIZE = 185, /* of two generations, used or not */
};

struct session_wrap {
	uint8_t bytes[SESSION_WRAP_SIZE];
};

/* The id of a cookie's token. OK, or INVALID: it is no token. */
enum status session_id(const char *token, uint8_t id[SESSION_ID_SIZE]);

/* Wraps what the opener holds for the session of a token and an admin. OK;
 * INVALID: no token; DENIED: the opener is locked. */
enum status session_wrap(const struct opener *opener, const char *token,
    int64_t admin_id, struct session_wrap *wrap);

/*
 * Unlocks the opener, which is locked first, with a session's row. OK, or
 * DENIED, with the opener locked: the wrap is not of this token and admin.
 * Under 5 µs; lock the opener when the request has been answered.
 */
enum status session_unwrap(const struct session_wrap *wrap, const char *token,
    int64_t admin_id, struct opener *opener);

#endif
