#ifndef WEB_DISPATCH_H
#define WEB_DISPATCH_H

#include "base/status.h"

struct app;
struct request;
struct response;

/*
 * From a request to an answer: finds the route, passes its gate, calls the
 * handler, and turns its status into HTTP. The only place where that happens:
 *
 *   OK 200 or what the handler set · INVALID 422 · NOT_FOUND 404 ·
 *   CONFLICT 409 · DENIED 303 to the login, or 403 · LIMITED 429 · BUSY 503 ·
 *   FAILED 500
 *
 * A handler that made a page keeps it; otherwise the person gets a page that
 * says what happened and what to do.
 *
 * Returns OK when res is a whole answer, or PENDING when req->job must run
 * first or req->write be done; then call again with the same req and an empty
 * res.
 */
enum status dispatch(struct request *req, struct response *res);

/* A whole answer for a request that never reached a handler: refused by the
 * guard or over a limit. reason is one sentence for the person. */
void dispatch_refusal(struct app *app, int code, const char *reason,
    struct response *res);

#endif
