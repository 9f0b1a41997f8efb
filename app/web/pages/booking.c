#include "domain/booking.h"

#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "crypto/token.h"
#include "domain/consent.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/pages/booking_page.h"
#include "web/pages/doubt.h"
#include "web/pages/lead_write.h"
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

/* The token of the booking to be: derived from the form's nonce and the slot,
 * so that the same form sent twice names the same booking. */
static void
name_token(struct request *req, int64_t starts_at, char token[TOKEN_TEXT_SIZE])
{
	char context[INSTANT_TEXT_SIZE];

	instant_format(starts_at, context);
	if (token_derive(form_text(&req->form, "nonce"), context, token) != OK)
		token_new(token);
}

/* A form on its way into the store, in the request's arena. */
struct wanted {
	struct lead_write lead; /* first */
	struct booking_page page;
	struct booking_details details;
	struct slot slot;
	char token[TOKEN_TEXT_SIZE];
	struct booking_new booking;
};

/* On the writer's thread. */
static enum status
store_booking(struct store *store, struct write *write)
{
	struct wanted *wanted = (struct wanted *)write;

	return store_booking_add(store, &wanted->booking, wanted->lead.at,
	    &wanted->lead.repeated);
}

static void
ask_for_room(struct store *store, struct write *write)
{
	struct wanted *wanted = (struct wanted *)write;

	store_booking_ask(store, &wanted->booking, wanted->lead.at);
}

static void
fill_booking(struct request *req, struct wanted *wanted)
{
	const struct settings *settings = &req->app->settings;
	const struct lead_write *lead = &wanted->lead;
	struct booking_new *booking = &wanted->booking;

	*booking = (struct booking_new){
		.slot = wanted->slot,
		.token_hash = lead->hash,
		.zone = zone_name(wanted->page.list.zone),
		.result = wanted->page.bring.code,
		.consent = consent_version(LEAD_BOOKING),
		.remind = wanted->details.remind,
		.lead = &lead->records.lead,
		.own = lead->records.own,
		.own_len = lead->records.own_len,
		.outbox = &lead->outbox,
		.email_hash = lead->records.email_hash,
		.bookings_per_email = req->app->no_limits ? 0 :
		    settings->limits.bookings_per_email,
		.doubt = lead->doubt,
		.max_per_day = settings->availability.max_per_day,
		.buffer_minutes = wanted->page.list.buffer_minutes,
	};
	owner_day(settings->availability.zone, wanted->slot.starts_at,
	    &booking->day_from, &booking->day_to);
}

/* Seals what is stored and told of a booking. OK or FAILED. */
static enum status
seal(struct request *req, struct wanted *wanted)
{
	const struct person *person = &wanted->details.person;
	const struct lead_own texts = person_texts(person);
	struct lead_write *lead = &wanted->lead;
	const struct news news = { NEWS_BOOKED, &texts, wanted->token,
		wanted->slot.starts_at, wanted->details.remind,
		lead->records.uuid, wanted->slot.ends_at,
		wanted->page.bring.code };

	lead->of = (struct person_lead){ person, NULL, wanted->token };
	if (token_hash(wanted->token, lead->hash) != OK ||
	    person_records_make(req, &lead->of, &lead->records) != OK ||
	    news_make(req, &news, &lead->outbox) != OK)
		return FAILED;
	return OK;
}

/* Counts and judges the form, then hands it over. */
static enum status
take(struct request *req, struct wanted *wanted)
{
	enum status st;

	if ((st = doubt_form(req, &wanted->lead.doubt)) != OK ||
	    (st = seal(req, wanted)) != OK)
		return st;
	fill_booking(req, wanted);
	wanted->lead.write.ask = ask_for_room;
	return lead_write_start(req, &wanted->lead, store_booking);
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

static bool
is_preview(const struct request *req)
{
	return *form_text(&req->form, "preview") != '\0';
}

/* What the form asks for, as far as the page shows it; OK when it can be
 * stored. */
static enum status
read_wanted(struct request *req, struct wanted *wanted)
{
	const struct booking_form given = read_form(req);
	struct booking_page *page = &wanted->page;
	enum status st;

	booking_page_read(req, page);
	st = slot_list_wanted(req, &page->list, &page->problems);
	booking_form_check(req->arena, &given, &wanted->details,
	    &page->problems);
	if (st != OK)
		return st;
	name_token(req, page->list.wanted_at, wanted->token);
	st = (is_preview(req) ? slot_list_choose : slot_list_offered)(req,
	    &page->list, &wanted->slot, &page->problems);
	return st == OK && page->problems.len > 0 ? INVALID : st;
}

/* What stands against a form that was sent before is often what came of it:
 * it is answered as it was then. */
static enum status
unless_there(struct request *req, struct wanted *wanted, enum status st)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	struct booking_view booking;

	if (token_hash(wanted->token, hash) == OK &&
	    store_booking_by_token(req->app->store, req->arena, hash,
	    &booking) == OK)
		return OK;
	return st;
}

/* The answer, once it is known what became of it. */
static enum status
answer(struct request *req, struct response *res, struct wanted *wanted,
    enum status st)
{
	if (st == FAILED)
		return FAILED;
	if (st != OK)
		return show_again(req, res, &wanted->page, st);
	return response_redirect(res, req, "/booking/%s", wanted->token);
}

/* It is stored, or refused. */
static enum status
booking_stored(struct request *req, struct response *res)
{
	struct wanted *wanted = (struct wanted *)req->write;
	enum status st = lead_write_end(req, &wanted->lead, COUNT_BOOKED);

	return st == PENDING ? PENDING : answer(req, res, wanted, st);
}

enum status
booking_create(struct request *req, struct response *res)
{
	struct wanted *wanted;
	enum status st;

	if (req->write != NULL)
		return booking_stored(req, res);
	wanted = arena_alloc(req->arena, sizeof(*wanted));
	st = read_wanted(req, wanted);
	if (st == OK && is_preview(req)) {
		wanted->page.preview = &wanted->details;
		wanted->page.preview_slot = wanted->slot;
		return show_again(req, res, &wanted->page, OK);
	}
	if (st == OK && (st = take(req, wanted)) == PENDING)
		return PENDING;
	return answer(req, res, wanted, unless_there(req, wanted, st));
}
