#include "base/arena.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "store/erasures.h"
#include "vault/leads.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

/* Whether to go back to that list afterwards. */
static bool
from_quarantine(const struct request *req)
{
	return strcmp(form_text(&req->form, "from"), "quarantine") == 0;
}

/* The page that asks; problem is why nothing was done, or "". */
static enum status
ask(struct request *req, struct response *res, int64_t id,
    const char *problem)
{
	struct page_head head = { .title = "Erase this lead?",
		.wrong = *problem != '\0' };
	struct lead_row row;
	struct lead_body body;
	enum status st = vault_lead(&req->app->vault, req->arena, id, &row,
	    &body);

	if (st != OK)
		return st;
	admin_lead_erase_page(&res->body, &(struct admin_lead_erase_view){
		.page = page_frame(req, &head),
		.id = id,
		.name = !row.unreadable ? row.head.name :
		    arena_printf(req->arena, "Lead %lld", (long long)id),
		.call = row.starts_at <= req->now ? "" :
		    label_moment(req->arena,
		    req->app->settings.availability.zone, row.starts_at),
		.problem = problem,
		.from_quarantine = from_quarantine(req),
	});
	return OK;
}

enum status
admin_lead_erase_show(struct request *req, struct response *res)
{
	int64_t id;

	if (!text_int(req->params[0], 1, INT64_MAX, &id))
		return NOT_FOUND;
	return ask(req, res, id, "");
}

enum status
admin_lead_erase(struct request *req, struct response *res)
{
	struct deed deed;
	int64_t id;
	enum status st;

	if (!text_int(req->params[0], 1, INT64_MAX, &id))
		return NOT_FOUND;
	if (strcmp(form_text(&req->form, "confirm"), "yes") != 0) {
		st = ask(req, res, id, "Please tick the box: what is erased "
		    "cannot be brought back.");
		return st == OK ? INVALID : st;
	}
	if ((st = desk_deed(req, AUDIT_LEAD_ERASED, id, &deed)) == OK)
		st = store_lead_erase(req->app->store, id, &deed, req->now);
	if (st != OK)
		return st;
	desk_took(req);
	return response_redirect(res, req, "%s", from_quarantine(req) ?
	    "/admin/quarantine" : "/admin/leads");
}
