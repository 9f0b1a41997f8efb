#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "store/accounts.h"
#include "store/calendars.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"
#include "web/session.h"

/* What was done just now, by the word in the address. */
static const struct {
	const char *word;
	const char *text;
} notices[] = {
	{ "passphrase", "Your passphrase is changed. All your other sessions "
	    "have ended." },
	{ "second-factor-off", "The second factor is off, and its spare codes "
	    "are gone. All your other sessions have ended." },
	{ "recovery", "The new recovery code is the only one that works now. "
	    "Destroy the old one." },
	{ "sessions", "That session has ended." },
	{ "others", "All your other sessions have ended." },
	{ "calendar", "The address of your private calendar works no longer." },
};

static const char *
notice_of(const struct request *req)
{
	const char *done = form_text(&req->form, "done");

	for (size_t i = 0; i < countof(notices); i++)
		if (strcmp(notices[i].word, done) == 0)
			return notices[i].text;
	return "";
}

static const char *
moment(struct request *req, int64_t at)
{
	return label_moment(req->arena,
	    req->app->settings.availability.zone, at);
}

static enum status
read_sessions(struct request *req, struct settings_view *view)
{
	struct session_rows rows;
	struct session_row_view *at;
	enum status st = session_list(req, &rows);

	if (st != OK)
		return st;
	at = arena_array(req->arena, rows.len, sizeof(*at));
	for (size_t i = 0; i < rows.len; i++)
		at[i] = (struct session_row_view){
			.id = rows.at[i].id,
			.began = moment(req, rows.at[i].created_at),
			.seen = moment(req, rows.at[i].seen_at),
			.here = rows.at[i].id == req->session->id,
		};
	view->sessions.at = at;
	view->sessions.len = rows.len;
	view->has_others = rows.len > 1;
	return OK;
}

static enum status
read_admins(struct request *req, struct settings_view *view)
{
	struct admin_rows rows;
	struct admin_row_view *at;
	enum status st = office_admins(req->app->office, req->arena, &rows);

	if (st != OK)
		return st;
	at = arena_array(req->arena, rows.len, sizeof(*at));
	for (size_t i = 0; i < rows.len; i++)
		at[i] = (struct admin_row_view){
			.email = rows.at[i].email,
			.added = moment(req, rows.at[i].created_at),
			.has_factor = rows.at[i].has_totp,
			.here = rows.at[i].id == req->session->admin_id,
		};
	view->admins.at = at;
	view->admins.len = rows.len;
	view->alone = rows.len == 1;
	return OK;
}

static enum status
read_account(struct request *req, struct settings_view *view)
{
	struct office *office = req->app->office;
	struct office_grants code;
	struct admin admin;
	enum status st;

	st = office_admin_by_id(office, req->arena, req->session->admin_id,
	    &admin);
	if (st != OK)
		return st;
	view->email = admin.email;
	view->has_factor = admin.has_totp;
	if ((st = office_spare_codes_left(office, admin.id,
	    &view->spare_left)) != OK)
		return st;
	st = office_grants(office, 0, &code);
	if (st == OK && code.len > 0)
		view->recovery_made = moment(req, code.at[0].created_at);
	return st;
}

static enum status
read_calendar(struct request *req, struct settings_view *view)
{
	int64_t made_at;
	enum status st = store_feed_made(req->app->store, &made_at);

	if (st == OK)
		view->calendar_made = moment(req, made_at);
	return st == NOT_FOUND ? OK : st;
}

enum status
settings_show(struct request *req, struct response *res)
{
	struct page_head head = { .title = "Settings" };
	struct settings_view view = {
		.page = page_frame(req, &head),
		.notice = notice_of(req),
		.recovery_made = "",
		.calendar_made = "",
		.idle_minutes = req->app->settings.session.idle_minutes,
		.max_hours = req->app->settings.session.max_hours,
		.zone = zone_name(req->app->settings.availability.zone),
		.tzdata = zone_release()->name,
		.tzdata_old = zone_release_is_old(zone_release(), req->now),
	};
	enum status st;

	if ((st = read_account(req, &view)) == OK &&
	    (st = read_admins(req, &view)) == OK &&
	    (st = read_calendar(req, &view)) == OK &&
	    (st = read_sessions(req, &view)) == OK)
		settings_page(&res->body, &view);
	return st;
}

/* ---- ending sessions ---- */

static enum status
end_all(struct request *req, struct response *res)
{
	enum status st = office_sessions_end(req->app->office,
	    req->session->admin_id, 0, true, req->now);

	if (st == OK)
		st = session_end(req, res);
	return st == OK ? response_redirect(res, req, "/admin/login") : st;
}

static enum status
end_others(struct request *req, struct response *res)
{
	enum status st = office_sessions_end(req->app->office,
	    req->session->admin_id, req->session->id, false, req->now);

	return st != OK ? st :
	    response_redirect(res, req, "/admin/settings?done=others");
}

/* "all", "others", or the id of one. */
enum status
settings_sessions(struct request *req, struct response *res)
{
	const char *which = form_text(&req->form, "end");
	enum status st;
	int64_t id;

	if (strcmp(which, "all") == 0)
		return end_all(req, res);
	if (strcmp(which, "others") == 0)
		return end_others(req, res);
	if (!text_int(which, 1, INT64_MAX, &id))
		return INVALID;
	if (id == req->session->id)
		return logout_submit(req, res);
	st = office_session_end_one(req->app->office, req->session->admin_id,
	    id, req->now);
	/* It has ended already: that is what was wanted. */
	return st != OK && st != NOT_FOUND ? st :
	    response_redirect(res, req, "/admin/settings?done=sessions");
}
