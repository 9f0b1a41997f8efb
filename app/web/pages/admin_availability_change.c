#include "base/arena.h"
#include "base/text.h"
#include "calendar/zone.h"
#include "domain/hours.h"
#include "domain/problems.h"
#include "store/availability.h"
#include "web/app.h"
#include "web/pages/admin_availability.h"
#include "web/pages/desk.h"
#include "web/pages/desk_lead.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum {
	DAYS_MAX = 366, /* that a form changes at once */
	DAY_SECONDS = 86400,
};

/* What every change here is to the audit log. */
static enum status
note(struct request *req, struct deed *deed)
{
	return desk_deed(req, AUDIT_AVAILABILITY_CHANGED, 0, deed);
}

/* The page with all that was typed, to be sent again. */
static enum status
write_busy(struct request *req, struct response *res)
{
	struct problems busy = { 0 };
	enum status st;

	problems_add(&busy, "main", "This cannot be stored at this moment. "
	    "Nothing is lost: please send it again in a minute.");
	st = admin_availability_write(req, res, &busy);
	return st == INVALID ? BUSY : st;
}

enum status
admin_availability_answer(struct request *req, struct response *res,
    enum status st, const struct problems *problems)
{
	if (st == OK && problems->len == 0) {
		desk_took(req);
		return response_redirect(res, req, "/admin/availability");
	}
	if (st == BUSY)
		return write_busy(req, res);
	if (st == OK || st == INVALID)
		return admin_availability_write(req, res, problems);
	return st;
}

/* ---- days with other hours ---- */

/* from and, where it is given, to: the first and the last day. */
static void
read_days(struct request *req, int64_t *first, int64_t *last,
    struct problems *problems)
{
	if (desk_day(req, "from", first, problems) != OK)
		return;
	*last = *first;
	if (*form_text(&req->form, "to") != '\0' &&
	    desk_day(req, "to", last, problems) != OK)
		return;
	if (*last < *first)
		problems_add(problems, "to", "The last day lies before the "
		    "first one.");
	else if (*last - *first >= DAYS_MAX)
		problems_add(problems, "to", "A year at once is the most. "
		    "Please choose an earlier last day.");
}

static void
read_rule(struct request *req, struct override *override,
    struct problems *problems)
{
	const char *rule = form_text(&req->form, "rule");
	const char *problem;

	override->zone = req->app->settings.availability.zone;
	if (strcmp(rule, "blocked") == 0)
		return;
	if (strcmp(rule, "hours") != 0) {
		problems_add(problems, "rule", "Please say whether you are "
		    "away, or there at other hours.");
		return;
	}
	override->zone = zone_find(form_text(&req->form, "zone"));
	if (override->zone == NULL)
		problems_add(problems, "zone", "We do not know that time "
		    "zone. Please choose one from the list.");
	if (hours_read(req->arena, form_text(&req->form, "hours"),
	    req->app->settings.availability.slot_minutes,
	    &override->windows, &problem) != OK)
		problems_add(problems, "hours", problem);
}

enum status
admin_override_put(struct request *req, struct response *res)
{
	struct problems problems = { 0 };
	struct deed deed;
	struct override override = { 0 };
	int64_t last = 0;
	enum status st = OK;

	if (req->form_problem != NULL)
		problems_add(&problems, "from", req->form_problem);
	read_days(req, &override.day, &last, &problems);
	if (problems.len == 0 && last < desk_today(req))
		problems_add(&problems, "from", "That is over. Please choose "
		    "a day from today on.");
	read_rule(req, &override, &problems);
	if (problems.len == 0 && (st = note(req, &deed)) == OK)
		st = store_override_put(req->app->store, &override, last,
		    &deed);
	return admin_availability_answer(req, res, st, &problems);
}

enum status
admin_override_remove(struct request *req, struct response *res)
{
	struct problems problems = { 0 };
	struct deed deed;
	int64_t first = 0;
	int64_t last = 0;
	enum status st = OK;

	read_days(req, &first, &last, &problems);
	if (problems.len == 0 && (st = note(req, &deed)) == OK)
		st = store_override_remove(req->app->store, first, last,
		    &deed);
	return admin_availability_answer(req, res, st, &problems);
}

/* ---- blocked time ---- */

enum status
admin_block_add(struct request *req, struct response *res)
{
	struct problems problems = { 0 };
	struct deed deed;
	struct slot slot = { 0 };
	bool good;
	enum status st = OK;

	if (req->form_problem != NULL)
		problems_add(&problems, "starts", req->form_problem);
	good = desk_moment(req, "starts", &slot.starts_at, &problems) == OK;
	good &= desk_moment(req, "ends", &slot.ends_at, &problems) == OK;
	if (good && slot.ends_at <= slot.starts_at)
		problems_add(&problems, "ends", "The end must lie behind the "
		    "beginning.");
	else if (good && slot.ends_at <= req->now)
		problems_add(&problems, "ends", "That is over. Please choose "
		    "a time to come.");
	else if (good && slot.ends_at - slot.starts_at >
	    (int64_t)DAYS_MAX * DAY_SECONDS)
		problems_add(&problems, "ends", "A year at once is the most. "
		    "Please choose an earlier end.");
	if (problems.len == 0 && (st = note(req, &deed)) == OK)
		st = store_busy_add(req->app->store, &slot, &deed);
	return admin_availability_answer(req, res, st, &problems);
}

enum status
admin_block_remove(struct request *req, struct response *res)
{
	struct problems problems = { 0 };
	struct deed deed;
	int64_t id;
	enum status st = OK;

	if (!text_int(form_text(&req->form, "id"), 1, INT64_MAX, &id))
		problems_add(&problems, "starts", "Which blocked time shall "
		    "go? Please use the button beside it.");
	else if ((st = note(req, &deed)) == OK)
		st = store_busy_remove(req->app->store, id, &deed);
	/* Pressed twice: it is free, which is what was asked for. */
	return admin_availability_answer(req, res, st == NOT_FOUND ? OK : st,
	    &problems);
}
