#include "base/arena.h"
#include "crypto/token.h"
#include "store/calendars.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

/* Shown this once: what is stored is the hash of it. */
static enum status
make_address(struct request *req, struct response *res)
{
	struct page_head head = { .title = "Your private calendar" };
	char token[TOKEN_TEXT_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];
	struct deed deed;
	enum status st;

	token_new(token);
	if ((st = token_hash(token, hash)) == OK &&
	    (st = desk_deed(req, AUDIT_CALENDAR_MADE, 0, &deed)) == OK)
		st = store_feed_put(req->app->store, hash, req->now, &deed);
	if (st != OK)
		return st;
	desk_took(req);
	private_calendar_page(&res->body, &(struct private_calendar_view){
		.page = page_frame(req, &head),
		.address = arena_printf(req->arena, "%s/calendar/%s.ics",
		    req->app->public_url, token),
	});
	return OK;
}

static enum status
take_back(struct request *req, struct response *res)
{
	struct deed deed;
	enum status st = desk_deed(req, AUDIT_CALENDAR_REVOKED, 0, &deed);

	if (st == OK)
		st = store_feed_remove(req->app->store, &deed);
	if (st != OK)
		return st;
	desk_took(req);
	return response_redirect(res, req, "/admin/settings?done=calendar");
}

/* "make" or "revoke". */
enum status
settings_calendar(struct request *req, struct response *res)
{
	const char *what = form_text(&req->form, "do");

	if (strcmp(what, "make") == 0)
		return make_address(req, res);
	if (strcmp(what, "revoke") == 0)
		return take_back(req, res);
	return INVALID;
}
