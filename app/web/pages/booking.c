#include "domain/booking.h"

#include <jansson.h>

#include "base/arena.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "crypto/token.h"
#include "store/store.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/booking_page.h"
#include "web/pages/outcome.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum { RECORD_MAX = 65536 }; /* bytes of a packed head or body */

static const int64_t day_seconds = 86400;

enum status
booking_show(struct request *req, struct response *res)
{
	struct booking_page page = { 0 };
	enum status st;

	booking_page_read(req, &page);
	if ((st = booking_page_slots(req, &page)) != OK)
		return st;
	booking_page_show(req, res, &page);
	return page.problems.len == 0 ? OK : INVALID;
}

static enum status
read_slot(struct request *req, struct booking_page *page)
{
	const char *text = form_text(&req->form, "slot");

	if (*text != '\0' && instant_parse(text, &page->wanted_at) == OK)
		return OK;
	problems_add(&page->problems, "slot",
	    "Please choose a time for the call.");
	return INVALID;
}

/* Judges the slot; OK only if it may be taken. */
static enum status
choose_slot(struct request *req, struct booking_page *page, struct slot *slot)
{
	const struct settings *settings = &req->app->settings;
	struct slots busy;
	enum status st;

	if ((st = booking_page_busy(req, &busy)) != OK)
		return st;
	st = settings->capacity.open ?
	    availability_find(&settings->availability, &busy, req->now,
		page->wanted_at, slot) : INVALID;
	if (st == INVALID)
		problems_add(&page->problems, "slot", "That time is not "
		    "offered, or it has gone by. Please choose another.");
	return st;
}

static void
check_trap(struct request *req, struct problems *problems)
{
	if (*form_text(&req->form, "website") != '\0')
		problems_add(problems, "website", "One field of the form is "
		    "there to catch programs. Please leave it empty.");
}

/* The owner's civil day of an instant, for the most calls a day. */
static void
owner_day(const struct zone *zone, int64_t at, int64_t *from, int64_t *to)
{
	struct civil civil;
	int64_t days;

	zone_civil(zone, at, &civil);
	days = civil_days(civil.year, civil.month, civil.day);
	*from = at - day_seconds;
	*to = at + day_seconds;
	for (int i = 0; i < 2; i++) {
		int64_t *edge = i == 0 ? from : to;

		/* Where a clock change takes midnight away the day begins an
		 * hour later. */
		civil = civil_from_days(days + i);
		while (zone_instant(zone, &civil, edge) != OK)
			civil.hour++;
	}
}

/*
 * The token of the booking to be: derived from the form's nonce and the slot,
 * so that the same form sent twice names the same booking. *repeated says
 * whether that booking is already there.
 */
static enum status
token_for(struct request *req, int64_t starts_at, char token[TOKEN_TEXT_SIZE],
    bool *repeated)
{
	char context[INSTANT_TEXT_SIZE];
	uint8_t hash[TOKEN_HASH_SIZE];
	struct booking_view booking;
	enum status st;

	*repeated = false;
	instant_format(starts_at, context);
	if (token_derive(form_text(&req->form, "nonce"), context, token) !=
		OK || token_hash(token, hash) != OK) {
		token_new(token);
		return OK;
	}
	st = store_booking_by_token(req->app->store, req->arena, hash,
	    &booking);
	*repeated = st == OK;
	return st == NOT_FOUND ? OK : st;
}

static enum status
store_booking(struct request *req, const struct booking_page *page,
    const struct booking_details *details, const struct slot *slot,
    const char *token)
{
	const struct availability *availability =
	    &req->app->settings.availability;
	BUF(head, RECORD_MAX);
	BUF(body, RECORD_MAX);
	uint8_t hash[TOKEN_HASH_SIZE];
	struct booking_new booking = {
		.slot = *slot,
		.token_hash = hash,
		.zone = zone_name(page->zone),
		.result = page->result,
		.consent = BOOKING_CONSENT_VERSION,
		.remind = details->remind,
		.max_per_day = availability->max_per_day,
		.buffer_minutes = availability->buffer_minutes,
	};
	bool repeated;

	if (token_hash(token, hash) != OK)
		return FAILED;
	lead_head_pack(&head, &(struct lead_head){ details->name,
		details->email, details->company });
	lead_body_pack(&body, &(struct lead_body){ details->message });
	booking.head = head.data;
	booking.head_len = head.len;
	booking.body = body.data;
	booking.body_len = body.len;
	owner_day(availability->zone, slot->starts_at, &booking.day_from,
	    &booking.day_to);
	return store_booking_add(req->app->store, &booking, req->now,
	    &repeated);
}

/* The form again, with what was typed and what stands against it. */
static enum status
show_again(struct request *req, struct response *res,
    struct booking_page *page, enum status st)
{
	if (st == CONFLICT) {
		page->taken = true;
		problems_add(&page->problems, "slot", "That time has just "
		    "been taken. Please choose another.");
	} else if (st == BUSY) {
		problems_add(&page->problems, "form", "We cannot store your "
		    "booking at this moment. Nothing is lost: please send it "
		    "again in a minute.");
	}
	/* Without the list of slots the page still keeps what was typed. */
	if (booking_page_slots(req, page) == FAILED)
		return FAILED;
	booking_page_show(req, res, page);
	return st;
}

enum status
booking_create(struct request *req, struct response *res)
{
	const struct form *form = &req->form;
	struct booking_form given = {
		.name = form_get(form, "name"),
		.email = form_get(form, "email"),
		.company = form_get(form, "company"),
		.message = form_get(form, "message"),
		.result = form_get(form, "result"),
		.remind = form_get(form, "remind"),
		.consent = form_get(form, "consent"),
	};
	struct booking_page page = { 0 };
	struct booking_details details;
	struct slot slot;
	char token[TOKEN_TEXT_SIZE];
	bool repeated = false;
	enum status st;

	booking_page_read(req, &page);
	if ((st = read_slot(req, &page)) == OK)
		st = token_for(req, page.wanted_at, token, &repeated);
	if (st == OK && repeated)
		return response_redirect(res, req, "/booking/%s", token);
	booking_form_check(req->arena, &given, &details, &page.problems);
	check_trap(req, &page.problems);
	if (st == OK)
		st = choose_slot(req, &page, &slot);
	if (st == OK && page.problems.len > 0)
		st = INVALID;
	if (st == OK)
		st = store_booking(req, &page, &details, &slot, token);
	if (st == FAILED)
		return FAILED;
	if (st != OK)
		return show_again(req, res, &page, st);
	return response_redirect(res, req, "/booking/%s", token);
}

static json_t *
slots_json(struct request *req, const struct booking_page *page, int64_t days)
{
	json_t *list = json_array();

	for (size_t i = 0; i < page->free_slots.len; i++) {
		const struct slot *slot = &page->free_slots.at[i];
		char start[INSTANT_TEXT_SIZE];
		char end[INSTANT_TEXT_SIZE];

		if (slot->starts_at >= req->now + days * day_seconds)
			break;
		instant_format(slot->starts_at, start);
		instant_format(slot->ends_at, end);
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}",
		    "start", start, "end", end, "label",
		    label_slot(req->arena, page->zone, slot->starts_at,
			slot->ends_at)));
	}
	return json_pack("{s:s, s:o}", "zone", zone_name(page->zone), "slots",
	    list);
}

static enum status
put_json(struct response *res, json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);

	json_decref(json);
	if (text == NULL)
		return FAILED;
	res->content_type = "application/json";
	buf_puts(&res->body, text);
	free(text);
	return OK;
}

enum status
booking_slots(struct request *req, struct response *res)
{
	const char *days_text = form_get(&req->form, "days");
	struct booking_page page = { 0 };
	int64_t days = 14;
	enum status st;

	booking_page_read(req, &page);
	if (days_text != NULL && !text_int(days_text, 1, 366, &days))
		problems_add(&page.problems, "days",
		    "days is a whole number from 1 to 366.");
	if (page.problems.len > 0) {
		res->code = 422;
		return put_json(res, json_pack("{s:s, s:s}", "field",
		    page.problems.at[0].field, "error",
		    page.problems.at[0].message));
	}
	if ((st = booking_page_slots(req, &page)) != OK)
		return st;
	return put_json(res, slots_json(req, &page, days));
}

static void
show_own(struct request *req, struct response *res,
    const struct booking_view *booking)
{
	const struct app *app = req->app;
	const struct zone *owner = app->settings.availability.zone;
	const struct zone *zone = zone_find(booking->zone);
	struct page_head head = { .title = "Your call" };
	struct own_booking_view view = {
		.page = page_frame(req, &head),
		.when_owner = "",
		.cancelled = booking->state == BOOKING_CANCELLED,
		.result = booking->result,
		.result_headline = "",
		.link = arena_printf(req->arena, "%s%s", app->public_url,
		    req->path),
		.reply_hours = app->settings.reply_hours,
	};

	if (zone == NULL)
		zone = owner;
	view.when = label_slot(req->arena, zone, booking->slot.starts_at,
	    booking->slot.ends_at);
	if (zone != owner)
		view.when_owner = label_slot(req->arena, owner,
		    booking->slot.starts_at, booking->slot.ends_at);
	if (*booking->result != '\0')
		view.result_headline = outcome_headline(req, booking->result);
	booking_page(&res->body, &view);
}

enum status
booking_own(struct request *req, struct response *res)
{
	struct booking_view booking;
	uint8_t hash[TOKEN_HASH_SIZE];
	enum status st;

	res->referrer = "no-referrer";
	if (token_hash(req->params[0], hash) != OK)
		return NOT_FOUND;
	st = store_booking_by_token(req->app->store, req->arena, hash,
	    &booking);
	if (st == OK)
		show_own(req, res, &booking);
	return st;
}
