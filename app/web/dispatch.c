#include "web/dispatch.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "base/util.h"
#include "crypto/token.h"
#include "crypto/open.h"
#include "store/writes.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/csrf.h"
#include "web/page.h"
#include "web/proof.h"
#include "web/route_path.h"
#include "web/routes.h"
#include "web/session.h"
#include "web/static.h"

enum { COMPRESS_FROM = 2048 }; /* bytes: less is one packet anyway */

/* The words for an answer whose handler made no page of its own. */
static const struct notice {
	int code;
	const char *heading;
	const char *text;
	const char *mend;
} notices[] = {
	{ 400, "That request did not arrive whole",
	    "Something in it could not be read.",
	    "Go back, reload the page and send it again." },
	{ 403, "That is not allowed from here",
	    "The form was sent from another site, or is of another sign-in "
	    "than yours. Nothing was done.",
	    "Open the page on this site and send the form there." },
	{ 404, "There is no such page",
	    "The address may be mistyped or cut short, or the page has moved.",
	    "Look at the address again, or start from here." },
	{ 405, "That does not work on this page",
	    "The page exists, but not for this kind of request.",
	    "Open it in a browser, or use its form." },
	{ 409, "Someone else was faster",
	    "What you wanted has just been taken.",
	    "Go back and choose again." },
	{ 415, "That form came in a shape we do not read",
	    "Forms are sent as application/x-www-form-urlencoded.",
	    "Send the form from its page." },
	{ 422, "Something is missing or not right",
	    "What was sent could not be used; nothing was stored.",
	    "Go back, look at what you entered and send it again." },
	{ 429, "Too many requests",
	    "There were too many requests from your network just now.",
	    "Wait a minute and try again." },
	{ 500, "That is our fault",
	    "Something went wrong on our side. Nothing was half stored.",
	    "Try again in a moment; if it stays so, tell us the reference." },
	{ 503, "One moment, please",
	    "We cannot store anything at this moment, so nothing was stored.",
	    "Try again in a minute." },
};

static const struct notice *
notice_for(int code)
{
	for (size_t i = 0; i < countof(notices); i++)
		if (notices[i].code == code)
			return &notices[i];
	return &notices[0];
}

static void
answer_notice(struct request *req, struct response *res, int code)
{
	const struct notice *notice = notice_for(code);
	struct page_message message = {
		.heading = notice->heading,
		.text = notice->text,
		.mend = notice->mend,
		.lost = code == 404,
	};
	char reference[TOKEN_TEXT_SIZE];

	if (code == 500) {
		token_new(reference);
		reference[12] = '\0';
		message.reference = arena_strdup(req->arena, reference);
		log_error("dispatch.failed", "reference=%s", reference);
	}
	res->code = code;
	page_message(req, res, &message);
}

static int
code_of(enum status status)
{
	switch (status) {
	case OK:
		return 200;
	case INVALID:
		return 422;
	case NOT_FOUND:
		return 404;
	case CONFLICT:
		return 409;
	case DENIED:
		return 403;
	case LIMITED:
		return 429;
	case BUSY:
		return 503;
	case PENDING:
	case FAILED:
		break;
	}
	return 500;
}

static void
answer_status(struct request *req, struct response *res, enum status status)
{
	int code = code_of(status);

	if (status != OK && res->body.len > 0 && code != 500) {
		res->code = code;
	} else if (status != OK) {
		response_reset(res);
		answer_notice(req, res, code);
	} else if (res->code == 0) {
		res->code = 200;
	}
	if (res->broken || res->body.failed) {
		response_reset(res);
		answer_notice(req, res, 500);
	}
	if (res->code == 429 || res->code == 503)
		response_header(res, "retry-after", res->retry_after == 0 ?
		    "30" : arena_printf(req->arena, "%d", res->retry_after));
	/* What a page in its place may be kept for does not hold for it. */
	if (res->code >= 400)
		res->cache = "no-store";
	if (req->app->role == ROLE_ADMIN)
		res->referrer = "no-referrer";
}

/*
 * Who was turned away, by the page's route and never by the address or the
 * person: a form of another site or session, one of another type, one too
 * many, or what asked for the passphrase and did not get it.
 */
static void
log_refusal(const struct route *route, int code)
{
	if (code == 403 || code == 415 || code == 429)
		log_info("request.refused", "code=%d method=%s route=%s", code,
		    route->method == POST ? "POST" : "GET", route->path);
}

static bool
gate_is_here(enum gate gate, const struct request *req)
{
	const enum role role = req->app->role;

	switch (gate) {
	case PUBLIC:
		return role == ROLE_PUBLIC;
	case ANYWHERE:
		return true;
	case ADMIN_LOCAL:
		return role == ROLE_ADMIN && req->local;
	case ADMIN_DOOR:
	case ADMIN:
	case ADMIN_FRESH:
		return role == ROLE_ADMIN;
	}
	return false;
}

/* The row for this request; sets *allow to the methods the path has. */
static const struct route *
route_find(struct request *req, const char **allow)
{
	bool get = false;
	bool post = false;

	for (size_t i = 0; i < routes_len; i++) {
		const struct route *route = &routes[i];

		if (!gate_is_here(route->gate, req) ||
		    !route_path_match(req->arena, route->path, req->path,
			req->params))
			continue;
		if (route->method == req->method)
			return route;
		get |= route->method == GET;
		post |= route->method == POST;
	}
	*allow = get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" :
	    post ? "POST" : NULL;
	return NULL;
}

static bool
is_form(const struct request *req)
{
	static const char type[] = "application/x-www-form-urlencoded";
	const char *given = request_header(req, "content-type");

	return given != NULL &&
	    strncasecmp(given, type, sizeof(type) - 1) == 0 &&
	    strchr("; \t", given[sizeof(type) - 1]) != NULL;
}

/* Reads the form of the query or the body; 0, or the HTTP status that says
 * why not. */
static int
read_form(struct request *req, const struct route *route)
{
	const char *bytes = req->query;
	size_t len = strlen(req->query);

	if (req->method == POST) {
		if (!csrf_same_site(req))
			return 403;
		if (req->body_len > 0 && !is_form(req))
			return 415;
		bytes = req->body;
		len = req->body_len;
	}
	if (form_decode(req->arena, bytes, len, &req->form,
		&req->form_problem) == OK)
		return 0;
	return route->form == FORM_SHOWN ? 0 : 400;
}

static enum status
pass_gate(struct request *req, struct response *res, const struct route *route)
{
	enum status st;

	if (route->gate != ADMIN && route->gate != ADMIN_FRESH)
		return OK;
	st = session_require(req, res);
	if (st != OK || res->code != 0)
		return st;
	if (req->method != GET && !csrf_token_fits(req)) {
		answer_notice(req, res, 403);
		return OK;
	}
	return route->gate == ADMIN_FRESH ? proof_require(req, res) : OK;
}

/*
 * Makes a long page shorter on the wire. Only for visitors: their pages hold
 * no secret that somebody else's guesses in the address could be measured
 * against (BREACH), as a session's token would be.
 */
static void
compress(const struct request *req, struct response *res)
{
	struct buf shorter = buf_new(RESPONSE_BODY_MAX);

	if (req->app->role != ROLE_PUBLIC || res->body.len < COMPRESS_FROM ||
	    !text_starts(res->content_type, "text/html"))
		return;
	response_header(res, "vary", "accept-encoding");
	if (static_accepts(request_header(req, "accept-encoding"), "gzip") &&
	    static_gzip(res->body.data, res->body.len, STATIC_GZIP_LIVE,
	    &shorter) && shorter.len < res->body.len) {
		buf_free(&res->body);
		res->body = shorter;
		response_header(res, "content-encoding", "gzip");
		return;
	}
	buf_free(&shorter);
}

/* The row for a request and its form, which one that waited has already.
 * false: the answer says why not. */
static bool
find(struct request *req, struct response *res)
{
	const char *allow = NULL;
	const struct route *route;
	int code;

	if (req->route != NULL)
		return true;
	if ((route = route_find(req, &allow)) == NULL) {
		answer_notice(req, res, allow == NULL ? 404 : 405);
		if (allow != NULL)
			response_header(res, "allow", allow);
		return false;
	}
	if ((code = read_form(req, route)) != 0) {
		log_refusal(route, code);
		answer_notice(req, res, code);
		return false;
	}
	req->route = route;
	return true;
}

enum status
dispatch(struct request *req, struct response *res)
{
	enum status status;

	if (!find(req, res))
		return OK;
	status = pass_gate(req, res, req->route);
	if (status == OK && res->code == 0)
		status = req->route->handle(req, res);
	/* Always, also before it waits: what is unlocked is this request's. */
	if (req->app->opener != NULL)
		opener_lock(req->app->opener);
	if (req->write != NULL && req->write->done)
		counts_note_write(req->app, req->write->status);
	if (status == PENDING)
		return PENDING;
	answer_status(req, res, status);
	log_refusal(req->route, res->code);
	if (res->code >= 400)
		req->counted_len = 0;
	if (!req->rehearsed)
		counts_request(req);
	session_set_cookie(req, res);
	compress(req, res);
	return OK;
}

void
dispatch_refusal(struct app *app, int code, const char *reason,
    struct response *res)
{
	ARENA(arena);
	struct request req = {
		.app = app,
		.arena = arena,
		.now = app_now(app),
		.method = GET,
		.path = "/",
		.query = "",
	};
	struct page_message message = {
		.heading = response_phrase(code),
		.text = reason,
		.mend = "Nothing was stored. Open the page again in a browser.",
	};

	res->code = code;
	page_message(&req, res, &message);
	if (code == 429 || code == 503)
		response_header(res, "retry-after", "30");
}

bool
routes_are_complete(void)
{
	for (size_t i = 0; i < routes_len; i++) {
		const struct route *route = &routes[i];

		if (route->gate != 0 && route->handle != NULL &&
		    route->path != NULL && route->method != 0)
			continue;
		log_error("routes", "row %zu lacks a method, path, handler or "
		    "gate", i);
		return false;
	}
	return true;
}
