#include "base/arena.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "store/store.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/outcome.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum { LEADS_A_PAGE = 50 };

static const char *
kind_label(enum lead_kind kind)
{
	return kind == LEAD_BOOKING ? "Booking" : "Message";
}

static struct lead_row_view
row_view(struct request *req, const struct lead_row *row)
{
	const struct zone *zone = req->app->settings.availability.zone;

	return (struct lead_row_view){
		.id = row->id,
		.name = row->unreadable ? "(cannot be read)" : row->head.name,
		.company = row->head.company,
		.email = row->head.email,
		.stage = lead_stage_label(row->stage),
		.kind = kind_label(row->kind),
		.created = label_moment(req->arena, zone, row->created_at),
		.call = row->starts_at == 0 ? "" :
		    label_moment(req->arena, zone, row->starts_at),
		.result = row->result,
		.doubt = doubt_label(row->doubt),
	};
}

/* The desk comes later; until then the list of leads is the morning page. */
enum status
desk_show(struct request *req, struct response *res)
{
	return response_redirect(res, req, "/admin/leads");
}

static void
show_rows(struct request *req, struct response *res,
    struct lead_rows *rows, int64_t count)
{
	bool more = rows->len > LEADS_A_PAGE;
	struct page_head head = { .title = "Leads" };
	struct lead_row_view *at =
	    arena_array(req->arena, rows->len, sizeof(*at));
	struct admin_leads_view view = {
		.page = page_frame(req, &head),
		.count = count,
		.more_href = "",
		.zone = zone_name(req->app->settings.availability.zone),
	};

	if (more)
		rows->len = LEADS_A_PAGE;
	for (size_t i = 0; i < rows->len; i++)
		at[i] = row_view(req, &rows->at[i]);
	view.leads.at = at;
	view.leads.len = rows->len;
	if (more)
		view.more_href = arena_printf(req->arena,
		    "/admin/leads?before=%lld",
		    (long long)at[rows->len - 1].id);
	admin_leads_page(&res->body, &view);
}

enum status
admin_leads_index(struct request *req, struct response *res)
{
	const char *before_text = form_get(&req->form, "before");
	int64_t before = 0;
	struct lead_rows rows;
	int64_t count;
	enum status st;

	if (before_text != NULL &&
	    !text_int(before_text, 1, INT64_MAX, &before))
		return NOT_FOUND;
	/* One more than is shown tells whether there is a next page. */
	st = store_leads(req->app->store, req->arena, before,
	    LEADS_A_PAGE + 1, &rows);
	if (st == OK)
		st = store_lead_count(req->app->store, &count);
	if (st == OK)
		show_rows(req, res, &rows, count);
	return st;
}

static const char *
wish_label(struct request *req, int64_t at)
{
	return at == 0 ? "" : label_moment(req->arena,
	    req->app->settings.availability.zone, at);
}

enum status
admin_leads_show(struct request *req, struct response *res)
{
	struct page_head head = { .title = "Lead" };
	struct lead_row row;
	struct lead_body body;
	int64_t id;
	enum status st;

	if (!text_int(req->params[0], 1, INT64_MAX, &id))
		return NOT_FOUND;
	st = store_lead(req->app->store, req->arena, id, &row, &body);
	if (st != OK)
		return st;
	head.title = row.unreadable ? "Lead" : row.head.name;
	admin_lead_page(&res->body, &(struct admin_lead_view){
		.page = page_frame(req, &head),
		.lead = row_view(req, &row),
		.message = row.unreadable ? "(cannot be read)" : body.message,
		.result_headline = *row.result == '\0' ? "" :
		    outcome_headline(req, row.result),
		.wish1 = wish_label(req, row.wishes[0]),
		.wish2 = wish_label(req, row.wishes[1]),
		.their_zone = row.zone,
		.zone = zone_name(req->app->settings.availability.zone),
	});
	return OK;
}
