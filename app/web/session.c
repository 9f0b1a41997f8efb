#include "web/session.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/html.h"
#include "base/text.h"
#include "crypto/open.h"
#include "crypto/passphrase.h"
#include "web/app.h"
#include "web/request.h"
#include "web/response.h"

static const int64_t minute = 60;
static const int64_t hour = 3600;

static_assert((int)SESSION_ID_SIZE == (int)SESSION_TOKEN_ID_SIZE, "a row's id");
static_assert((int)SESSION_WRAP_SIZE == (int)SESSION_WRAPPED_SIZE, "a row");

bool
session_next_is_ours(const char *path)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/";

	return text_starts(path, "/admin/") && strstr(path, "//") == NULL &&
	    path[strspn(path, allowed)] == '\0';
}

static enum status
to_login(struct request *req, struct response *res)
{
	BUF(next, 8192);

	if (req->method != GET || !session_next_is_ours(req->path))
		return response_redirect(res, req, "/admin/login");
	html_percent(&next, req->path);
	return response_redirect(res, req, "/admin/login?next=%s",
	    buf_text(&next));
}

static const char *
token_of(const struct request *req)
{
	return req->token != NULL ? req->token :
	    request_cookie(req, SESSION_COOKIE);
}

/* OK; DENIED: no session, or it does not unlock. */
static enum status
find(struct request *req, const char *token, struct session *session)
{
	const struct settings *settings = &req->app->settings;
	uint8_t id[SESSION_ID_SIZE];
	struct session_wrap wrap;
	enum status st;

	if (token == NULL || session_id(token, id) != OK)
		return DENIED;
	st = office_session_use(req->app->office, req->arena, id, req->now,
	    settings->session.idle_minutes * minute,
	    settings->session.max_hours * hour, session);
	if (st != OK)
		return st;
	memcpy(wrap.bytes, session->wrapped, sizeof(wrap.bytes));
	return session_unwrap(&wrap, token, session->admin_id,
	    req->app->opener);
}

enum status
session_require(struct request *req, struct response *res)
{
	struct session *session = arena_alloc(req->arena, sizeof(*session));
	enum status st = find(req, token_of(req), session);

	if (st == DENIED)
		return to_login(req, res);
	if (st == OK)
		req->session = session;
	return st;
}

enum status
session_fresh_make(struct session_fresh *fresh, const struct opener *opener,
    int64_t admin_id)
{
	enum status st;

	token_new(fresh->token);
	st = session_wrap(opener, fresh->token, admin_id, &fresh->wrap);
	return st == OK ? session_id(fresh->token, fresh->id) : st;
}

struct session_keys
session_fresh_keys(const struct session_fresh *fresh)
{
	return (struct session_keys){ fresh->id, fresh->wrap.bytes };
}

enum status
session_keep(struct request *req, struct session_fresh *fresh,
    struct kept_session *kept)
{
	*kept = (struct kept_session){ .id = req->session->id,
		.keys = session_fresh_keys(fresh) };
	return session_fresh_make(fresh, req->app->opener,
	    req->session->admin_id);
}

enum status
session_list(struct request *req, struct session_rows *rows)
{
	const struct settings *settings = &req->app->settings;

	return office_sessions(req->app->office, req->arena,
	    req->session->admin_id, req->now,
	    settings->session.idle_minutes * minute,
	    settings->session.max_hours * hour, rows);
}

void
session_hand_out(struct request *req, struct session_fresh *fresh)
{
	req->token = arena_strdup(req->arena, fresh->token);
	crypto_wipe(fresh, sizeof(*fresh));
}

void
session_set_cookie(struct request *req, struct response *res)
{
	if (req->token != NULL)
		response_cookie(res, req, SESSION_COOKIE, req->token, -1);
}

enum status
session_leave(struct request *req)
{
	const char *token = token_of(req);
	uint8_t id[SESSION_ID_SIZE];

	if (token == NULL || session_id(token, id) != OK)
		return OK;
	return office_session_end(req->app->office, id, req->now);
}

enum status
session_end(struct request *req, struct response *res)
{
	enum status st = session_leave(req);

	req->token = NULL;
	response_cookie(res, req, SESSION_COOKIE, "", 0);
	response_header(res, "clear-site-data",
	    "\"cache\", \"cookies\", \"storage\"");
	return st;
}
