#include "base/arena.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/letter.h"
#include "domain/person.h"
#include "domain/problems.h"
#include "store/mail_facts.h"
#include "store/outbox.h"
#include "vault/leads.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk.h"
#include "web/pages/news.h"
#include "web/pages/news_hook.h"
#include "web/pages/outbox_row.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum { A_PAGE = 50, DEMO_MAILS = 50 };

/* ---- the page ---- */

static const char *
zone_of(const struct request *req)
{
	return zone_name(req->app->settings.availability.zone);
}

static enum status
fill_rows(struct request *req, int64_t before, struct admin_outbox_view *view)
{
	struct outbox_rows rows;
	struct outbox_row_view *at;
	enum status st = store_outbox_list(req->app->store, req->arena,
	    before, A_PAGE + 1, &rows);

	if (st != OK)
		return st;
	view->more_href = "";
	if (rows.len > A_PAGE) {
		rows.len = A_PAGE;
		view->more_href = arena_printf(req->arena,
		    "/admin/outbox?before=%lld",
		    (long long)rows.at[A_PAGE - 1].id);
	}
	at = arena_array(req->arena, rows.len, sizeof(*at));
	for (size_t i = 0; i < rows.len; i++)
		at[i] = outbox_row_view(req, &rows.at[i]);
	view->rows.at = at;
	view->rows.len = rows.len;
	return OK;
}

static enum status
fill_mails(struct request *req, struct admin_outbox_view *view)
{
	struct demo_mails mails;
	struct demo_mail_view *at;
	enum status st;

	if (!req->app->demo)
		return OK;
	st = store_demo_mails(req->app->store, req->arena, DEMO_MAILS, &mails);
	if (st != OK)
		return st;
	at = arena_array(req->arena, mails.len, sizeof(*at));
	for (size_t i = 0; i < mails.len; i++)
		at[i] = (struct demo_mail_view){
			.when = label_moment(req->arena,
			    req->app->settings.availability.zone,
			    mails.at[i].came_at),
			.recipient = mails.at[i].recipient,
			.subject = mails.at[i].subject,
			.text = mails.at[i].text,
		};
	view->mails.at = at;
	view->mails.len = mails.len;
	return OK;
}

static enum status
write_page(struct request *req, struct response *res, int64_t before,
    const struct problems *problems)
{
	const struct settings *settings = &req->app->settings;
	struct page_head head = { .title = "Outbox",
		.wrong = problems->len > 0 };
	const char *address = form_get(&req->form, "address");
	struct admin_outbox_view view = {
		.problems = page_problems(req, problems),
		.address = page_field(address != NULL ? address :
		    settings->owner.email, problems, "address"),
		.zone = zone_of(req),
		.later = before != 0,
		.demo = req->app->demo,
		.no_server = !req->app->demo && *settings->smtp.host == '\0',
		.has_hook = !req->app->demo && *settings->webhook.url != '\0',
	};
	enum status st = fill_rows(req, before, &view);

	if (st == OK)
		st = fill_mails(req, &view);
	if (st != OK)
		return st;
	view.page = page_frame(req, &head);
	admin_outbox_page(&res->body, &view);
	return OK;
}

enum status
admin_outbox_index(struct request *req, struct response *res)
{
	const struct problems none = { 0 };
	const char *text = form_get(&req->form, "before");
	int64_t before = 0;

	if (text != NULL && !text_int(text, 1, INT64_MAX, &before))
		return NOT_FOUND;
	return write_page(req, res, before, &none);
}

/* ---- one message ---- */

static enum status
find(struct request *req, struct outbox_row *row)
{
	int64_t id;

	if (!text_int(req->params[0], 1, INT64_MAX, &id))
		return NOT_FOUND;
	return store_outbox_find(req->app->store, req->arena, id, row);
}

enum status
admin_outbox_show(struct request *req, struct response *res)
{
	struct page_head head = { .title = "Message" };
	struct admin_outbox_message_view view = { .zone = zone_of(req),
		.said = "" };
	struct outbox_row row;
	enum status st;

	if ((st = find(req, &row)) != OK)
		return st;
	st = store_dialogue_get(req->app->store, req->arena, row.id,
	    &view.said);
	if (st != OK && st != NOT_FOUND)
		return st;
	view.row = outbox_row_view(req, &row);
	view.waiting = row.state == OUTBOX_WAITING &&
	    row.next_try_at <= req->now;
	if (view.waiting)
		response_header(res, "refresh", "3");
	view.page = page_frame(req, &head);
	admin_outbox_message_page(&res->body, &view);
	return OK;
}

/* ---- sending again ---- */

static enum status
letter_again(struct request *req, const struct outbox_row *row,
    const struct lead_own *texts, struct outbox_new *message)
{
	enum letter_kind kind;

	if (letter_find(row->kind, &kind) != OK)
		return CONFLICT;
	return news_letter(req, kind, texts, message);
}

/* With the time of the call as it is now. */
static enum status
hook_again(struct request *req, const struct outbox_row *row,
    const struct lead_row *lead, const struct lead_own *texts,
    struct outbox_new *message)
{
	struct news news = { .of = texts, .lead_uuid = lead->uuid,
		.result = lead->result };
	struct mail_booking booking;
	enum status st;

	if (row->booking_id != 0) {
		st = store_mail_booking(req->app->store, req->arena,
		    row->booking_id, &booking);
		if (st != OK)
			return st;
		news.starts_at = booking.slot.starts_at;
		news.ends_at = booking.slot.ends_at;
	}
	return news_hook_again(req, row->kind, &news,
	    lead->doubt > DOUBT_NONE, message);
}

/* A sent message is made anew from the lead, as what was in it is gone. The
 * link of its visitor is nowhere, so the new one comes without. */
static enum status
make_again(struct request *req, const struct outbox_row *row)
{
	struct lead_row lead;
	struct lead_own texts;
	struct outbox_new message;
	const struct outbox_list list = { &message, 1 };
	enum status st;

	if (!outbox_row_is_made_again(row))
		return CONFLICT;
	st = vault_lead(&req->app->vault, req->arena, row->lead_id, &lead,
	    &texts.body);
	if (st != OK)
		return st;
	if (lead.unreadable)
		return CONFLICT;
	texts.head = lead.head;
	st = row->channel == OUTBOX_HOOK ?
	    hook_again(req, row, &lead, &texts, &message) :
	    letter_again(req, row, &texts, &message);
	if (st != OK ||
	    (st = desk_audit(req, AUDIT_MAIL_RESENT, row->lead_id)) != OK)
		return st;
	return store_outbox_add(req->app->store, &list, row->lead_id,
	    row->booking_id, req->now);
}

enum status
admin_outbox_resend(struct request *req, struct response *res)
{
	struct outbox_row row;
	enum status st;

	if ((st = find(req, &row)) != OK)
		return st;
	if (row.state == OUTBOX_SENT)
		st = make_again(req, &row);
	else
		st = store_outbox_again(req->app->store, row.id, req->now);
	if (st == OK)
		return response_redirect(res, req, "/admin/outbox");
	if (st != CONFLICT)
		return st;
	res->code = 409;
	page_message(req, res, &(struct page_message){
		.heading = "This cannot be sent again",
		.text = "What was in it is gone, and there is nothing it "
		    "could be made of once more.",
		.mend = "Write to the person yourself: the lead has the "
		    "address.",
	});
	return OK;
}

/* ---- a test ---- */

/* Where the message just queued stands: the newest there is. It is queued also
 * where that cannot be read now, and then stands in the list. */
static enum status
to_newest(struct request *req, struct response *res)
{
	struct outbox_rows rows;

	if (store_outbox_list(req->app->store, req->arena, 0, 1, &rows) != OK ||
	    rows.len == 0)
		return response_redirect(res, req, "/admin/outbox");
	return response_redirect(res, req, "/admin/outbox/%lld",
	    (long long)rows.at[0].id);
}

enum status
admin_outbox_test(struct request *req, struct response *res)
{
	const char *address = text_trim(req->arena,
	    form_text(&req->form, "address"));
	const struct lead_own texts = { { "", address, "" }, { "" } };
	struct problems problems = { 0 };
	struct outbox_new message;
	const struct outbox_list list = { &message, 1 };
	enum status st;

	if (req->form_problem != NULL)
		problems_add(&problems, "address", req->form_problem);
	else if (!email_is_valid(address))
		problems_add(&problems, "address", "Please give an e-mail "
		    "address, like name@example.org.");
	if (problems.len > 0) {
		st = write_page(req, res, 0, &problems);
		return st == OK ? INVALID : st;
	}
	if ((st = news_letter(req, LETTER_TEST, &texts, &message)) != OK ||
	    (st = store_outbox_add(req->app->store, &list, 0, 0,
	    req->now)) != OK)
		return st;
	return to_newest(req, res);
}

enum status
admin_outbox_test_hook(struct request *req, struct response *res)
{
	struct outbox_new message;
	const struct outbox_list list = { &message, 1 };
	enum status st;

	if (req->app->demo || *req->app->settings.webhook.url == '\0')
		return NOT_FOUND;
	if ((st = news_hook_test(req, &message)) != OK ||
	    (st = store_outbox_add(req->app->store, &list, 0, 0,
	    req->now)) != OK)
		return st;
	return to_newest(req, res);
}
