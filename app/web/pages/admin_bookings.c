#include "base/arena.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "crypto/token.h"
#include "domain/person.h"
#include "domain/problems.h"
#include "store/availability.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/booking_record.h"
#include "web/pages/desk.h"
#include "web/pages/news.h"
#include "web/pages/pages.h"
#include "web/pages/person_fields.h"
#include "web/pages/slot_list.h"
#include "web/request.h"
#include "web/response.h"
#include "web/session.h"

enum {
	PAST_A_PAGE = 50,
	PAGES_MAX = 100000,
	MINUTES_MAX = 1440, /* the longest call there may be */
};

/* A call that the owner books, as far as it is read. */
struct desk_call {
	const struct zone *zone; /* of the person */
	struct person_form form;
	struct person person;
	struct slot slot;
	struct slots overlaps;   /* what it is in the way of */
	const char *confirmed;   /* names these, for the hidden field */
	struct problems problems;
};

/* ---- the page ---- */

static const char *
entry_note(const struct booking_entry *entry)
{
	return entry->overlaps ? "Put over something else by hand." : "";
}

/* A request waits for the owner until its time has come. */
static bool
may_confirm(const struct request *req, const struct booking_entry *entry)
{
	return entry->state == BOOKING_REQUESTED && entry->lead_id != 0 &&
	    entry->slot.starts_at > req->now;
}

static struct booking_entries_view
entries_view(struct request *req, const struct booking_entries *entries)
{
	struct booking_entry_view *at =
	    arena_array(req->arena, entries->len, sizeof(*at));

	for (size_t i = 0; i < entries->len; i++) {
		at[i] = desk_booking(req, &entries->at[i],
		    entry_note(&entries->at[i]));
		if (may_confirm(req, &entries->at[i]))
			at[i].token = req->session->form_token;
	}
	return (struct booking_entries_view){ at, entries->len };
}

/* The page number asked for, from 1; false for what is none. */
static bool
read_number(struct request *req, int64_t *number)
{
	const char *text = req->method == GET ? form_get(&req->form, "page") :
	    NULL;

	*number = 1;
	return text == NULL || text_int(text, 1, PAGES_MAX, number);
}

static enum status
fill_lists(struct request *req, int64_t number,
    struct admin_bookings_view *view)
{
	struct booking_entries ahead = { 0 };
	struct booking_entries past;
	struct store *store = req->app->store;
	enum status st = OK;

	/* Those to come stand on the first page alone. */
	if (number == 1)
		st = store_bookings_ahead(store, req->arena, req->now, &ahead);
	if (st == OK)
		st = store_bookings_past(store, req->arena, req->now,
		    (number - 1) * PAST_A_PAGE, PAST_A_PAGE + 1, &past);
	if (st != OK)
		return st;
	view->more_href = "";
	if (past.len > PAST_A_PAGE) {
		past.len = PAST_A_PAGE;
		view->more_href = arena_printf(req->arena,
		    "/admin/bookings?page=%lld", (long long)number + 1);
	}
	view->ahead = entries_view(req, &ahead);
	view->past = entries_view(req, &past);
	return OK;
}

static void
fill_form(struct request *req, const struct desk_call *call,
    struct admin_bookings_view *view)
{
	const char *minutes = form_get(&req->form, "minutes");

	view->starts = page_field(form_get(&req->form, "starts"),
	    &call->problems, "starts");
	view->minutes = page_field(minutes != NULL ? minutes :
	    arena_printf(req->arena, "%d",
		req->app->settings.availability.slot_minutes),
	    &call->problems, "minutes");
	view->zones = zones_view(req, call->zone);
	view->person = person_fields_view(req, &call->form, &call->problems);
	view->person.email_hint = "Where they are told about the call.";
	view->person.message_label = "Note";
	view->person.message_hint = "What it is about, for yourself.";
}

static void
fill_overlaps(struct request *req, const struct desk_call *call,
    struct admin_bookings_view *view)
{
	struct text_view *at =
	    arena_array(req->arena, call->overlaps.len, sizeof(*at));

	for (size_t i = 0; i < call->overlaps.len; i++) {
		const struct slot *one = &call->overlaps.at[i];

		at[i].text = arena_printf(req->arena, "%s: %s",
		    one->blocked ? "Blocked" : "A call",
		    desk_when(req, one));
	}
	view->overlaps.at = at;
	view->overlaps.len = call->overlaps.len;
	view->confirmed = call->confirmed;
}

/* A nonce of the form: sent twice, it is one booking. */
static const char *
desk_nonce(struct request *req)
{
	const char *nonce = form_text(&req->form, "nonce");
	uint8_t hash[TOKEN_HASH_SIZE];
	char *fresh;

	if (token_hash(nonce, hash) == OK)
		return nonce;
	fresh = arena_alloc(req->arena, TOKEN_TEXT_SIZE);
	token_new(fresh);
	return fresh;
}

static enum status
write_page(struct request *req, struct response *res,
    const struct desk_call *call)
{
	struct page_head head = { .title = "Bookings",
		.wrong = call->problems.len > 0 || call->overlaps.len > 0 };
	struct admin_bookings_view view = { 0 };
	int64_t number;
	enum status st;

	if (!read_number(req, &number))
		return NOT_FOUND;
	if ((st = fill_lists(req, number, &view)) != OK)
		return st;
	view.page = page_frame(req, &head);
	view.problems = page_problems(req, &call->problems);
	view.zone = zone_name(req->app->settings.availability.zone);
	view.nonce = desk_nonce(req);
	fill_form(req, call, &view);
	fill_overlaps(req, call, &view);
	admin_bookings_page(&res->body, &view);
	return OK;
}

enum status
admin_bookings_index(struct request *req, struct response *res)
{
	const struct desk_call empty = { .confirmed = "",
		.zone = req->app->settings.availability.zone };

	return write_page(req, res, &empty);
}

/* ---- booking by hand ---- */

static void
read_slot(struct request *req, struct desk_call *call)
{
	const char *text = form_text(&req->form, "minutes");
	int64_t minutes;

	if (!text_int(text, 1, MINUTES_MAX, &minutes)) {
		problems_add(&call->problems, "minutes", "Please give the "
		    "length in whole minutes, from 1 to 1440.");
		return;
	}
	if (desk_moment(req, "starts", &call->slot.starts_at,
	    &call->problems) != OK)
		return;
	call->slot.ends_at = call->slot.starts_at + minutes * 60;
	if (call->slot.ends_at <= req->now)
		problems_add(&call->problems, "starts", "That is over. Please "
		    "choose a time to come.");
}

static void
read_call(struct request *req, struct desk_call *call)
{
	const char *tz = form_text(&req->form, "tz");

	call->confirmed = "";
	call->zone = req->app->settings.availability.zone;
	if (req->form_problem != NULL)
		problems_add(&call->problems, "starts", req->form_problem);
	if (*tz != '\0' && zone_find(tz) == NULL)
		problems_add(&call->problems, "tz", "We do not know that time "
		    "zone. Please choose one from the list.");
	else if (*tz != '\0')
		call->zone = zone_find(tz);
	read_slot(req, call);
	call->form = person_form_read(req);
	person_check(req->arena, &call->form, &call->person, &call->problems);
}

/* What stands at the time of the call, and its name: the call's own time and
 * that of each, so that a yes to one thing is no yes to another. */
static enum status
find_overlaps(struct request *req, struct desk_call *call)
{
	enum status st = store_busy(req->app->store, req->arena, req->now,
	    call->slot.starts_at, call->slot.ends_at, 0, &call->overlaps);

	call->confirmed = arena_printf(req->arena, "%lld-%lld",
	    (long long)call->slot.starts_at, (long long)call->slot.ends_at);
	for (size_t i = 0; i < call->overlaps.len; i++)
		call->confirmed = arena_printf(req->arena, "%s %lld-%lld",
		    call->confirmed,
		    (long long)call->overlaps.at[i].starts_at,
		    (long long)call->overlaps.at[i].ends_at);
	return st;
}

/* Whether the owner has said yes to these very overlaps. */
static bool
is_confirmed(struct request *req, const struct desk_call *call)
{
	const char *seen = form_get(&req->form, "confirmed");

	return strcmp(form_text(&req->form, "confirm_overlap"), "yes") == 0 &&
	    (seen == NULL || strcmp(seen, call->confirmed) == 0);
}

/* The hash of a token that nobody has: derived from the nonce, so that a form
 * that is sent twice finds the booking it made. */
static enum status
call_hash(struct request *req, const struct desk_call *call,
    uint8_t hash[TOKEN_HASH_SIZE])
{
	char token[TOKEN_TEXT_SIZE];
	char context[INSTANT_TEXT_SIZE];

	instant_format(call->slot.starts_at, context);
	if (token_derive(form_text(&req->form, "nonce"), context, token) != OK)
		token_new(token);
	return token_hash(token, hash);
}

static enum status
store_call(struct request *req, const struct desk_call *call,
    const uint8_t hash[TOKEN_HASH_SIZE])
{
	const struct person_lead of = { &call->person, NULL, NULL };
	const struct lead_own texts = person_texts(&call->person);
	struct outbox_list outbox;
	struct person_records records;
	const struct news news = { NEWS_BY_HAND, &texts, "",
		call->slot.starts_at, false, records.uuid,
		call->slot.ends_at, "" };
	struct booking_new booking = {
		.slot = call->slot,
		.token_hash = hash,
		.zone = zone_name(call->zone),
		.result = "",
		.consent = desk_by_hand,
		.own = "",
		.lead = &records.lead,
		.outbox = &outbox,
		.may_overlap = call->overlaps.len > 0,
	};
	bool repeated;
	enum status st;

	if (person_records_make(req, &of, &records) != OK ||
	    news_make(req, &news, &outbox) != OK)
		return FAILED;
	do
		st = store_booking_add(req->app->store, &booking, req->now,
		    &repeated);
	while (person_records_again(req, &of, &records, &st));
	return st;
}

/* Books; CONFLICT asks for a yes, or for a yes once more: somebody may have
 * booked in between. */
static enum status
book(struct request *req, struct desk_call *call)
{
	uint8_t hash[TOKEN_HASH_SIZE];
	struct booking_view booking;
	enum status st;

	if ((st = call_hash(req, call, hash)) != OK ||
	    (st = find_overlaps(req, call)) != OK)
		return st;
	/* After the overlaps, of which it is one itself when it was sent
	 * twice at once. */
	st = store_booking_by_token(req->app->store, req->arena, hash,
	    &booking);
	if (st != NOT_FOUND)
		return st;
	if (call->overlaps.len > 0 && !is_confirmed(req, call))
		return CONFLICT;
	st = store_call(req, call, hash);
	if (st != CONFLICT)
		return st;
	st = find_overlaps(req, call);
	return st == OK ? CONFLICT : st;
}

enum status
admin_bookings_create(struct request *req, struct response *res)
{
	struct desk_call call = { 0 };
	enum status shown;
	enum status st = INVALID;

	read_call(req, &call);
	if (call.problems.len == 0)
		st = book(req, &call);
	if (st == OK)
		return response_redirect(res, req, "/admin/bookings");
	if (st == BUSY)
		problems_add(&call.problems, "form", "The call cannot be "
		    "stored at this moment. Nothing is lost: please send it "
		    "again in a minute.");
	else if (st != INVALID && st != CONFLICT)
		return st;
	shown = write_page(req, res, &call);
	return shown == OK ? st : shown;
}
