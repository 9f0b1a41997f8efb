#include "domain/problems.h"
#include "store/booking_list.h"
#include "store/booking_outcome.h"
#include "vault/leads.h"
#include "web/app.h"
#include "web/pages/admin_lead.h"
#include "web/pages/desk.h"
#include "web/pages/desk_lead.h"
#include "web/pages/news.h"
#include "web/request.h"

/* What the visitor is told: without a manage link, which nobody here has. */
static enum status
tell(struct request *req, int64_t lead_id, int64_t id,
    struct outbox_list *outbox)
{
	struct booking_entry call;
	struct lead_row row;
	struct lead_body body;
	struct lead_own of;
	enum status st;

	if ((st = store_booking_of_lead(req->app->store, req->arena, lead_id,
		id, &call)) != OK ||
	    (st = vault_lead(&req->app->vault, req->arena, lead_id, &row,
		&body)) != OK)
		return st;
	of = (struct lead_own){ row.head, body };
	return news_make(req, &(struct news){ NEWS_CALLED_OFF, &of, "",
	    call.slot.starts_at, false, row.uuid, call.slot.ends_at,
	    row.result }, outbox);
}

enum status
lead_call_off(struct request *req, int64_t lead_id, int64_t id,
    struct problems *problems)
{
	struct outbox_list outbox;
	struct deed deed;
	enum status st;

	if ((st = tell(req, lead_id, id, &outbox)) == OK &&
	    (st = desk_deed(req, AUDIT_LEAD_CALL, lead_id, &deed)) == OK)
		st = store_booking_call_off(req->app->store, id, &outbox,
		    &deed);
	if (st == CONFLICT)
		problems_add(problems, "history", "That call has begun, so it "
		    "can no longer be cancelled. Say below how it went.");
	return st;
}
