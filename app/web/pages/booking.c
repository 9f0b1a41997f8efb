#include "domain/booking.h"

#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "crypto/token.h"
#include "domain/consent.h"
#include "store/store.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/pages/booking_page.h"
#include "web/pages/booking_record.h"
#include "web/pages/doubt.h"
#include "web/pages/news.h"
#include "web/pages/pages.h"
#include "web/pages/person_fields.h"
#include "web/request.h"
#include "web/response.h"

enum status
booking_show(struct request *req, struct response *res)
{
	struct booking_page page = { 0 };
	enum status st;

	booking_page_read(req, &page);
	if ((st = slot_list_find(req, &page.list)) != OK)
		return st;
	if (page.problems.len == 0)
		request_count(req, COUNT_BOOK);
	booking_page_show(req, res, &page);
	return page.problems.len == 0 ? OK : INVALID;
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

/* A form that is good, on its way into the store. */
struct wanted {
	const struct booking_page *page;
	const struct booking_details *details;
	struct slot slot;
	char token[TOKEN_TEXT_SIZE];
};

static enum status
store_booking(struct request *req, const struct wanted *wanted,
    enum doubt doubt)
{
	const struct settings *settings = &req->app->settings;
	const struct person_lead of = { &wanted->details->person, NULL,
		wanted->token };
	const struct lead_own texts = person_texts(&wanted->details->person);
	struct outbox_list outbox;
	struct person_records records;
	const struct news news = { NEWS_BOOKED, &texts, wanted->token,
		wanted->slot.starts_at, wanted->details->remind, records.uuid,
		wanted->slot.ends_at, wanted->page->bring.code };
	uint8_t hash[TOKEN_HASH_SIZE];
	struct booking_new booking = {
		.slot = wanted->slot,
		.token_hash = hash,
		.zone = zone_name(wanted->page->list.zone),
		.result = wanted->page->bring.code,
		.consent = consent_version(LEAD_BOOKING),
		.remind = wanted->details->remind,
		.lead = &records.lead,
		.outbox = &outbox,
		.email_hash = records.email_hash,
		.bookings_per_email = req->app->no_limits ? 0 :
		    settings->limits.bookings_per_email,
		.doubt = doubt,
		.max_per_day = settings->availability.max_per_day,
		.buffer_minutes = wanted->page->list.buffer_minutes,
	};
	bool repeated;
	enum status st;

	if (token_hash(wanted->token, hash) != OK ||
	    person_records_make(req, &of, &records) != OK ||
	    news_make(req, &news, &outbox) != OK)
		return FAILED;
	booking.own = records.own;
	booking.own_len = records.own_len;
	owner_day(settings->availability.zone, wanted->slot.starts_at,
	    &booking.day_from, &booking.day_to);
	do
		st = store_booking_add(req->app->store, &booking, req->now,
		    &repeated);
	while (person_records_again(req, &of, &records, &st));
	if (st == OK && !repeated) {
		doubt_stored(req);
		if (doubt == DOUBT_NONE)
			request_count(req, COUNT_BOOKED);
	}
	return st;
}

/* Counts and judges the form, then stores it. */
static enum status
take(struct request *req, const struct wanted *wanted)
{
	enum doubt doubt;
	enum status st;

	if ((st = doubt_form(req, &doubt)) != OK)
		return st;
	return store_booking(req, wanted, doubt);
}

/* The form again, with what was typed and what stands against it. */
static enum status
show_again(struct request *req, struct response *res,
    struct booking_page *page, enum status st)
{
	if (st == CONFLICT)
		slot_list_taken(&page->list, &page->problems);
	doubt_explain(st, &page->problems);
	if (st == LIMITED)
		res->retry_after = 600;
	/* Without the list of slots the page still keeps what was typed. */
	if (slot_list_find(req, &page->list) == FAILED)
		return FAILED;
	booking_page_show(req, res, page);
	return st;
}

static struct booking_form
read_form(struct request *req)
{
	const struct form *form = &req->form;

	return (struct booking_form){
		.person = person_form_read(req),
		.result = form_get(form, "result"),
		.remind = form_get(form, "remind"),
		.consent = form_get(form, "consent"),
	};
}

enum status
booking_create(struct request *req, struct response *res)
{
	const struct booking_form given = read_form(req);
	bool preview = *form_text(&req->form, "preview") != '\0';
	struct booking_page page = { 0 };
	struct booking_details details;
	struct wanted wanted = { .page = &page, .details = &details };
	bool repeated = false;
	enum status st;

	booking_page_read(req, &page);
	st = slot_list_wanted(req, &page.list, &page.problems);
	if (st == OK)
		st = token_for(req, page.list.wanted_at, wanted.token,
		    &repeated);
	if (st == OK && repeated)
		return response_redirect(res, req, "/booking/%s",
		    wanted.token);
	booking_form_check(req->arena, &given, &details, &page.problems);
	if (st == OK)
		st = slot_list_choose(req, &page.list, &wanted.slot,
		    &page.problems);
	if (st == OK && page.problems.len > 0)
		st = INVALID;
	if (st == OK && preview) {
		page.preview = &details;
		page.preview_slot = wanted.slot;
	} else if (st == OK) {
		st = take(req, &wanted);
	}
	if (st == FAILED)
		return FAILED;
	if (st != OK || preview)
		return show_again(req, res, &page, st);
	return response_redirect(res, req, "/booking/%s", wanted.token);
}
