#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "store/office.h"

struct request;
struct response;

/*
 * Who is signed in. The cookie holds a random token, the database its hash;
 * the cookie alone or the database alone open nothing.
 */
#define SESSION_COOKIE "__Host-sid"

/* Whether a path may be gone on to after signing in: one of the admin's own,
 * of letters, digits, "-", "_" and single "/" only. */
bool session_next_is_ours(const char *path);

/*
 * Sets req->session from the cookie. OK with res->code 0 when signed in;
 * otherwise OK with res already a redirect to the login that knows the way
 * back; BUSY or FAILED from the database.
 */
enum status session_require(struct request *req, struct response *res);

/* Starts a new session for an admin and sets its cookie; whatever cookie came
 * with the request is not adopted (REQ 3). */
enum status session_start(struct request *req, struct response *res,
    int64_t admin_id);

/* Ends the session of the cookie, if there is one, and deletes the cookie. */
enum status session_end(struct request *req, struct response *res);

#endif
