#include "base/arena.h"
#include "base/buf.h"
#include "base/html.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/consent.h"
#include "store/retention.h"
#include "store/office.h"
#include "store/sessions.h"
#include "store/store.h"
#include "store/taken.h"
#include "vault/notes.h"
#include "vault/search.h"
#include "vault/take.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk.h"
#include "web/pages/outcome.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum { LEADS_A_PAGE = 50 };

static const char *
kind_label(enum lead_kind kind)
{
	return kind == LEAD_BOOKING ? "Booking" : "Message";
}

/* What was looked for, or "". */
static const char *
leads_wanted(struct request *req)
{
	return text_trim(req->arena, form_text(&req->form, "q"));
}

/* "2nd contact": which of this person's it is, where there are several. */
static const char *
seen_label(struct request *req, int64_t id)
{
	static const char *const endings[] = { "th", "st", "nd", "rd" };
	int64_t before = 0;
	int64_t all = 0;
	int64_t nth;
	bool teen;

	if (office_seen(req->app->office, id, &before, &all) != OK || all < 2)
		return "";
	nth = before + 1;
	teen = nth % 100 / 10 == 1;
	return arena_printf(req->arena, "%lld%s contact", (long long)nth,
	    endings[teen || nth % 10 > 3 ? 0 : nth % 10]);
}

static struct lead_row_view
row_view(struct request *req, const struct lead_row *row)
{
	const struct zone *zone = req->app->settings.availability.zone;

	return (struct lead_row_view){
		.id = row->id,
		.name = row->unreadable ? "(cannot be read)" : row->head.name,
		.company = row->head.company,
		.email = row->head.email,
		.stage = lead_stage_label(row->stage),
		.kind = kind_label(row->kind),
		.created = label_moment(req->arena, zone, row->created_at),
		.call = row->starts_at == 0 ? "" :
		    label_moment(req->arena, zone, row->starts_at),
		.result = row->result,
		.doubt = doubt_label(row->doubt),
		.seen = seen_label(req, row->id),
	};
}

/* The desk comes later; until then the list of leads is the morning page. */
enum status
desk_show(struct request *req, struct response *res)
{
	return response_redirect(res, req, "/admin/leads");
}

static const char *
more_href(struct request *req, int64_t before)
{
	const char *wanted = leads_wanted(req);
	BUF(query, 8192);

	if (*wanted != '\0') {
		buf_puts(&query, "&q=");
		html_percent(&query, wanted);
	}
	return arena_printf(req->arena, "/admin/leads?before=%lld%s",
	    (long long)before, buf_text(&query));
}

static void
show_rows(struct request *req, struct response *res,
    struct lead_rows *rows, int64_t count)
{
	bool more = rows->len > LEADS_A_PAGE;
	struct page_head head = { .title = "Leads" };
	struct lead_row_view *at =
	    arena_array(req->arena, rows->len, sizeof(*at));
	struct admin_leads_view view = {
		.page = page_frame(req, &head),
		.count = count,
		.more_href = "",
		.zone = zone_name(req->app->settings.availability.zone),
		.search = leads_wanted(req),
	};

	if (more)
		rows->len = LEADS_A_PAGE;
	for (size_t i = 0; i < rows->len; i++)
		at[i] = row_view(req, &rows->at[i]);
	view.leads.at = at;
	view.leads.len = rows->len;
	if (more)
		view.more_href = more_href(req, at[rows->len - 1].id);
	admin_leads_page(&res->body, &view);
}

/* What cannot be taken in now, on a full disk, is opened all the same. */
static enum status
find_rows(struct request *req, int64_t before, struct lead_rows *rows)
{
	struct vault *vault = &req->app->vault;
	const char *wanted = leads_wanted(req);
	enum status st = vault_take_in(vault, req->now);

	if (st != OK && st != BUSY)
		return st;
	if (*wanted != '\0')
		return vault_search(vault, req->arena, wanted, before,
		    LEADS_A_PAGE + 1, rows);
	return vault_leads(vault, req->arena, before, LEADS_A_PAGE + 1, rows);
}

enum status
admin_leads_index(struct request *req, struct response *res)
{
	const char *before_text = form_get(&req->form, "before");
	int64_t before = 0;
	struct lead_rows rows;
	int64_t count;
	enum status st;

	if (before_text != NULL &&
	    !text_int(before_text, 1, INT64_MAX, &before))
		return NOT_FOUND;
	/* One more than is shown tells whether there is a next page. */
	st = find_rows(req, before, &rows);
	if (st == OK)
		st = store_lead_count(req->app->store, &count);
	if (st == OK)
		show_rows(req, res, &rows, count);
	return st;
}

static const char *
wish_label(struct request *req, int64_t at)
{
	return at == 0 ? "" : label_moment(req->arena,
	    req->app->settings.availability.zone, at);
}

static void
add_notes(struct request *req, const struct vault_notes *notes,
    struct admin_lead_view *view)
{
	const struct zone *zone = req->app->settings.availability.zone;
	struct lead_note_view *at = arena_array(req->arena, notes->len,
	    sizeof(*at));

	for (size_t i = 0; i < notes->len; i++)
		at[i] = (struct lead_note_view){
			.id = notes->at[i].id,
			.when = label_moment(req->arena, zone,
			    notes->at[i].created_at),
			.text = notes->at[i].unreadable ? "(cannot be read)" :
			    notes->at[i].text,
		};
	view->notes.at = at;
	view->notes.len = notes->len;
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

/* The page; problem is why a note was not stored, or "". */
static enum status
show_lead(struct request *req, struct response *res, int64_t id,
    const char *problem)
{
	struct page_head head = { .title = "Lead",
		.stored = "a line in the audit log",
		.wrong = *problem != '\0' };
	struct admin_lead_view view;
	struct vault_notes notes;
	struct lead_row row;
	struct lead_body body;
	struct lead_kept kept;
	enum status st;

	if ((st = vault_lead(&req->app->vault, req->arena, id, &row,
	    &body)) != OK ||
	    (st = store_lead_kept(req->app->store, req->arena, id,
	    &kept)) != OK ||
	    (st = desk_audit(req, AUDIT_LEAD_READ, id)) != OK ||
	    (st = vault_notes(&req->app->vault, req->arena, id, &notes)) != OK)
		return st;
	head.title = row.unreadable ? "Lead" : row.head.name;
	view = (struct admin_lead_view){
		.page = page_frame(req, &head),
		.lead = row_view(req, &row),
		.message = row.unreadable ? "(cannot be read)" : body.message,
		.result_headline = *row.result == '\0' ? "" :
		    outcome_headline(req, row.result),
		.wish1 = wish_label(req, row.wishes[0]),
		.wish2 = wish_label(req, row.wishes[1]),
		.their_zone = row.zone,
		.zone = zone_name(req->app->settings.availability.zone),
		.consent = consent_label(req, row.kind, &kept),
		.erased_on = erased_on(req, &kept),
		.note = *problem == '\0' ? "" :
		    form_text(&req->form, "note"),
		.note_problem = problem,
	};
	add_notes(req, &notes, &view);
	admin_lead_page(&res->body, &view);
	return OK;
}

static bool
read_id(const struct request *req, int64_t *id)
{
	return text_int(req->params[0], 1, INT64_MAX, id);
}

enum status
admin_leads_show(struct request *req, struct response *res)
{
	int64_t id;

	return read_id(req, &id) ? show_lead(req, res, id, "") : NOT_FOUND;
}

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
	int64_t id;
	enum status st;

	if (!read_id(req, &id))
		return NOT_FOUND;
	if (problem != NULL) {
		st = show_lead(req, res, id, problem);
		return st == OK ? INVALID : st;
	}
	st = vault_note_add(&req->app->vault, id, req->session->admin_id,
	    text, req->now);
	if (st != OK)
		return st;
	return response_redirect(res, req, "/admin/leads/%lld", (long long)id);
}
