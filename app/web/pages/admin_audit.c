#include "base/arena.h"
#include "base/text.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "store/office.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum { EVENTS_A_PAGE = 100 };

static const char *
who_label(struct arena *arena, const struct audit_row *row, const char *actor)
{
	if (*row->email != '\0')
		return row->email;
	if (row->admin_id != 0)
		return arena_printf(arena, "admin %lld",
		    (long long)row->admin_id);
	return actor;
}

/* Of what was erased there is no page. */
static const char *
subject_href(struct arena *arena, enum audit_kind kind, int64_t subject)
{
	if (audit_kind_subject(kind) != AUDIT_OF_LEAD ||
	    audit_kind_erases(kind) || subject == 0)
		return "";
	return arena_printf(arena, "/admin/leads/%lld", (long long)subject);
}

static const char *
subject_label(struct arena *arena, enum audit_kind kind, int64_t subject)
{
	enum audit_subject of = audit_kind_subject(kind);

	if (of == AUDIT_OF_NOTHING)
		return "";
	if (subject == 0)
		return of == AUDIT_OF_LEAD ? "all leads" : "";
	if (of == AUDIT_OF_FILE)
		return arena_printf(arena, "%012llx",
		    (unsigned long long)subject);
	return arena_printf(arena, "%s %lld", audit_subject_label(of),
	    (long long)subject);
}

static const char *
iso(struct arena *arena, int64_t at)
{
	char text[INSTANT_TEXT_SIZE];

	instant_format(at, text);
	return arena_strdup(arena, text);
}

static struct audit_row_view
row_view(struct request *req, const struct audit_row *row)
{
	struct arena *arena = req->arena;
	const struct zone *zone = req->app->settings.availability.zone;
	struct audit_row_view view = {
		.id = row->id,
		.when = label_moment(arena, zone, row->at),
		.when_iso = iso(arena, row->at),
		.what = row->kind, /* of a newer program, perhaps */
		.subject = "",
		.href = "",
	};
	enum audit_kind kind;

	if (audit_kind_find(row->kind, &kind) != OK) {
		view.who = who_label(arena, row, "?");
		return view;
	}
	view.who = who_label(arena, row, audit_kind_actor(kind));
	view.what = audit_kind_label(kind);
	view.subject = subject_label(arena, kind, row->subject);
	view.href = subject_href(arena, kind, row->subject);
	view.alarm = audit_kind_alarms(kind);
	return view;
}

/* What is wrong with the log, or "". */
static enum status
find_problem(struct request *req, const char **problem)
{
	struct audit_report report;
	enum status st = office_audit_verify(req->app->office, &report);

	*problem = "";
	if (st != INVALID)
		return st;
	*problem = report.finding == AUDIT_WHOLE ? arena_printf(req->arena,
	    "Event %lld tells of it.", (long long)report.alarm) :
	    arena_printf(req->arena, "The walk through it found: %s.",
	    audit_report_text(req->arena, &report));
	return OK;
}

static void
show(struct request *req, struct response *res, struct audit_rows *rows,
    struct admin_audit_view *view)
{
	bool more = rows->len > EVENTS_A_PAGE;
	struct audit_row_view *at;

	if (more)
		rows->len = EVENTS_A_PAGE;
	at = arena_array(req->arena, rows->len, sizeof(*at));
	for (size_t i = 0; i < rows->len; i++)
		at[i] = row_view(req, &rows->at[i]);
	view->events.at = at;
	view->events.len = rows->len;
	if (more)
		view->more_href = arena_printf(req->arena,
		    "/admin/audit?before=%lld", (long long)at[rows->len - 1].id);
	admin_audit_page(&res->body, view);
}

enum status
admin_audit_show(struct request *req, struct response *res)
{
	const char *before_text = form_get(&req->form, "before");
	struct page_head head = { .title = "Audit log" };
	struct admin_audit_view view;
	struct audit_rows rows;
	int64_t before = 0;
	enum status st;

	if (before_text != NULL &&
	    !text_int(before_text, 1, INT64_MAX, &before))
		return NOT_FOUND;
	desk_took(req);
	view = (struct admin_audit_view){
		.page = page_frame(req, &head),
		.zone = zone_name(req->app->settings.availability.zone),
		.problem = "",
		.more_href = "",
	};
	/* One more than is shown tells whether there is a next page. */
	st = office_audit_events(req->app->office, req->arena, before,
	    EVENTS_A_PAGE + 1, &rows);
	if (st == OK && before == 0)
		st = find_problem(req, &view.problem);
	if (st == OK)
		show(req, res, &rows, &view);
	return st;
}
