#include "domain/contact.h"

#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "crypto/token.h"
#include "domain/consent.h"
#include "domain/problems.h"
#include "store/contacts.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/page.h"
#include "web/pages/doubt.h"
#include "web/pages/lead_write.h"
#include "web/pages/news.h"
#include "web/pages/pages.h"
#include "web/pages/person_fields.h"
#include "web/pages/slot_list.h"
#include "web/request.h"
#include "web/response.h"

/* The page in the making, shown again with whatever is wrong with it. */
struct contact_page {
	struct slot_list list; /* for its zone */
	struct bring_view bring;
	struct problems problems;
};

static void
read_page(struct request *req, struct contact_page *page)
{
	if (req->form_problem != NULL)
		problems_add(&page->problems, "form", req->form_problem);
	slot_list_zone(req, req->app->settings.availability.zone, &page->list,
	    &page->problems);
	page->bring = bring_view(req, "/contact", &page->problems);
}

/* A field for times would not show it. */
static bool
is_no_time(const char *text)
{
	struct civil civil;

	return *text != '\0' && wall_parse(text, &civil) != OK;
}

static void
show_page(struct request *req, struct response *res,
    const struct contact_page *page)
{
	const struct problems *problems = &page->problems;
	const struct person_form form = person_form_read(req);
	struct page_head head = {
		.title = "Write to us",
		.description = "A question, or a call at a time that is not "
		    "in the list.",
		.path = "/contact",
		.wrong = problems->len > 0,
	};
	struct contact_view view = {
		.page = page_frame(req, &head),
		.problems = page_problems(req, problems),
		.trouble = "Nothing is sent yet",
		.zones = zones_view(req, page->list.zone),
		.wish1 = page_field(form_get(&req->form, "wish1"), problems,
		    "wish1"),
		.wish2 = page_field(form_get(&req->form, "wish2"), problems,
		    "wish2"),
		.person = person_fields_view(req, &form, problems),
		.consent = consent_view(req, LEAD_CONTACT,
		    "your name, your e-mail address", problems),
		.bring = page->bring,
		.nonce = form_nonce(req),
		.script = zone_script(req, problems),
		.reply_hours = req->app->settings.reply_hours,
	};

	view.wish1_text = is_no_time(view.wish1.value);
	view.wish2_text = is_no_time(view.wish2.value);
	view.person.email_hint = "Only to answer you. There is no newsletter.";
	view.person.message_label = "Your message";
	view.person.message_hint = "It may stay empty if you name a time "
	    "below.";
	view.consent.with_result = *page->bring.code != '\0';
	contact_page(&res->body, &view);
}

enum status
contact_show(struct request *req, struct response *res)
{
	struct contact_page page = { 0 };

	read_page(req, &page);
	show_page(req, res, &page);
	return page.problems.len == 0 ? OK : INVALID;
}

/* What the same form gives again when it is sent again. */
static enum status
hash_form(struct request *req, uint8_t hash[TOKEN_HASH_SIZE])
{
	char token[TOKEN_TEXT_SIZE];

	if (token_derive(form_text(&req->form, "nonce"), "contact", token) !=
		OK)
		token_new(token);
	return token_hash(token, hash);
}

/* A form that is good, on its way into the store, in the request's arena. */
struct wanted {
	struct lead_write lead; /* first */
	struct contact_page page;
	struct contact_details details;
	struct contact_new contact;
};

/* On the writer's thread. */
static enum status
store_contact(struct store *store, struct write *write)
{
	struct wanted *wanted = (struct wanted *)write;

	return store_contact_add(store, &wanted->contact, wanted->lead.at,
	    &wanted->lead.repeated);
}

/* Seals what is stored and told of a message. OK or FAILED. */
static enum status
seal(struct request *req, struct wanted *wanted)
{
	const struct person *person = &wanted->details.person;
	const struct lead_own texts = person_texts(person);
	struct lead_write *lead = &wanted->lead;
	const struct news news = { NEWS_MESSAGE, &texts, "", 0, false,
		lead->records.uuid, 0, wanted->page.bring.code };

	lead->of = (struct person_lead){ person, NULL, NULL };
	if (hash_form(req, lead->hash) != OK ||
	    person_records_make(req, &lead->of, &lead->records) != OK ||
	    news_make(req, &news, &lead->outbox) != OK)
		return FAILED;
	return OK;
}

/* Counts and judges the form, then hands it over. */
static enum status
take(struct request *req, struct wanted *wanted)
{
	struct lead_write *lead = &wanted->lead;
	enum status st;

	if ((st = doubt_form(req, &lead->doubt)) != OK ||
	    (st = seal(req, wanted)) != OK)
		return st;
	wanted->contact = (struct contact_new){
		.form_hash = lead->hash,
		.zone = zone_name(wanted->page.list.zone),
		.result = wanted->page.bring.code,
		.consent = consent_version(LEAD_CONTACT),
		.doubt = lead->doubt,
		.lead = &lead->records.lead,
		.outbox = &lead->outbox,
		.wishes = { wanted->details.wishes[0],
		    wanted->details.wishes[1] },
	};
	return lead_write_start(req, lead, store_contact);
}

/* The answer, once it is known what became of it. */
static enum status
answer(struct request *req, struct response *res, struct contact_page *page,
    enum status st)
{
	if (st == OK)
		return response_redirect(res, req, "/contact/thanks");
	if (st == LIMITED)
		res->retry_after = 600;
	doubt_explain(st, &page->problems);
	if (page->problems.len > 0)
		show_page(req, res, page);
	return st;
}

/* It is stored, or refused. */
static enum status
contact_stored(struct request *req, struct response *res)
{
	struct wanted *wanted = (struct wanted *)req->write;
	enum status st = lead_write_end(req, &wanted->lead, COUNT_CONTACT);

	return st == PENDING ? PENDING : answer(req, res, &wanted->page, st);
}

enum status
contact_submit(struct request *req, struct response *res)
{
	const struct contact_form form = {
		.person = person_form_read(req),
		.wishes = { form_get(&req->form, "wish1"),
		    form_get(&req->form, "wish2") },
		.consent = form_get(&req->form, "consent"),
	};
	struct wanted *wanted;
	struct contact_page *page;
	enum status st = INVALID;

	if (req->write != NULL)
		return contact_stored(req, res);
	wanted = arena_alloc(req->arena, sizeof(*wanted));
	page = &wanted->page;
	read_page(req, page);
	contact_form_check(req->arena, &form, page->list.zone, req->now,
	    &wanted->details, &page->problems);
	if (page->problems.len == 0 && (st = take(req, wanted)) == PENDING)
		return PENDING;
	return answer(req, res, page, st);
}

enum status
contact_thanks(struct request *req, struct response *res)
{
	page_message(req, res, &(struct page_message){
		.heading = "Thank you, your message is with us",
		.text = arena_printf(req->arena, "%s usually answers within %d "
		    "hours, to the e-mail address you gave.",
		    req->app->settings.owner.name,
		    req->app->settings.reply_hours),
		.mend = "If you hear nothing, something went wrong on its way: "
		    "please write again.",
	});
	return OK;
}
