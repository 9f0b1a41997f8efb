#include "base/arena.h"
#include "base/text.h"
#include "domain/problems.h"
#include "store/lead_changes.h"
#include "store/sessions.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk.h"
#include "web/pages/desk_lead.h"
#include "web/pages/lead_line.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

/*
 * Forms of the list and the board, which change one lead or those that are
 * ticked ("lead12"). What was done is told on the way back by the field "done":
 * the id of a change, or "12-15-2": from this to that one, and how many leads
 * could not be changed.
 */
enum {
	NOTICE_SECONDS = 600,
	MANY_MAX = FORM_FIELDS_MAX,
};

/* The leads that are ticked. */
struct ticked {
	int64_t at[MANY_MAX];
	size_t len;
};

static void
read_ticked(const struct request *req, struct ticked *ticked)
{
	const struct form *form = &req->form;

	ticked->len = 0;
	for (size_t i = 0; i < form->len; i++)
		if (text_starts(form->at[i].name, "lead") &&
		    text_int(form->at[i].name + 4, 1, INT64_MAX,
			&ticked->at[ticked->len]))
			ticked->len++;
}

/* A page that says why nothing was done. */
static enum status
refuse(struct request *req, struct response *res, enum status st,
    const char *text, const char *mend)
{
	page_message(req, res, &(struct page_message){
		.heading = "Nothing was changed", .text = text,
		.mend = mend });
	return st;
}

/* The next of the words of a button's value ("12 new won"), or "". */
static const char *
next_word(struct arena *arena, const char **text)
{
	size_t len = strcspn(*text, " ");
	const char *word = arena_strndup(arena, *text, len);

	*text += len;
	*text += **text == ' ';
	return word;
}

/* Notes of what is about to be done with each, for the store. */
static enum status
deeds_of(struct request *req, const struct ticked *ticked,
    enum audit_kind kind, struct deed **deeds)
{
	enum status st = OK;

	*deeds = arena_array(req->arena, ticked->len, sizeof(**deeds));
	for (size_t i = 0; i < ticked->len && st == OK; i++)
		st = desk_deed(req, kind, ticked->at[i], &(*deeds)[i]);
	return st;
}

static enum status
answer_many(struct request *req, struct response *res,
    const struct leads_moved *moved)
{
	desk_took(req);
	if (moved->first == 0 && moved->refused == 0)
		return desk_return(req, res, 0, "/admin/leads");
	return desk_return_done(req, res, arena_printf(req->arena,
	    "%lld-%lld-%zu", (long long)moved->first, (long long)moved->last,
	    moved->refused), "/admin/leads");
}

/* ---- stages ---- */

/* The button of a card: "12 new won". */
static enum status
move_card(struct request *req, struct response *res, const char *text)
{
	struct lead_move move = { 0 };
	struct deed deed;
	int64_t change = 0;
	enum status st;

	if (!text_int(next_word(req->arena, &text), 1, INT64_MAX,
	    &move.lead_id) ||
	    lead_stage_find(next_word(req->arena, &text), &move.from) != OK ||
	    lead_stage_find(text, &move.to) != OK)
		return refuse(req, res, INVALID, "The form does not say which "
		    "lead goes where.", "Please use the buttons of the "
		    "board.");
	if ((st = desk_deed(req, AUDIT_LEAD_STAGE, move.lead_id, &deed)) ==
	    OK)
		st = store_lead_move(req->app->store, &move, &deed, &change);
	if (st == CONFLICT)
		return refuse(req, res, CONFLICT, "The lead is not at that "
		    "stage any more, or may not go there from it.",
		    "Go back, reload the board and look where it is.");
	if (st != OK)
		return st;
	desk_took(req);
	return desk_return(req, res, change, "/admin/leads");
}

static enum status
move_ticked(struct request *req, struct response *res,
    const struct ticked *ticked, enum lead_stage to)
{
	struct lead_move *moves =
	    arena_array(req->arena, ticked->len, sizeof(*moves));
	struct deed *deeds;
	struct leads_moved moved = { 0 };
	enum status st = deeds_of(req, ticked, AUDIT_LEAD_STAGE, &deeds);

	for (size_t i = 0; i < ticked->len; i++)
		moves[i] = (struct lead_move){ ticked->at[i], 0, to };
	if (st == OK)
		st = store_leads_move(req->app->store, moves, deeds,
		    ticked->len, &moved);
	return st == OK ? answer_many(req, res, &moved) : st;
}

enum status
admin_leads_stage(struct request *req, struct response *res)
{
	const char *card = form_get(&req->form, "move");
	struct ticked ticked;
	enum lead_stage to;

	if (card != NULL)
		return move_card(req, res, card);
	read_ticked(req, &ticked);
	if (ticked.len == 0)
		return refuse(req, res, INVALID, "No lead is ticked.",
		    "Go back and tick those that you want to move.");
	if (lead_stage_find(form_text(&req->form, "stage"), &to) != OK)
		return refuse(req, res, INVALID, "No stage is chosen.",
		    "Go back and choose the stage they go to.");
	return move_ticked(req, res, &ticked, to);
}

/* ---- next dates ---- */

static const char *
day_problem(struct request *req, int64_t day)
{
	struct problems problems = { 0 };

	(void)follow_up_check(day, desk_today(req), &problems);
	return problems_of(&problems, "follow_up");
}

static enum status
plan_ticked(struct request *req, struct response *res,
    const struct ticked *ticked, int64_t day)
{
	struct deed *deeds;
	struct leads_moved done = { 0 };
	enum status st = deeds_of(req, ticked, AUDIT_LEAD_FOLLOW_UP, &deeds);

	if (st == OK)
		st = store_leads_follow_up(req->app->store, ticked->at, deeds,
		    ticked->len, day, &done);
	return st == OK ? answer_many(req, res, &done) : st;
}

/* The day of a row's button: "12 3" is lead 12 in three days from now, "12
 * 2026-12-24" a day of one's own. */
static enum status
plan_row(struct request *req, struct response *res, const char *text)
{
	struct deed deed;
	int64_t change = 0;
	int64_t day;
	int64_t id;
	enum status st;

	if (!text_int(next_word(req->arena, &text), 1, INT64_MAX, &id))
		return refuse(req, res, INVALID, "The form does not say which "
		    "lead.", "Please use the buttons of the list.");
	if (text_int(text, 0, FOLLOW_UP_AHEAD_DAYS, &day))
		day += desk_today(req);
	else if (*text == '\0' || follow_up_read(text, &day) != OK)
		return refuse(req, res, INVALID, "That is no day.",
		    "Go back and give year, month and day: 2026-12-24.");
	else if (day_problem(req, day) != NULL)
		return refuse(req, res, INVALID, day_problem(req, day),
		    "Go back and choose another day.");
	if ((st = desk_deed(req, AUDIT_LEAD_FOLLOW_UP, id, &deed)) == OK)
		st = store_lead_follow_up(req->app->store, id, day, &deed,
		    &change);
	if (st == CONFLICT)
		return refuse(req, res, CONFLICT, "The lead is closed, so "
		    "there is nothing to get back to.",
		    "Move it to an open stage first.");
	if (st != OK)
		return st;
	desk_took(req);
	return desk_return(req, res, change, "/admin/leads");
}

enum status
admin_leads_follow_up(struct request *req, struct response *res)
{
	const char *row = form_get(&req->form, "next");
	struct ticked ticked;
	int64_t day;

	if (row != NULL)
		return plan_row(req, res, row);
	read_ticked(req, &ticked);
	if (ticked.len == 0)
		return refuse(req, res, INVALID, "No lead is ticked.",
		    "Go back and tick those that get the date.");
	if (follow_up_read(text_trim(req->arena,
	    form_text(&req->form, "day")), &day) != OK || day == 0)
		return refuse(req, res, INVALID, "No day is given.",
		    "Go back and give year, month and day: 2026-12-24.");
	if (day_problem(req, day) != NULL)
		return refuse(req, res, INVALID, day_problem(req, day),
		    "Go back and choose another day.");
	return plan_ticked(req, res, &ticked, day);
}

/* ---- what was done with many, and back ---- */

struct many {
	int64_t first;
	int64_t last;
	int64_t refused;
};

static bool
read_many(struct request *req, const char *text, struct many *many)
{
	const char *parts[3] = { "", "", "" };

	for (size_t i = 0; i < 3; i++) {
		size_t len = strcspn(text, "-");

		parts[i] = arena_strndup(req->arena, text, len);
		text += len;
		text += *text == '-';
	}
	return *text == '\0' &&
	    text_int(parts[0], 0, INT64_MAX, &many->first) &&
	    text_int(parts[1], many->first, INT64_MAX, &many->last) &&
	    text_int(parts[2], 0, MANY_MAX, &many->refused) &&
	    many->last - many->first < MANY_MAX;
}

/* Changes of one kind and end, fresh and by this admin; else false. */
static bool
read_changes(struct request *req, const struct many *many,
    struct lead_change *first)
{
	for (int64_t id = many->first; id <= many->last; id++) {
		struct lead_change change;

		if (store_lead_change(req->app->store, req->arena, id,
		    &change) != OK ||
		    change.admin_id != req->session->admin_id ||
		    req->now - change.at > NOTICE_SECONDS)
			return false;
		if (id == many->first)
			*first = change;
		if (change.kind != first->kind ||
		    strcmp(change.after, first->after) != 0)
			return false;
	}
	return true;
}

static const char *
done_text(struct request *req, const struct many *many,
    const struct lead_change *change)
{
	int64_t count = many->last - many->first + 1;
	const char *who = count == 1 ? "1 lead" :
	    arena_printf(req->arena, "%lld leads", (long long)count);
	enum lead_stage stage;
	int64_t day = 0;

	if (lead_stage_find(change->after, &stage) == OK)
		return arena_printf(req->arena, "Moved %s to %s.", who,
		    lead_stage_label(stage));
	(void)follow_up_read(change->after, &day);
	return arena_printf(req->arena, "Back to %s on %s.", who,
	    desk_day_label(req, day));
}

void
leads_notice(struct request *req, struct leads_filter_view *view)
{
	struct lead_change first = { 0 };
	const char *done;
	struct many many;

	view->many = view->undo = "";
	if (!read_many(req, form_text(&req->form, "done"), &many))
		return;
	if (many.first != 0 && !read_changes(req, &many, &first))
		return;
	done = many.first == 0 ? "" : done_text(req, &many, &first);
	view->many = many.refused == 0 ? done : arena_printf(req->arena,
	    "%s%s%lld could not be changed: what is closed takes no date, and "
	    "no lead goes back to new.", done, *done == '\0' ? "" : " ",
	    (long long)many.refused);
	if (many.first != 0)
		view->undo = arena_printf(req->arena, "%lld-%lld-0",
		    (long long)many.first, (long long)many.last);
}

/* Those of them that are still the latest go back. */
static enum status
undo_many(struct request *req, const struct many *many, int64_t *late)
{
	enum status st = OK;

	*late = 0;
	for (int64_t id = many->first; id <= many->last && st == OK; id++) {
		struct lead_change change;
		struct deed deed;
		int64_t undo;

		if ((st = store_lead_change(req->app->store, req->arena, id,
		    &change)) == OK &&
		    (st = desk_deed(req, AUDIT_LEAD_UNDONE, change.lead_id,
		    &deed)) == OK)
			st = store_lead_undo(req->app->store, id, &deed,
			    &undo);
		if (st != CONFLICT && st != NOT_FOUND)
			continue;
		*late += 1;
		st = OK;
	}
	return st;
}

enum status
admin_leads_undo(struct request *req, struct response *res)
{
	struct many many;
	int64_t late;
	enum status st;

	if (!read_many(req, form_text(&req->form, "changes"), &many) ||
	    many.first == 0)
		return refuse(req, res, INVALID, "The form does not say what "
		    "is to be undone.", "Please use the button beside the "
		    "notice.");
	st = undo_many(req, &many, &late);
	if (st != OK)
		return st;
	desk_took(req);
	if (late > 0)
		return refuse(req, res, CONFLICT, arena_printf(req->arena,
		    "%lld of them were changed again in the meantime, and what "
		    "came later stands.", (long long)late),
		    "Look at those leads and change them by hand. The others "
		    "are back where they were.");
	return desk_return(req, res, 0, "/admin/leads");
}
