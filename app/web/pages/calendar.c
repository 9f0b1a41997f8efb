#include "base/arena.h"
#include "crypto/token.h"
#include "store/calendars.h"
#include "web/app.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

#define SUFFIX ".ics"

enum { DAYS_BACK = 30, DAY_SECONDS = 86400 };

/* The hash of the token in "TOKEN.ics". */
static enum status
read_token(struct request *req, uint8_t hash[TOKEN_HASH_SIZE])
{
	const char *name = req->params[0];
	const size_t len = strlen(name);
	const size_t suffix = strlen(SUFFIX);

	if (len < suffix || strcmp(name + len - suffix, SUFFIX) != 0)
		return NOT_FOUND;
	return token_hash(arena_strndup(req->arena, name, len - suffix),
	    hash) == OK ? OK : NOT_FOUND;
}

static void
put_calendar(struct request *req, struct response *res,
    const struct calendar_calls *calls)
{
	struct ics_event *events = arena_array(req->arena, calls->len,
	    sizeof(*events));

	for (size_t i = 0; i < calls->len; i++)
		events[i] = calendar_call_event(req->arena, &calls->at[i],
		    ICS_PUBLISH, req->app->admin_url, req->now);
	res->content_type = arena_printf(req->arena,
	    "text/calendar; charset=utf-8; method=%s",
	    ics_method_name(ICS_PUBLISH));
	response_header(res, "x-robots-tag", "noindex, nofollow");
	ics_write_calendar("Discovery calls", events, calls->len, &res->body);
}

/* All calls ahead, those too that the owner put beyond what is offered. */
enum status
calendar_show(struct request *req, struct response *res)
{
	struct calendar_calls calls;
	uint8_t hash[TOKEN_HASH_SIZE];
	enum status st;

	res->referrer = "no-referrer";
	if ((st = read_token(req, hash)) == OK &&
	    (st = store_feed_find(req->app->store, hash)) == OK &&
	    (st = store_calendar_calls(req->app->store, req->arena, req->now,
		req->now - DAYS_BACK * DAY_SECONDS, INT64_MAX, &calls)) == OK)
		put_calendar(req, res, &calls);
	return st;
}
