#include "web/pages/booking_page.h"

#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/assessment.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/person_fields.h"
#include "web/request.h"
#include "web/response.h"

enum { PREVIEW_ROWS = 8 + ASSESSMENT_QUESTIONS };

void
booking_page_read(struct request *req, struct booking_page *page)
{
	if (req->form_problem != NULL)
		problems_add(&page->problems, "form", req->form_problem);
	slot_list_zone(req, req->app->settings.availability.zone, &page->list,
	    &page->problems);
	page->bring = bring_view(req, "/book", &page->problems);
}

/* ---- what would be sent ---- */

struct preview {
	struct fact_view *at;
	size_t len;
};

static void
put(struct preview *preview, const char *name, const char *value)
{
	if (*value != '\0')
		preview->at[preview->len++] =
		    (struct fact_view){ name, value, "" };
}

static void
put_times(struct request *req, const struct booking_page *page,
    struct preview *preview)
{
	const struct zone *owner = req->app->settings.availability.zone;
	const struct slot *slot = &page->preview_slot;

	put(preview, "Time", label_slot(req->arena, page->list.zone,
	    slot->starts_at, slot->ends_at));
	if (page->list.zone != owner)
		put(preview, arena_printf(req->arena, "For %s",
		    req->app->settings.owner.name), label_slot(req->arena,
		    owner, slot->starts_at, slot->ends_at));
}

static void
put_answers(struct request *req, const struct booking_page *page,
    struct preview *preview)
{
	const struct assessment *model = req->app->assessment;
	struct answers answers;

	if (assessment_code_parse(model, page->bring.code, &answers) != OK)
		return;
	put(preview, "Assessment", page->bring.headline);
	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		put(preview, model->questions[i].label,
		    assessment_option(model, &answers, i)->label);
}

static struct facts_view
preview_of(struct request *req, const struct booking_page *page)
{
	const struct booking_details *details = page->preview;
	struct preview preview = { arena_array(req->arena, PREVIEW_ROWS,
	    sizeof(*preview.at)), 0 };

	if (details == NULL)
		return (struct facts_view){ { NULL, 0 } };
	put_times(req, page, &preview);
	put(&preview, "Name", details->person.name);
	put(&preview, "E-mail", details->person.email);
	put(&preview, "Company", details->person.company);
	put(&preview, "Message", details->person.message);
	put_answers(req, page, &preview);
	/* Only where mail leaves is it promised. */
	if (app_sends_mail(req->app))
		put(&preview, "Reminders by e-mail",
		    details->remind ? "Yes" : "No");
	return (struct facts_view){ { preview.at, preview.len } };
}

/* ---- the page ---- */

static const char *
closed_reason(const struct settings *settings)
{
	if (settings->capacity.open)
		return "";
	return *settings->capacity.reason != '\0' ?
	    settings->capacity.reason :
	    "The diary is full at the moment.";
}

/* From when on there are times, where the owner has named a day ahead. */
static const char *
next_free(struct request *req)
{
	const struct availability *rules = &req->app->settings.availability;
	struct civil civil = civil_from_days(rules->first_day);
	int64_t at;

	/* Noon is never skipped, so it lies on that day in the zone. */
	civil.hour = 12;
	if (rules->first_day == 0 ||
	    zone_instant(rules->zone, &civil, &at) != OK ||
	    at < req->now)
		return "";
	return arena_printf(req->arena, "The next free calls are from %s on.",
	    label_day(req->arena, rules->zone, at));
}

static const char *
trouble(const struct booking_page *page)
{
	return page->list.taken ? "Someone was a moment faster" :
	    "Nothing is booked yet";
}

static void
fill_texts(struct request *req, const struct booking_page *page,
    struct book_view *view)
{
	const struct person_form form = person_form_read(req);

	view->person = person_fields_view(req, &form, &page->problems);
	view->consent = consent_view(req, LEAD_BOOKING,
	    "your name, your e-mail address, the time", &page->problems);
	view->consent.with_result = *page->bring.code != '\0';
	view->remind_offered = app_sends_mail(req->app);
	view->remind_checked = *form_text(&req->form, "remind") != '\0';
}

void
booking_page_show(struct request *req, struct response *res,
    const struct booking_page *page)
{
	const struct settings *settings = &req->app->settings;
	struct page_head head = {
		.title = "Book a free call",
		.description = "A free discovery call: no pitch, no pressure.",
		.path = "/book",
		.wrong = page->problems.len > 0,
	};
	struct book_view view = {
		.page = page_frame(req, &head),
		.problems = page_problems(req, &page->problems),
		.trouble = trouble(page),
		.trouble_more = page->list.taken ? "What you typed is still "
		    "here. Choose another time and send it once more." : "",
		.closed = closed_reason(settings),
		.next_free = next_free(req),
		.preview = preview_of(req, page),
		.slots = slot_list_view(req, &page->list, page->bring.code,
		    &page->problems),
		.zones = zones_view(req, page->list.zone),
		.bring = page->bring,
		.nonce = form_nonce(req),
		.script = zone_script(req, &page->problems),
		.slot_minutes = settings->availability.slot_minutes,
		.reply_hours = settings->reply_hours,
	};

	fill_texts(req, page, &view);
	/* The closed page has no fields that a problem could point to; its
	 * notice says why. */
	if (*view.closed != '\0')
		view.problems.len = 0;
	book_page(&res->body, &view);
}
