#include "web/pages/own.h"

#include <jansson.h>

#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/consent.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/json_body.h"
#include "web/pages/outcome.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum { FACTS_MAX = 12 };

/* ---- everything we hold ---- */

struct held {
	struct fact_view at[FACTS_MAX];
	size_t len;
};

static void
put(struct held *held, const char *name, const char *value)
{
	if (*value != '\0')
		held->at[held->len++] = (struct fact_view){ name, value, "" };
}

static void
put_consent(struct request *req, const struct own_booking *own,
    struct held *held)
{
	const char *version = own->row.consent;
	const char *text = consent_text(LEAD_BOOKING, version);

	put(held, "You agreed", arena_printf(req->arena,
	    "%s%s%sversion %s, on %s (%s)", text, *text == '\0' ? "" : ".",
	    *text == '\0' ? "to " : "\nThat was ", version,
	    label_moment(req->arena, own->zone, own->row.consent_at),
	    zone_name(own->zone)));
}

/* Where no mail leaves none is offered, and one that was asked for before
 * does not come. */
static const char *
reminder_words(const struct app *app, const struct own_booking *own)
{
	if (app_sends_mail(app))
		return own->row.remind ? "Yes, a day and an hour before" : "No";
	return own->row.remind ? "You asked for one, but this site sends no "
	    "mail at the moment: please note the time yourself." : "";
}

static struct facts_view
held_of(struct request *req, const struct own_booking *own,
    const char *headline)
{
	struct held *held = arena_alloc(req->arena, sizeof(*held));
	const struct lead_own *lead = &own->lead;

	put(held, "Name", lead->head.name);
	put(held, "E-mail", lead->head.email);
	put(held, "Company", lead->head.company);
	put(held, "Message", lead->body.message);
	if (*own->row.result != '\0')
		held->at[held->len++] = (struct fact_view){ "Assessment",
			*headline != '\0' ? headline : own->row.result,
			arena_printf(req->arena, "/assessment/%s",
			    own->row.result) };
	put(held, "Time zone", own->row.zone);
	put(held, "Reminder by e-mail", reminder_words(req->app, own));
	put_consent(req, own, held);
	put(held, "Booked", arena_printf(req->arena, "%s (%s)",
	    label_moment(req->arena, own->zone, own->row.created_at),
	    zone_name(own->zone)));
	return (struct facts_view){ { held->at, held->len } };
}

/* ---- the page ---- */

static bool
is_lapsed(const struct own_booking *own, int64_t now)
{
	return own->row.state == BOOKING_REQUESTED &&
	    own->row.held_until <= now;
}

static const char *
request_lead(struct request *req, const struct own_booking *own)
{
	const char *owner = req->app->settings.owner.name;

	if (is_lapsed(own, req->now))
		return arena_printf(req->arena, "%s has it, and you will be "
		    "answered. The time below is no longer kept for you: "
		    "choose another, or wait for the answer.", owner);
	return arena_printf(req->arena, "%s looks at it first. The time below "
	    "is kept for you until %s (%s).", owner,
	    label_moment(req->arena, own->zone, own->row.held_until),
	    zone_name(own->zone));
}

static void
fill_state(struct request *req, const struct own_booking *own,
    struct own_booking_view *view)
{
	bool begun = own->row.slot.starts_at <= req->now;

	view->active = own_is_active(own, req->now);
	view->heading = begun ? "Your call" : "Your call is booked";
	if (own->row.state == BOOKING_CANCELLED) {
		view->heading = "This call is cancelled";
		view->lead = "The time below is free again for others. If you "
		    "would still like to talk, choose a new one.";
		view->gone = true;
		view->again_href = "/book";
	} else if (own->row.state == BOOKING_REQUESTED && !begun) {
		view->heading = "We have your request";
		view->lead = request_lead(req, own);
		view->waiting = true;
		view->gone = is_lapsed(own, req->now);
	} else if (begun) {
		view->begun = own_refusal(own, req->now);
	}
}

void
own_page_show(struct request *req, struct response *res,
    const struct own_booking *own, const char *refused)
{
	const struct app *app = req->app;
	const struct zone *owner = app->settings.availability.zone;
	const char *headline = *own->row.result == '\0' ? NULL :
	    outcome_headline(req, own->row.result);
	struct page_head head = { .title = "Your call", .copies = true,
		.wrong = *refused != '\0' };
	struct own_booking_view view = {
		.page = page_frame(req, &head),
		.token = own->token,
		.refused = refused,
		.when = own_when(req, own),
		.result = own->row.result,
		.result_headline = headline == NULL ? "" : headline,
		.unreadable = !own->readable,
		.link = arena_printf(req->arena, "%s/booking/%s",
		    app->public_url, own->token),
		.reply_hours = app->settings.reply_hours,
	};

	if (own->zone != owner)
		view.when_owner = label_slot(req->arena, owner,
		    own->row.slot.starts_at, own->row.slot.ends_at);
	view.held = held_of(req, own, view.result_headline);
	fill_state(req, own, &view);
	booking_page(&res->body, &view);
}

enum status
booking_own(struct request *req, struct response *res)
{
	struct own_booking own;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	own_page_show(req, res, &own, "");
	return OK;
}

/* ---- the same as data ---- */

static const char *const state_names[] = {
	[BOOKING_REQUESTED] = "requested",
	[BOOKING_CONFIRMED] = "confirmed",
	[BOOKING_CANCELLED] = "cancelled",
	[BOOKING_HELD] = "held",
	[BOOKING_MISSED] = "missed",
};

static const char *
instant_text(struct request *req, int64_t at)
{
	char *text = arena_alloc(req->arena, INSTANT_TEXT_SIZE);

	instant_format(at, text);
	return text;
}

static json_t *
booking_json(struct request *req, const struct own_booking *own)
{
	const struct booking_view *row = &own->row;

	return json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:b}",
	    "uid", row->uid, "state", state_names[row->state], "sequence",
	    (json_int_t)row->sequence, "start",
	    instant_text(req, row->slot.starts_at), "end",
	    instant_text(req, row->slot.ends_at), "zone", row->zone, "label",
	    own_when(req, own), "booked_at",
	    instant_text(req, row->created_at), "remind_by_mail", row->remind);
}

static json_t *
person_json(const struct own_booking *own)
{
	const struct lead_own *lead = &own->lead;

	if (!own->readable)
		return json_null();
	return json_pack("{s:s, s:s, s:s, s:s}", "name", lead->head.name,
	    "email", lead->head.email, "company", lead->head.company,
	    "message", lead->body.message);
}

static json_t *
result_json(struct request *req, const struct own_booking *own)
{
	const char *code = own->row.result;
	const char *headline;

	if (*code == '\0')
		return json_null();
	headline = outcome_headline(req, code);
	return json_pack("{s:s, s:s, s:s}", "code", code, "headline",
	    headline == NULL ? "" : headline, "href",
	    arena_printf(req->arena, "%s/assessment/%s", req->app->public_url,
		code));
}

static json_t *
consent_json(struct request *req, const struct own_booking *own)
{
	const char *version = own->row.consent;

	return json_pack("{s:s, s:s, s:s}", "version", version, "text",
	    consent_text(LEAD_BOOKING, version), "at",
	    instant_text(req, own->row.consent_at));
}

enum status
booking_data(struct request *req, struct response *res)
{
	struct own_booking own;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	response_header(res, "content-disposition",
	    "attachment; filename=\"booking.json\"");
	return json_body(res, json_pack("{s:o, s:o, s:o, s:o}", "booking",
	    booking_json(req, &own), "person", person_json(&own), "result",
	    result_json(req, &own), "consent", consent_json(req, &own)));
}
