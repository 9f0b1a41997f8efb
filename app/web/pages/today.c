#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "store/booking_list.h"
#include "store/today.h"
#include "vault/take.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk.h"
#include "web/pages/desk_lead.h"
#include "web/pages/outbox_row.h"
#include "web/pages/outcome.h"
#include "web/pages/pages.h"
#include "web/pages/slot_list.h"
#include "web/pages/today.h"
#include "web/request.h"
#include "web/response.h"

static const struct zone *
owner_zone(const struct request *req)
{
	return req->app->settings.availability.zone;
}

/* ---- calls ---- */

static const char *
result_of(struct request *req, const char *code)
{
	const char *headline = *code == '\0' ? NULL :
	    outcome_headline(req, code);

	return headline != NULL ? headline : code;
}

/* The time of the call where they are, if their clock shows another one. */
static const char *
their_time(struct request *req, const struct booking_entry *entry)
{
	const struct zone *zone = zone_find(entry->zone);
	struct civil theirs;
	struct civil ours;

	if (zone == NULL)
		return "";
	zone_civil(zone, entry->slot.starts_at, &theirs);
	zone_civil(owner_zone(req), entry->slot.starts_at, &ours);
	if (theirs.hour == ours.hour && theirs.minute == ours.minute)
		return "";
	return arena_printf(req->arena, "%s in %s",
	    label_time(req->arena, zone, entry->slot.starts_at),
	    zone_name(zone));
}

static enum status
call_view(struct request *req, const struct booking_entry *entry,
    struct today_call_view *view)
{
	struct lead_row row = { .head = { "(erased)", "", "" },
		.result = "" };
	char iso[INSTANT_TEXT_SIZE];
	enum status st = OK;

	if (entry->lead_id != 0 &&
	    (st = today_open_lead(req, entry->lead_id, &row)) != OK)
		return st;
	instant_format(entry->slot.starts_at, iso);
	*view = (struct today_call_view){
		.lead_id = entry->lead_id,
		.name = row.head.name,
		.company = row.head.company,
		.when = label_span(req->arena, owner_zone(req),
		    entry->slot.starts_at, entry->slot.ends_at),
		.when_iso = arena_strdup(req->arena, iso),
		.state = desk_booking_state(req, entry),
		.their_time = their_time(req, entry),
		.result = result_of(req, row.result),
		.over = entry->slot.ends_at <= req->now,
	};
	return OK;
}

/* The first call after today, for a day without one. */
static enum status
find_next_call(struct request *req, struct today_view *view)
{
	struct booking_entries ahead;
	enum status st = store_bookings_ahead(req->app->store, req->arena,
	    req->now, &ahead);

	view->next_call = "";
	for (size_t i = 0; st == OK && i < ahead.len; i++)
		if (ahead.at[i].state == BOOKING_CONFIRMED) {
			view->next_call = desk_when(req, &ahead.at[i].slot);
			break;
		}
	return st;
}

static enum status
fill_calls(struct request *req, struct today_view *view)
{
	struct today_call_view *at;
	struct booking_entries calls;
	int64_t from;
	int64_t to;
	enum status st;

	owner_day(owner_zone(req), req->now, &from, &to);
	st = store_bookings_starting(req->app->store, req->arena, from, to,
	    &calls);
	if (st != OK)
		return st;
	at = arena_array(req->arena, calls.len, sizeof(*at));
	view->calls = (struct today_calls_view){ at, calls.len, 0 };
	for (size_t i = 0; st == OK && i < calls.len; i++) {
		st = call_view(req, &calls.at[i], &at[i]);
		view->calls.count += calls.at[i].slot.ends_at > req->now;
	}
	return st == OK ? find_next_call(req, view) : st;
}

/* ---- leads to get back to ---- */

static const char *
when_text(struct request *req, const struct today_lead *lead)
{
	const int64_t late = desk_today(req) - lead->follow_up_on;

	if (lead->follow_up_on == 0)
		return arena_printf(req->arena, "Last touched %s",
		    label_day(req->arena, owner_zone(req), lead->touched_at));
	if (late <= 0)
		return "Today";
	return arena_printf(req->arena, "%lld %s late, since %s",
	    (long long)late, late == 1 ? "day" : "days",
	    desk_day_label(req, lead->follow_up_on));
}

static enum status
lead_view(struct request *req, const struct today_lead *lead,
    struct today_lead_view *view)
{
	const struct follow_up plan = { .stage = lead->stage,
		.on = lead->follow_up_on, .touched_at = lead->touched_at };
	struct lead_row row;
	enum status st = today_open_lead(req, lead->id, &row);

	if (st != OK)
		return st;
	*view = (struct today_lead_view){
		.lead_id = lead->id,
		.name = row.head.name,
		.company = row.head.company,
		.stage = lead_stage_label(lead->stage),
		.when = when_text(req, lead),
		.quiet = desk_quiet(req, &plan),
		.next = desk_follow_up_buttons(req, lead->id, row.head.name),
	};
	return OK;
}

/* except are messages that stand on the page already. */
static enum status
fill_leads(struct request *req, enum today_part part,
    const struct today_messages *except, struct today_leads_view *view)
{
	int64_t *ids = arena_array(req->arena, except->len, sizeof(*ids));
	const struct today_ask ask = {
		.part = part,
		.day = desk_today(req),
		.now = req->now,
		.limit = TODAY_SHOWN,
		.except = ids,
		.except_len = except->len,
	};
	struct today_lead_view *at;
	struct today_leads leads;
	enum status st;

	for (size_t i = 0; i < except->len; i++)
		ids[i] = except->at[i].id;
	st = store_today_leads(req->app->store, req->arena, &ask, &leads);

	if (st != OK)
		return st;
	at = arena_array(req->arena, leads.len, sizeof(*at));
	for (size_t i = 0; st == OK && i < leads.len; i++)
		st = lead_view(req, &leads.at[i], &at[i]);
	*view = (struct today_leads_view){ at, leads.len, leads.count,
		leads.count > (int64_t)leads.len };
	return st;
}

/* ---- the page ---- */

static enum status
fill(struct request *req, struct today_view *view)
{
	const struct today_messages none = { 0 };
	struct store *store = req->app->store;
	struct today_messages waiting;
	enum status st;

	if ((st = fill_calls(req, view)) != OK ||
	    (st = fill_leads(req, TODAY_OVERDUE, &none,
		&view->overdue)) != OK ||
	    (st = fill_leads(req, TODAY_DUE, &none, &view->due)) != OK ||
	    (st = today_find_messages(req, &waiting, view)) != OK ||
	    (st = today_fill_messages(req, &waiting, view)) != OK ||
	    (st = fill_leads(req, TODAY_NO_STEP, &waiting,
		&view->no_step)) != OK ||
	    (st = store_today_quarantine(store, &view->quarantine)) != OK ||
	    (st = outbox_unsent_text(req, &view->unsent)) != OK)
		return st;
	view->nothing = view->overdue.len + view->due.len +
	    view->messages.len + view->no_step.len == 0;
	view->busy = !view->nothing || view->calls.count > 0;
	return store_lead_count(store, &view->leads);
}

enum status
desk_show(struct request *req, struct response *res)
{
	struct page_head head = { .title = "Today" };
	struct today_view view = { 0 };
	enum status st = vault_take_in(&req->app->vault, req->now);

	if (st != OK && st != BUSY)
		return st;
	desk_took(req);
	if ((st = fill(req, &view)) != OK)
		return st;
	view.page = page_frame(req, &head);
	view.notice = desk_notice_of(req);
	view.day = label_day(req->arena, owner_zone(req), req->now);
	view.zone = zone_name(owner_zone(req));
	view.promise = req->app->settings.reply_hours;
	today_page(&res->body, &view);
	return OK;
}
