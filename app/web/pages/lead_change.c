#include "base/arena.h"
#include "base/text.h"
#include "domain/assessment.h"
#include "domain/problems.h"
#include "store/booking_outcome.h"
#include "store/lead_changes.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/admin_lead.h"
#include "web/pages/desk.h"
#include "web/pages/desk_lead.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

static bool
read_id(const struct request *req, int64_t *id)
{
	return text_int(req->params[0], 1, INT64_MAX, id);
}

/* Back to where the form came from, or the lead's page with what stands
 * against it. */
static enum status
answer(struct request *req, struct response *res, int64_t id, enum status st,
    int64_t change, const struct problems *problems)
{
	if (problems->len > 0)
		return admin_lead_write(req, res, id, problems);
	if (st != OK)
		return st;
	desk_took(req);
	return desk_return(req, res, change,
	    arena_printf(req->arena, "/admin/leads/%lld", (long long)id));
}

/* ---- the stage ---- */

static enum status
move(struct request *req, const struct lead_move *wanted, int64_t *change,
    struct problems *problems)
{
	struct deed deed;
	enum status st = desk_deed(req, AUDIT_LEAD_STAGE, wanted->lead_id,
	    &deed);

	if (st == OK)
		st = store_lead_move(req->app->store, wanted, &deed, change);
	if (st == CONFLICT)
		problems_add(problems, "stage", "It cannot go there from where "
		    "it is now. Please choose one of these stages.");
	return st;
}

enum status
admin_lead_stage(struct request *req, struct response *res)
{
	struct problems problems = { 0 };
	struct lead_move wanted = { 0 };
	int64_t change = 0;
	enum status st = INVALID;

	if (!read_id(req, &wanted.lead_id))
		return NOT_FOUND;
	if (lead_stage_find(form_text(&req->form, "stage"), &wanted.to) != OK)
		problems_add(&problems, "stage", "Please choose one of these "
		    "stages.");
	else
		st = move(req, &wanted, &change, &problems);
	return answer(req, res, wanted.lead_id, st, change, &problems);
}

/* ---- the next date ---- */

static enum status
plan(struct request *req, int64_t id, int64_t day, int64_t *change,
    struct problems *problems)
{
	struct deed deed;
	enum status st = desk_deed(req, AUDIT_LEAD_FOLLOW_UP, id, &deed);

	if (st == OK)
		st = store_lead_follow_up(req->app->store, id, day, &deed,
		    change);
	if (st == CONFLICT)
		problems_add(problems, "follow_up", "It is closed, so there is "
		    "nothing to get back to. Move it to an open stage first.");
	return st;
}

enum status
admin_lead_follow_up(struct request *req, struct response *res)
{
	struct problems problems = { 0 };
	int64_t change = 0;
	int64_t day = 0;
	int64_t id;
	enum status st = INVALID;

	if (!read_id(req, &id))
		return NOT_FOUND;
	if (follow_up_read(text_trim(req->arena,
	    form_text(&req->form, "follow_up")), &day) != OK)
		problems_add(&problems, "follow_up", "Please give a day, as "
		    "year, month and day: 2026-12-24. Empty for none.");
	else if (follow_up_check(day, desk_today(req), &problems) == OK)
		st = plan(req, id, day, &change, &problems);
	return answer(req, res, id, st, change, &problems);
}

/* ---- how a call went ---- */

static enum status
say(struct request *req, int64_t id, int64_t call, enum booking_state state,
    int64_t *change)
{
	const struct lead_move held = { id, LEAD_CALL_BOOKED, LEAD_CALL_HELD };
	struct problems passed = { 0 };
	struct deed deed;
	enum status st = desk_deed(req, AUDIT_LEAD_CALL, id, &deed);

	if (st == OK)
		st = store_booking_outcome(req->app->store, call, state,
		    &deed);
	if (st != OK || state != BOOKING_HELD)
		return st;
	/* A lead that is further, or closed, stays where it is. */
	st = move(req, &held, change, &passed);
	return st == CONFLICT ? OK : st;
}

enum status
admin_lead_call(struct request *req, struct response *res)
{
	const char *state = form_text(&req->form, "state");
	const bool held = strcmp(state, "held") == 0;
	const bool off = strcmp(state, "cancelled") == 0;
	struct problems problems = { 0 };
	int64_t change = 0;
	int64_t call;
	int64_t id;
	enum status st;

	if (!read_id(req, &id) || !text_int(form_text(&req->form, "call"), 1,
	    INT64_MAX, &call))
		return NOT_FOUND;
	if (!held && !off && strcmp(state, "missed") != 0)
		return INVALID;
	st = off ? lead_call_off(req, id, call, &problems) :
	    say(req, id, call, held ? BOOKING_HELD : BOOKING_MISSED, &change);
	if (st == CONFLICT && problems.len == 0)
		problems_add(&problems, "history", "That call has not begun, or "
		    "was cancelled.");
	return answer(req, res, id, st, change, &problems);
}

/* ---- what was recommended ---- */

/* The id of a stack in a field, or "" where none is chosen. INVALID with a
 * problem for one we do not know. */
static enum status
read_stack(struct request *req, const char *field, const char **id,
    struct problems *problems)
{
	*id = form_text(&req->form, field);
	if (**id == '\0' ||
	    assessment_stack_find(req->app->assessment, *id) != NULL)
		return OK;
	problems_add(problems, field, "Please choose a stack from the list.");
	return INVALID;
}

/* "", "node" or "node+python". */
static const char *
read_stacks(struct request *req, struct problems *problems)
{
	const char *primary;
	const char *partner;

	if (read_stack(req, "primary", &primary, problems) != OK ||
	    read_stack(req, "partner", &partner, problems) != OK)
		return NULL;
	if (*primary == '\0' && *partner != '\0') {
		problems_add(problems, "primary", "Please choose the main "
		    "stack, or neither of the two.");
		return NULL;
	}
	if (*primary != '\0' && strcmp(primary, partner) == 0) {
		problems_add(problems, "partner", "That is the main stack "
		    "already. Please choose another one, or none.");
		return NULL;
	}
	return *partner == '\0' ? primary :
	    arena_printf(req->arena, "%s+%s", primary, partner);
}

enum status
admin_lead_recommended(struct request *req, struct response *res)
{
	struct problems problems = { 0 };
	struct deed deed;
	const char *stacks;
	int64_t change = 0;
	int64_t id;
	enum status st = INVALID;

	if (!read_id(req, &id))
		return NOT_FOUND;
	stacks = read_stacks(req, &problems);
	if (stacks != NULL && (st = desk_deed(req, AUDIT_LEAD_RECOMMENDED,
	    id, &deed)) == OK)
		st = store_lead_recommend(req->app->store, id, stacks, &deed,
		    &change);
	return answer(req, res, id, st, change, &problems);
}

/* ---- undo ---- */

enum status
admin_lead_undo(struct request *req, struct response *res)
{
	struct page_message late = {
		.heading = "That cannot be undone any more",
		.text = "It was changed again in the meantime, and what came "
		    "later stands.",
		.mend = "Look at the lead and change it by hand.",
	};
	struct problems none = { 0 };
	struct deed deed;
	int64_t change;
	int64_t undo = 0;
	int64_t id;
	enum status st;

	if (!read_id(req, &id) || !text_int(form_text(&req->form, "change"),
	    1, INT64_MAX, &change))
		return NOT_FOUND;
	if ((st = desk_deed(req, AUDIT_LEAD_UNDONE, id, &deed)) == OK)
		st = store_lead_undo(req->app->store, change, &deed, &undo);
	if (st == CONFLICT) {
		page_message(req, res, &late);
		return CONFLICT;
	}
	return answer(req, res, id, st, undo, &none);
}
