#include "web/session.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "crypto/token.h"
#include "web/app.h"
#include "web/cookie.h"
#include "web/request.h"
#include "web/response.h"

static const int64_t minute = 60;
static const int64_t hour = 3600;

static void
set_cookie(struct request *req, struct response *res, const char *value,
    long max_age)
{
	BUF(cookie, 512);

	if (cookie_write(&cookie, SESSION_COOKIE, value, max_age))
		response_header(res, "set-cookie",
		    arena_strdup(req->arena, buf_text(&cookie)));
	else
		res->broken = true;
}

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

enum status
session_require(struct request *req, struct response *res)
{
	const struct settings *settings = &req->app->settings;
	const char *token = request_cookie(req, SESSION_COOKIE);
	struct session *session = arena_alloc(req->arena, sizeof(*session));
	uint8_t hash[TOKEN_HASH_SIZE];
	enum status st;

	if (token == NULL || token_hash(token, hash) != OK)
		return to_login(req, res);
	st = office_session_use(req->app->office, req->arena, hash, req->now,
	    settings->session.idle_minutes * minute,
	    settings->session.max_hours * hour, session);
	if (st == DENIED)
		return to_login(req, res);
	if (st == OK)
		req->session = session;
	return st;
}

enum status
session_start(struct request *req, struct response *res, int64_t admin_id)
{
	char token[TOKEN_TEXT_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];
	enum status st;

	token_new(token);
	if (token_hash(token, hash) != OK)
		return FAILED;
	st = office_session_add(req->app->office, admin_id, hash, req->now);
	if (st == OK)
		set_cookie(req, res, token, -1);
	return st;
}

enum status
session_end(struct request *req, struct response *res)
{
	const char *token = request_cookie(req, SESSION_COOKIE);
	uint8_t hash[TOKEN_HASH_SIZE];

	set_cookie(req, res, "", 0);
	response_header(res, "clear-site-data",
	    "\"cache\", \"cookies\", \"storage\"");
	if (token == NULL || token_hash(token, hash) != OK)
		return OK;
	return office_session_end(req->app->office, hash, req->now);
}
