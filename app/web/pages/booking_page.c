#include "web/pages/booking_page.h"

#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "crypto/token.h"
#include "domain/assessment.h"
#include "domain/booking.h"
#include "store/store.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/outcome.h"
#include "web/request.h"
#include "web/response.h"

enum {
	DAYS_SHOWN = 14, /* days with a free slot (row B1) */
	NEAREST = 3,     /* offered when the wanted one is gone (row B6) */
};

static const int64_t day_seconds = 86400;

void
booking_page_read(struct request *req, struct booking_page *page)
{
	const struct app *app = req->app;
	const char *tz = form_text(&req->form, "tz");
	const char *result = form_text(&req->form, "result");

	if (req->form_problem != NULL)
		problems_add(&page->problems, "form", req->form_problem);
	page->zone = app->settings.availability.zone;
	page->result = "";
	page->headline = "";
	if (*tz != '\0' && zone_find(tz) == NULL)
		problems_add(&page->problems, "tz", "We do not know that time "
		    "zone. Please choose one from the list.");
	else if (*tz != '\0')
		page->zone = zone_find(tz);
	if (*result == '\0')
		return;
	page->headline = outcome_headline(req, result);
	if (page->headline == NULL) {
		page->headline = "";
		problems_add(&page->problems, "result", "The result that came "
		    "along is not one of ours, so it was left out.");
	} else {
		page->result = result;
	}
}

enum status
booking_page_busy(struct request *req, struct slots *busy)
{
	int64_t horizon = req->app->settings.availability.horizon_days + 2;

	return store_bookings_between(req->app->store, req->arena,
	    req->now - 2 * day_seconds, req->now + horizon * day_seconds,
	    busy);
}

enum status
booking_page_slots(struct request *req, struct booking_page *page)
{
	struct slots busy;
	enum status st = booking_page_busy(req, &busy);

	if (st == OK && req->app->settings.capacity.open)
		availability_slots(req->arena,
		    &req->app->settings.availability, &busy, req->now,
		    &page->free_slots);
	return st;
}

static struct slot_view
slot_view(struct request *req, const struct booking_page *page,
    const struct slot *slot)
{
	char *value = arena_alloc(req->arena, INSTANT_TEXT_SIZE);

	instant_format(slot->starts_at, value);
	return (struct slot_view){
		.value = value,
		.time = label_time(req->arena, page->zone, slot->starts_at),
		.label = label_slot(req->arena, page->zone, slot->starts_at,
		    slot->ends_at),
		.checked = slot->starts_at == page->wanted_at,
	};
}

static int64_t
day_of(const struct zone *zone, int64_t at)
{
	struct civil civil;

	zone_civil(zone, at, &civil);
	return civil_days(civil.year, civil.month, civil.day);
}

/* Slots in order, grouped by the visitor's civil day, up to max days. */
static struct days_view
group_days(struct request *req, const struct booking_page *page,
    const struct slots *slots, size_t max)
{
	struct day_view *days = arena_array(req->arena, max, sizeof(*days));
	struct slot_view *views =
	    arena_array(req->arena, slots->len, sizeof(*views));
	size_t len = 0;
	int64_t last = 0;

	for (size_t i = 0; i < slots->len; i++) {
		const struct slot *slot = &slots->at[i];
		int64_t day = day_of(page->zone, slot->starts_at);

		if (len == 0 || day != last) {
			if (len == max)
				break;
			days[len].label = label_day(req->arena, page->zone,
			    slot->starts_at);
			days[len++].slots.at = &views[i];
			last = day;
		}
		views[i] = slot_view(req, page, slot);
		days[len - 1].slots.len++;
	}
	return (struct days_view){ days, len };
}

static int64_t
distance(const struct slot *slot, int64_t at)
{
	int64_t d = slot->starts_at - at;

	return d < 0 ? -d : d;
}

/* The free slots nearest to the wanted one: neighbours of it in the list. */
static struct days_view
nearest(struct request *req, const struct booking_page *page)
{
	const struct slots *all = &page->free_slots;
	size_t from = 0;
	size_t to = 0;

	while (to < all->len && all->at[to].starts_at < page->wanted_at)
		to++;
	from = to;
	while (to - from < NEAREST && (from > 0 || to < all->len)) {
		if (to == all->len || (from > 0 &&
			distance(&all->at[from - 1], page->wanted_at) <=
			    distance(&all->at[to], page->wanted_at)))
			from--;
		else
			to++;
	}
	return group_days(req, page,
	    &(struct slots){ &all->at[from], to - from }, NEAREST);
}

static void
fill_zones(struct request *req, const struct booking_page *page,
    struct book_view *view)
{
	size_t count = zone_count();
	struct zone_view *at =
	    arena_array(req->arena, count + 1, sizeof(*at));
	size_t len = 0;
	bool found = false;

	for (size_t i = 0; i < count; i++) {
		at[len].name = zone_name(zone_at(i));
		at[len].selected = strcmp(at[len].name, view->zone) == 0;
		found |= at[len++].selected;
	}
	/* An alias the visitor's browser gave keeps its own name. */
	if (!found)
		at[len++] = (struct zone_view){ view->zone, true };
	view->zones.at = at;
	view->zones.len = len;
}

static void
fill_fields(struct request *req, const struct problems *problems,
    struct book_view *view)
{
	const struct form *form = &req->form;

	view->name = page_field(form_get(form, "name"), problems, "name");
	view->email = page_field(form_get(form, "email"), problems, "email");
	view->company =
	    page_field(form_get(form, "company"), problems, "company");
	view->message =
	    page_field(form_get(form, "message"), problems, "message");
	view->consent = page_field("", problems, "consent");
	view->consent_checked = strcmp(form_text(form, "consent"), "yes") == 0;
	view->remind_checked = *form_text(form, "remind") != '\0';
	view->name_max = BOOKING_NAME_MAX;
	view->email_max = BOOKING_EMAIL_MAX;
	view->company_max = BOOKING_COMPANY_MAX;
	view->message_max = BOOKING_MESSAGE_MAX;
}

/* The nonce of the form: the one that came, or a new one. */
static const char *
form_nonce(struct request *req)
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

static const char *
closed_reason(const struct settings *settings)
{
	if (settings->capacity.open)
		return "";
	return *settings->capacity.reason != '\0' ?
	    settings->capacity.reason :
	    "The diary is full at the moment.";
}

void
booking_page_show(struct request *req, struct response *res,
    const struct booking_page *page)
{
	const struct settings *settings = &req->app->settings;
	const char *slot_problem = problems_of(&page->problems, "slot");
	BUF(zone, 256);
	struct page_head head = {
		.title = "Book a free call",
		.description = "A free discovery call: no pitch, no pressure.",
		.path = "/book",
		.wrong = page->problems.len > 0,
	};
	struct book_view view = {
		.page = page_frame(req, &head),
		.problems = page_problems(req, &page->problems),
		.taken = page->taken,
		.slot_problem = slot_problem == NULL ? "" : slot_problem,
		.closed = closed_reason(settings),
		.zone = zone_name(page->zone),
		.result = page->result,
		.result_headline = page->headline,
		.nonce = form_nonce(req),
		.slot_minutes = settings->availability.slot_minutes,
		.reply_hours = settings->reply_hours,
		.retention_days = settings->retention.closed_days,
	};

	html_percent(&zone, view.zone);
	view.remove_href =
	    arena_printf(req->arena, "/book?tz=%s", buf_text(&zone));
	/* The closed page has no fields that a problem could point to; its
	 * notice says why. */
	if (*view.closed != '\0')
		view.problems.len = 0;
	view.days = group_days(req, page, &page->free_slots, DAYS_SHOWN);
	if (page->taken)
		view.nearest = nearest(req, page);
	fill_zones(req, page, &view);
	fill_fields(req, &page->problems, &view);
	book_page(&res->body, &view);
}
