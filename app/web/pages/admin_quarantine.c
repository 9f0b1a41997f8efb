#include "store/quarantine.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/retention.h"
#include "store/booking_list.h"
#include "store/retention.h"
#include "vault/leads.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk.h"
#include "web/pages/desk_lead.h"
#include "web/pages/news.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum { LEADS_A_PAGE = 50, DAY_SECONDS = 86400 };

/* What is said after a lead was let in; its name is that of the address. */
static const struct {
	const char *id;
	const char *text;
	bool warns;
} outcomes[] = {
	[RESCUED_MESSAGE] = { "message", "It is among the new leads now.",
	    false },
	[RESCUED_CONFIRMED] = { "confirmed", "The call is confirmed and the "
	    "lead is among the others now.", false },
	[RESCUED_TAKEN] = { "taken", "It is among the new leads now, but "
	    "something else stands at the time that was asked for: the call "
	    "is not confirmed. Write to them and offer another.", true },
	[RESCUED_OVER] = { "over", "It is among the new leads now, but the "
	    "time that was asked for is over: the call was never confirmed. "
	    "Write to them and offer another.", true },
};

/* ---- the list ---- */

/* The call that was asked for, with what becomes of its time. */
static enum status
fill_call(struct request *req, struct quarantined_view *view)
{
	const struct zone *zone = req->app->settings.availability.zone;
	struct booking_entries entries;
	enum status st = store_bookings_of_lead(req->app->store, req->arena,
	    view->id, &entries);

	if (st != OK)
		return st;
	for (size_t i = 0; i < entries.len; i++) {
		const struct booking_entry *entry = &entries.at[i];

		if (entry->state != BOOKING_REQUESTED)
			continue;
		view->call = desk_when(req, &entry->slot);
		view->held = entry->slot.starts_at <= req->now ?
		    "This time is over." :
		    entry->held_until <= req->now ?
		    "Others can book this time again." :
		    arena_printf(req->arena, "Kept until %s.",
			label_moment(req->arena, zone, entry->held_until));
	}
	return OK;
}

/* When it goes by itself: in the night after so many days. */
static enum status
fill_due(struct request *req, struct quarantined_view *view)
{
	const struct zone *zone = req->app->settings.availability.zone;
	struct lead_kept kept;
	int64_t due_at;
	int64_t days;
	enum status st = store_lead_kept(req->app->store, req->arena,
	    view->id, &kept);

	if (st != OK)
		return st;
	if (retention_due(&req->app->settings.retention, &kept.retained,
	    &due_at) == RETENTION_OPEN)
		return OK;
	days = (due_at - req->now + DAY_SECONDS - 1) / DAY_SECONDS;
	view->left = days < 1 ? "tonight" : days == 1 ? "in a day" :
	    arena_printf(req->arena, "in %lld days", (long long)days);
	view->due = label_day(req->arena, zone, due_at);
	return OK;
}

static enum status
row_view(struct request *req, const struct lead_row *row,
    struct quarantined_view *view)
{
	const struct zone *zone = req->app->settings.availability.zone;
	enum status st;

	*view = (struct quarantined_view){
		.id = row->id,
		.name = row->unreadable ? "(cannot be read)" : row->head.name,
		.company = row->head.company,
		.email = row->head.email,
		.kind = row->kind == LEAD_BOOKING ? "Booking" : "Message",
		.doubt = doubt_label(row->doubt),
		.created = label_moment(req->arena, zone, row->created_at),
		.call = "",
		.held = "",
		.result = row->result,
		.left = "",
		.due = "",
	};
	if ((st = fill_call(req, view)) == OK)
		st = fill_due(req, view);
	return st;
}

/* The leads of one page, opened. */
static enum status
open_leads(struct request *req, const struct quarantined_rows *waiting,
    struct lead_rows *rows)
{
	struct lead_place *at =
	    arena_array(req->arena, waiting->len, sizeof(*at));

	for (size_t i = 0; i < waiting->len; i++)
		at[i] = (struct lead_place){ .id = waiting->at[i].lead_id };
	return vault_leads_at(&req->app->vault, req->arena,
	    &(struct lead_places){ at, waiting->len }, rows, NULL);
}

static enum status
fill_list(struct request *req, int64_t before,
    struct admin_quarantine_view *view)
{
	struct quarantined_rows waiting;
	struct quarantined_view *at;
	struct lead_rows rows;
	enum status st = store_quarantine(req->app->store, req->arena, before,
	    LEADS_A_PAGE + 1, &waiting);

	if (st == OK && waiting.len > LEADS_A_PAGE) {
		waiting.len = LEADS_A_PAGE;
		view->more_href = arena_printf(req->arena,
		    "/admin/quarantine?before=%lld",
		    (long long)waiting.at[LEADS_A_PAGE - 1].lead_id);
	}
	if (st == OK)
		st = open_leads(req, &waiting, &rows);
	if (st != OK)
		return st;
	at = arena_array(req->arena, rows.len, sizeof(*at));
	for (size_t i = 0; i < rows.len && st == OK; i++)
		st = row_view(req, &rows.at[i], &at[i]);
	view->leads.at = at;
	view->leads.len = rows.len;
	return st;
}

/* "?done=taken&lead=12": what has just been done. Anything else is nothing. */
static struct quarantine_notice
read_notice(struct request *req)
{
	struct quarantine_notice notice = { .text = "" };
	const char *done = form_text(&req->form, "done");
	int64_t lead_id;

	if (!text_int(form_text(&req->form, "lead"), 1, INT64_MAX, &lead_id))
		return notice;
	for (size_t i = 1; i < countof(outcomes); i++)
		if (strcmp(outcomes[i].id, done) == 0)
			notice = (struct quarantine_notice){ lead_id,
				outcomes[i].text, outcomes[i].warns };
	return notice;
}

enum status
admin_quarantine_index(struct request *req, struct response *res)
{
	const char *before_text = form_get(&req->form, "before");
	struct page_head head = { .title = "Quarantine" };
	struct admin_quarantine_view view = {
		.notice = read_notice(req),
		.zone = zone_name(req->app->settings.availability.zone),
		.more_href = "",
		.days = req->app->settings.retention.quarantine_days,
	};
	int64_t before = 0;
	enum status st;

	if (before_text != NULL &&
	    !text_int(before_text, 1, INT64_MAX, &before))
		return NOT_FOUND;
	view.page = page_frame(req, &head);
	view.later = before != 0;
	if ((st = fill_list(req, before, &view)) == OK)
		admin_quarantine_page(&res->body, &view);
	return st;
}

/* ---- letting one in ---- */

/* What is told of the call that is still asked for, or else of the message. */
static enum status
find_news(struct request *req, int64_t id, struct news *news)
{
	struct booking_entries calls;
	enum status st = store_bookings_of_lead(req->app->store, req->arena,
	    id, &calls);

	news->kind = NEWS_LET_IN_MESSAGE;
	for (size_t i = 0; st == OK && i < calls.len; i++)
		if (calls.at[i].state == BOOKING_REQUESTED) {
			news->kind = NEWS_LET_IN;
			news->starts_at = calls.at[i].slot.starts_at;
			news->ends_at = calls.at[i].slot.ends_at;
			news->remind = calls.at[i].remind;
		}
	return st;
}

/* The mails of whoever is let in. The link to a page of one's own was in no
 * mail and is stored nowhere, so these are without. Who cannot be read gets
 * none, and is let in all the same. */
static enum status
make_letters(struct request *req, int64_t id, struct outbox_list *outbox)
{
	struct lead_row row;
	struct lead_own texts;
	struct news news = { .of = &texts, .token = "" };
	enum status st = vault_lead(&req->app->vault, req->arena, id, &row,
	    &texts.body);

	if (st == DENIED || (st == OK && row.unreadable))
		return OK;
	if (st != OK || (st = find_news(req, id, &news)) != OK)
		return st;
	texts.head = row.head;
	news.lead_uuid = row.uuid;
	news.result = row.result;
	return news_make(req, &news, outbox);
}

enum status
admin_quarantine_rescue(struct request *req, struct response *res)
{
	struct outbox_list outbox = { 0 };
	enum rescued rescued;
	struct deed deed;
	int64_t id;
	enum status st;

	if (!text_int(req->params[0], 1, INT64_MAX, &id))
		return NOT_FOUND;
	if ((st = make_letters(req, id, &outbox)) == OK &&
	    (st = desk_deed(req, AUDIT_LEAD_RESCUED, id, &deed)) == OK)
		st = store_lead_rescue(req->app->store, id, &deed, desk_today(req),
		    &outbox, &rescued);
	/* Sent twice, or from two windows: it is done. */
	if (st == CONFLICT)
		return response_redirect(res, req, "/admin/leads/%lld",
		    (long long)id);
	if (st != OK)
		return st;
	desk_took(req);
	return response_redirect(res, req,
	    "/admin/quarantine?done=%s&lead=%lld", outcomes[rescued].id,
	    (long long)id);
}
