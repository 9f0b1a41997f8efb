#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "crypto/session_key.h"
#include "crypto/token.h"
#include "store/accounts.h"
#include "store/sessions.h"

struct opener;
struct request;
struct response;

/*
 * Who is signed in. The cookie holds a random token, the database an id made
 * of it and the office's key wrapped under another key of it: the cookie alone
 * or the database alone open nothing.
 */
#define SESSION_COOKIE "__Host-sid"

/* Whether a path may be gone on to after signing in: one of the admin's own,
 * of letters, digits, "-", "_" and single "/" only. */
bool session_next_is_ours(const char *path);

/*
 * Sets req->session from the cookie and unlocks the app's opener, which
 * dispatch locks when the handler has returned. OK with res->code 0 when
 * signed in; otherwise OK with res already a redirect to the login that knows
 * the way back; BUSY or FAILED from the database.
 */
enum status session_require(struct request *req, struct response *res);

/* A token that is nobody's yet, and what is stored for it. */
struct session_fresh {
	char token[TOKEN_TEXT_SIZE];
	uint8_t id[SESSION_ID_SIZE];
	struct session_wrap wrap;
};

/* Makes one that keeps open what the opener holds. OK, or DENIED: it is
 * locked. Wiped by session_hand_out. */
enum status session_fresh_make(struct session_fresh *fresh,
    const struct opener *opener, int64_t admin_id);

/* What the store is given of it. */
struct session_keys session_fresh_keys(const struct session_fresh *fresh);

/*
 * For what ends all other sessions: this one goes on under a new token. Makes
 * it, and what the store is given of it, from what is unlocked now; when that
 * is stored, session_hand_out. OK or DENIED.
 */
enum status session_keep(struct request *req, struct session_fresh *fresh,
    struct kept_session *kept);

/* The sessions of who is signed in, as the settings count them. */
enum status session_list(struct request *req, struct session_rows *rows);

/* The rest of the request is of this session, now that the store has its keys,
 * and the browser gets the cookie, whatever the answer will be. Whatever cookie
 * came with the request is not adopted (REQ 3). */
void session_hand_out(struct request *req, struct session_fresh *fresh);

/* For dispatch: sets the cookie of a session that was handed out. */
void session_set_cookie(struct request *req, struct response *res);

/* Ends the session of the cookie, if there is one. */
enum status session_leave(struct request *req);

/* The same, and clears the browser. */
enum status session_end(struct request *req, struct response *res);

#endif
