#include "web/pages/own.h"

#include "base/arena.h"
#include "calendar/zone.h"
#include "domain/problems.h"
#include "store/booking_changes.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/booking_record.h"
#include "web/pages/doubt.h"
#include "web/pages/news.h"
#include "web/pages/pages.h"
#include "web/pages/person_fields.h"
#include "web/pages/slot_list.h"
#include "web/request.h"
#include "web/response.h"

static enum status
to_own_page(struct request *req, struct response *res,
    const struct own_booking *own)
{
	return response_redirect(res, req, "/booking/%s", own->token);
}

/* The page with the sentence that says why nothing was done. */
static enum status
refuse(struct request *req, struct response *res,
    const struct own_booking *own, const char *why)
{
	own_page_show(req, res, own, why);
	return CONFLICT;
}

/* The same when the store knew better than what was read before: the call was
 * cancelled, or has begun, meanwhile. */
static enum status
refuse_anew(struct request *req, struct response *res)
{
	struct own_booking own;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	return refuse(req, res, &own, own_refusal(&own, req->now));
}

/* What is told of a change; of is what the visitor wrote. */
static enum status
tell(struct request *req, const struct own_booking *own, enum news_kind kind,
    const struct lead_own *of, const struct slot *slot,
    struct outbox_list *outbox)
{
	return news_make(req, &(struct news){ kind, of, own->token,
	    slot->starts_at, own->row.remind, own->row.lead_uuid,
	    slot->ends_at, own->row.result }, outbox);
}

/* ---- cancelling ---- */

enum status
own_cancel(struct request *req, struct response *res)
{
	struct outbox_list outbox;
	struct own_booking own;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	if (tell(req, &own, NEWS_CANCELLED, &own.lead, &own.row.slot,
	    &outbox) != OK)
		return FAILED;
	st = store_booking_cancel(req->app->store, own.hash, &outbox,
	    req->now);
	if (st == DENIED)
		return refuse_anew(req, res);
	return st == OK ? to_own_page(req, res, &own) : st;
}

/* ---- moving ---- */

/* The call's own time is no other one to move to. */
static void
leave_out(struct slots *slots, int64_t starts_at)
{
	size_t len = 0;

	for (size_t i = 0; i < slots->len; i++)
		if (slots->at[i].starts_at != starts_at)
			slots->at[len++] = slots->at[i];
	slots->len = len;
}

static enum status
show_move(struct request *req, struct response *res,
    const struct own_booking *own, struct slot_list *list,
    const struct problems *problems)
{
	struct page_head head = { .title = "Move your call",
		.wrong = problems->len > 0 };
	enum status st = slot_list_find(req, list);

	if (st != OK)
		return st;
	leave_out(&list->free_slots, own->row.slot.starts_at);
	own_move_page(&res->body, &(struct own_move_view){
		.page = page_frame(req, &head),
		.token = own->token,
		.when = own_when(req, own),
		.problems = page_problems(req, problems),
		.taken = list->taken,
		.slots = slot_list_view(req, list, own->row.result, problems),
		.zones = zones_view(req, list->zone),
	});
	return OK;
}

enum status
own_move_show(struct request *req, struct response *res)
{
	struct problems problems = { 0 };
	struct own_booking own;
	struct slot_list list;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	if (!own_is_active(&own, req->now)) {
		own_page_show(req, res, &own, own_refusal(&own, req->now));
		return OK;
	}
	list = (struct slot_list){ .own_id = own.row.id };
	slot_list_zone(req, own.zone, &list, &problems);
	if ((st = show_move(req, res, &own, &list, &problems)) != OK)
		return st;
	return problems.len == 0 ? OK : INVALID;
}

static enum status
move_to(struct request *req, const struct own_booking *own,
    const struct slot_list *list, const struct slot *slot)
{
	const struct availability *rules = &req->app->settings.availability;
	struct outbox_list outbox;
	struct booking_move move = {
		.slot = *slot,
		.zone = zone_name(list->zone),
		.max_per_day = rules->max_per_day,
		.buffer_minutes = list->buffer_minutes,
		.outbox = &outbox,
	};

	if (tell(req, own, NEWS_MOVED, &own->lead, slot, &outbox) != OK)
		return FAILED;
	owner_day(rules->zone, slot->starts_at, &move.day_from, &move.day_to);
	return store_booking_move(req->app->store, own->hash, &move, req->now);
}

/* Chooses and moves; what stands against it becomes a problem. */
static enum status
move(struct request *req, const struct own_booking *own,
    struct slot_list *list, struct problems *problems)
{
	struct slot slot;
	enum status st;

	slot_list_zone(req, own->zone, list, problems);
	st = slot_list_wanted(req, list, problems);
	/* The form sent twice: it is there already. */
	if (st == OK && list->wanted_at == own->row.slot.starts_at)
		return OK;
	if (st == OK)
		st = slot_list_choose(req, list, &slot, problems);
	if (st == OK && problems->len > 0)
		st = INVALID;
	if (st == OK)
		st = move_to(req, own, list, &slot);
	if (st == CONFLICT)
		slot_list_taken(list, problems);
	doubt_explain(st, problems);
	return st;
}

enum status
own_move(struct request *req, struct response *res)
{
	struct problems problems = { 0 };
	struct own_booking own;
	struct slot_list list;
	enum status st;
	enum status shown;

	if (!own_find(req, res, &own, &st))
		return st;
	if (!own_is_active(&own, req->now))
		return refuse(req, res, &own, own_refusal(&own, req->now));
	list = (struct slot_list){ .own_id = own.row.id };
	st = move(req, &own, &list, &problems);
	if (st == OK)
		return to_own_page(req, res, &own);
	if (st == DENIED)
		return refuse_anew(req, res);
	if (problems.len == 0)
		return st;
	shown = show_move(req, res, &own, &list, &problems);
	return shown == OK ? st : shown;
}

/* ---- correcting ---- */

/* A visitor mends a slip or two; more confirmations in 24 hours than this are
 * for somebody whose inbox is to be filled. */
enum { MAILS_A_DAY = 5, DAY_SECONDS = 86400 };

static void
show_correct(struct request *req, struct response *res,
    const struct own_booking *own, const struct person_form *form,
    const struct problems *problems)
{
	struct page_head head = { .title = "Correct what we hold",
		.wrong = problems->len > 0 };

	own_correct_page(&res->body, &(struct own_correct_view){
		.page = page_frame(req, &head),
		.token = own->token,
		.problems = page_problems(req, problems),
		.person = person_fields_view(req, form, problems),
	});
}

enum status
own_correct_show(struct request *req, struct response *res)
{
	const struct problems none = { 0 };
	struct own_booking own;
	struct person_form form;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	form = (struct person_form){ own.lead.head.name, own.lead.head.email,
		own.lead.head.company, own.lead.body.message };
	show_correct(req, res, &own, &form, &none);
	return OK;
}

static enum status
correct(struct request *req, const struct own_booking *own,
    const struct person *person)
{
	const struct person_lead of = { person, own->row.lead_uuid,
		own->token };
	const struct lead_own texts = person_texts(person);
	struct outbox_list outbox;
	struct person_records records;
	struct booking_correction correction = {
		.lead = &records.lead,
		.email_hash = records.email_hash,
		.mails_a_day = req->app->no_limits ? 0 : MAILS_A_DAY,
		.now = req->now,
	};
	enum status st;

	if (person_records_make(req, &of, &records) != OK ||
	    tell(req, own, NEWS_CORRECTED, &texts, &own->row.slot,
	    &outbox) != OK)
		return FAILED;
	/* What was sent to the same address is good as it is. */
	if (own_is_active(own, req->now) &&
	    strcmp(person->email, own->lead.head.email) != 0)
		correction.outbox = &outbox;
	correction.own = records.own;
	correction.own_len = records.own_len;
	do
		st = store_booking_correct(req->app->store, own->hash,
		    &correction);
	while (person_records_again(req, &of, &records, &st));
	return st;
}

enum status
own_correct(struct request *req, struct response *res)
{
	const struct person_form form = person_form_read(req);
	struct problems problems = { 0 };
	struct own_booking own;
	struct person person;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	if (req->form_problem != NULL)
		problems_add(&problems, "form", req->form_problem);
	person_check(req->arena, &form, &person, &problems);
	st = problems.len > 0 ? INVALID : correct(req, &own, &person);
	if (st == OK)
		return to_own_page(req, res, &own);
	if (st == LIMITED) {
		problems_add(&problems, "email", "The address of this booking "
		    "was changed several times today, and each one had a "
		    "confirmation, so we do not write to another one yet. "
		    "Everything else can be corrected now, and the address "
		    "tomorrow.");
		res->retry_after = DAY_SECONDS;
	} else {
		doubt_explain(st, &problems);
	}
	if (problems.len > 0)
		show_correct(req, res, &own, &form, &problems);
	return st;
}

/* ---- erasing ---- */

enum status
own_erase_show(struct request *req, struct response *res)
{
	struct page_head head = { .title = "Erase everything?" };
	struct own_booking own;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	own_erase_page(&res->body, &(struct own_erase_view){
		.page = page_frame(req, &head),
		.token = own.token,
		.when = own_when(req, &own),
		.cancels = own_is_active(&own, req->now),
	});
	return OK;
}

/* The owner hears that the call will not be, and not of whom. */
enum status
own_erase(struct request *req, struct response *res)
{
	static const struct lead_own nobody = { { "", "", "" }, { "" } };
	struct outbox_list outbox;
	struct own_booking own;
	enum status st;

	if (!own_find(req, res, &own, &st))
		return st;
	if (tell(req, &own, NEWS_CANCELLED, &nobody, &own.row.slot,
	    &outbox) != OK)
		return FAILED;
	st = store_booking_erase(req->app->store, own.hash, &outbox,
	    req->now);
	return st == OK ? to_own_page(req, res, &own) : st;
}
