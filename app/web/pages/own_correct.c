#include "web/pages/own_change.h"

#include "base/arena.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/doubt.h"
#include "web/pages/pages.h"
#include "web/pages/person_fields.h"
#include "web/request.h"
#include "web/response.h"

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
store_correct(struct store *store, struct write *write)
{
	const struct change *change = (const struct change *)write;

	return store_booking_correct(store, change->own.hash,
	    &change->correction);
}

static enum status
correct(struct request *req, struct change *change)
{
	const struct own_booking *own = &change->own;
	const struct lead_own texts = person_texts(&change->person);
	struct booking_correction *correction = &change->correction;

	change->of = (struct person_lead){ &change->person,
		own->row.lead_uuid, own->token };
	if (person_records_make(req, &change->of, &change->records) != OK ||
	    change_tell(req, change, NEWS_CORRECTED, &texts, &own->row.slot) != OK)
		return FAILED;
	*correction = (struct booking_correction){
		.lead = &change->records.lead,
		.own = change->records.own,
		.own_len = change->records.own_len,
		.email_hash = change->records.email_hash,
		.mails_a_day = req->app->no_limits ? 0 : MAILS_A_DAY,
		.now = req->now,
	};
	/* What was sent to the same address is good as it is. */
	if (own_is_active(own, req->now) &&
	    strcmp(change->person.email, own->lead.head.email) != 0)
		correction->outbox = &change->outbox;
	return change_hand_over(req, change, store_correct);
}

/* The answer; what stands against it becomes a problem. */
static enum status
corrected(struct request *req, struct response *res, struct change *change,
    enum status st)
{
	const struct person_form form = person_form_read(req);
	struct problems *problems = &change->problems;

	if (st == OK)
		return change_done(req, res, &change->own);
	if (st == LIMITED) {
		problems_add(problems, "email", "The address of this booking "
		    "was changed several times today, and each one had a "
		    "confirmation, so we do not write to another one yet. "
		    "Everything else can be corrected now, and the address "
		    "tomorrow.");
		res->retry_after = DAY_SECONDS;
	} else {
		doubt_explain(st, problems);
	}
	if (problems->len > 0)
		show_correct(req, res, &change->own, &form, problems);
	return st;
}

enum status
own_correct(struct request *req, struct response *res)
{
	struct change *change = change_of(req, res);
	const struct person_form form = person_form_read(req);
	enum status st;

	if (req->write != NULL) {
		st = change->write.status;
		if (person_records_again(req, &change->of, &change->records,
		    &st))
			st = request_write(req, &change->write);
	} else {
		if (!own_find(req, res, &change->own, &st))
			return st;
		if (req->form_problem != NULL)
			problems_add(&change->problems, "form",
			    req->form_problem);
		person_check(req->arena, &form, &change->person,
		    &change->problems);
		st = change->problems.len > 0 ? INVALID : correct(req, change);
	}
	return st == PENDING ? PENDING : corrected(req, res, change, st);
}
