#include "web/pages/admin_lead.h"

#include "base/arena.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/consent.h"
#include "domain/problems.h"
#include "store/lead_changes.h"
#include "store/retention.h"
#include "store/sessions.h"
#include "vault/leads.h"
#include "vault/notes.h"
#include "vault/take.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk.h"
#include "web/pages/desk_lead.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

const char *
lead_kind_label(enum lead_kind kind)
{
	return kind == LEAD_BOOKING ? "Booking" : "Message";
}

static const char *
wish_label(struct request *req, int64_t at)
{
	return at == 0 ? "" : label_moment(req->arena,
	    req->app->settings.availability.zone, at);
}

/* What they agreed to, in the words of then, and when. */
static const char *
consent_label(struct request *req, enum lead_kind kind,
    const struct lead_kept *kept)
{
	const struct zone *zone = req->app->settings.availability.zone;
	const char *text = consent_text(kind, kept->consent);

	return arena_printf(req->arena, "%s%s%s (version %s), on %s",
	    *text == '\0' ? "" : "“", text, *text == '\0' ? "A wording of "
	    "another program" : "”", kept->consent,
	    label_moment(req->arena, zone, kept->consent_at));
}

/* When the courier erases it by itself, or "" for an open one. */
static const char *
erased_on(struct request *req, const struct lead_kept *kept)
{
	int64_t due_at;

	switch (retention_due(&req->app->settings.retention, &kept->retained,
	    &due_at)) {
	case RETENTION_OPEN:
		return "";
	case RETENTION_CLOSED:
	case RETENTION_QUARANTINE:
		break;
	}
	return label_day(req->arena, req->app->settings.availability.zone,
	    due_at);
}

/* What the page is made of, from the databases. */
struct lead_page {
	struct lead_row row;
	struct lead_body body;
	struct lead_kept kept;
	struct lead_plan plan;
};

static enum status
read_page(struct request *req, int64_t id, struct lead_page *lead)
{
	struct store *store = req->app->store;
	enum status st;

	if ((st = vault_lead(&req->app->vault, req->arena, id, &lead->row,
		&lead->body)) != OK ||
	    (st = store_lead_kept(store, req->arena, id,
		&lead->kept)) != OK)
		return st;
	return store_lead_plan(store, req->arena, id, &lead->plan);
}

static void
fill_person(struct request *req, const struct lead_page *lead,
    struct admin_lead_view *view)
{
	const struct lead_row *row = &lead->row;
	const struct zone *zone = req->app->settings.availability.zone;

	view->id = row->id;
	view->name = row->unreadable ? "(cannot be read)" : row->head.name;
	view->email = row->head.email;
	view->company = row->head.company;
	view->stage = lead_stage_label(row->stage);
	view->kind = lead_kind_label(row->kind);
	view->created = label_moment(req->arena, zone, row->created_at);
	view->doubt = doubt_label(row->doubt);
	view->call = wish_label(req, row->starts_at);
	view->message = row->unreadable ? "(cannot be read)" :
	    lead->body.message;
	view->wish1 = wish_label(req, row->wishes[0]);
	view->wish2 = wish_label(req, row->wishes[1]);
	view->their_zone = row->zone;
	view->zone = zone_name(zone);
	view->consent = consent_label(req, row->kind, &lead->kept);
	view->erased_on = erased_on(req, &lead->kept);
}

static enum status
fill(struct request *req, const struct lead_page *lead,
    const struct problems *problems, struct admin_lead_view *view)
{
	const int64_t id = lead->row.id;
	enum status st;

	fill_person(req, lead, view);
	lead_result_fill(req, lead->row.result, &view->result);
	lead_forms_fill(req, &lead->row, &lead->plan, problems, view);
	/* Who looked before; this look stands there next time. */
	if ((st = lead_reads_fill(req, id, view)) != OK ||
	    (st = desk_audit(req, AUDIT_LEAD_READ, id)) != OK ||
	    (st = lead_others_fill(req, id, view)) != OK)
		return st;
	return lead_history_fill(req, &lead->row, view);
}

enum status
admin_lead_write(struct request *req, struct response *res, int64_t id,
    const struct problems *problems)
{
	struct page_head head = { .title = "Lead",
		.stored = "a line in the audit log",
		.wrong = problems->len > 0 };
	struct admin_lead_view view = { 0 };
	struct lead_page lead;
	enum status st = vault_take_in(&req->app->vault, req->now);

	if (st != OK && st != BUSY)
		return st;
	if ((st = read_page(req, id, &lead)) != OK ||
	    (st = fill(req, &lead, problems, &view)) != OK)
		return st;
	if (!lead.row.unreadable)
		head.title = lead.row.head.name;
	view.page = page_frame(req, &head);
	view.problems = page_problems(req, problems);
	view.notice = desk_notice_of(req);
	admin_lead_page(&res->body, &view);
	return problems->len > 0 ? INVALID : OK;
}

static bool
read_id(const struct request *req, int64_t *id)
{
	return text_int(req->params[0], 1, INT64_MAX, id);
}

enum status
admin_leads_show(struct request *req, struct response *res)
{
	const struct problems none = { 0 };
	int64_t id;

	return read_id(req, &id) ? admin_lead_write(req, res, id, &none) :
	    NOT_FOUND;
}

/* ---- notes ---- */

/* Why a note is not stored, or NULL. */
static const char *
note_problem(struct request *req, const char *text)
{
	if (req->form_problem != NULL)
		return req->form_problem;
	if (*text == '\0')
		return "Please write something first.";
	if (text_length(text) > VAULT_NOTE_MAX)
		return "Please keep a note to 4,000 characters; this one is "
		    "longer.";
	return NULL;
}

enum status
admin_leads_note(struct request *req, struct response *res)
{
	const char *text = text_lines(req->arena,
	    form_text(&req->form, "note"));
	const char *problem = note_problem(req, text);
	struct problems problems = { 0 };
	int64_t id;
	enum status st;

	if (!read_id(req, &id))
		return NOT_FOUND;
	if (problem != NULL) {
		problems_add(&problems, "note", problem);
		return admin_lead_write(req, res, id, &problems);
	}
	if ((st = vault_note_add(&req->app->vault, id, req->session->admin_id,
		text, req->now)) != OK)
		return st;
	return response_redirect(res, req, "/admin/leads/%lld", (long long)id);
}
