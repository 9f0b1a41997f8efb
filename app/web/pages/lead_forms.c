#include "base/arena.h"
#include "domain/assessment.h"
#include "domain/problems.h"
#include "store/lead_changes.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/admin_lead.h"
#include "web/pages/desk_lead.h"
#include "web/request.h"

/* What was typed into a form that was refused; else what is stored. */
static struct field_view
field(struct request *req, const struct problems *problems, const char *name,
    const char *stored)
{
	return page_field(problems_of(problems, name) == NULL ? stored :
	    form_text(&req->form, name), problems, name);
}

/* ---- the stage ---- */

static void
fill_moves(struct request *req, enum lead_stage from,
    struct admin_lead_view *view)
{
	struct lead_stage_view *at =
	    arena_array(req->arena, LEAD_STAGE_COUNT, sizeof(*at));
	size_t len = 0;

	for (int i = LEAD_NEW; i < LEAD_STAGE_COUNT; i++) {
		enum lead_stage to = (enum lead_stage)i;

		if (lead_may_move(from, to))
			at[len++] = (struct lead_stage_view){
				lead_stage_id(to), lead_stage_label(to),
				lead_stage_is_closed(to) };
	}
	view->moves.at = at;
	view->moves.len = len;
}

/* ---- the next date ---- */

static const char *
next_state(struct request *req, const struct follow_up *plan)
{
	const int64_t late = desk_today(req) - plan->on;

	switch (follow_up_state(plan, desk_today(req))) {
	case FOLLOW_UP_DUE:
		return "today";
	case FOLLOW_UP_OVERDUE:
		return arena_printf(req->arena, "%lld %s late",
		    (long long)late, late == 1 ? "day" : "days");
	case FOLLOW_UP_NONE:
	case FOLLOW_UP_PLANNED:
	case FOLLOW_UP_CLOSED:
	case FOLLOW_UP_DOUBTFUL:
	case FOLLOW_UP_STATE_COUNT:
		break;
	}
	return "";
}

static void
fill_plan(struct request *req, const struct lead_plan *plan,
    const struct problems *problems, struct admin_lead_view *view)
{
	const struct follow_up *next = &plan->follow_up;

	view->may_plan = !lead_stage_is_closed(next->stage);
	view->next_date = next->on == 0 || !view->may_plan ? "" :
	    desk_day_label(req, next->on);
	view->next_state = next_state(req, next);
	view->quiet = desk_quiet(req, next);
	view->next = desk_follow_up_buttons(req, view->id, view->name);
	view->follow_up = field(req, problems, "follow_up",
	    desk_day_value(req, next->on));
	view->today = desk_day_value(req, desk_today(req));
}

/* ---- what was recommended ---- */

static struct lead_choices_view
choices(struct request *req, const char *chosen)
{
	const struct assessment *model = req->app->assessment;
	struct lead_choice_view *at =
	    arena_array(req->arena, model->stacks.len, sizeof(*at));

	for (size_t i = 0; i < model->stacks.len; i++)
		at[i] = (struct lead_choice_view){ model->stacks.at[i].id,
			model->stacks.at[i].name,
			strcmp(model->stacks.at[i].id, chosen) == 0 };
	return (struct lead_choices_view){ at, model->stacks.len };
}

/* After the call, or after a message that needed none: what was told cannot
 * be known before. */
static bool
may_recommend(const struct request *req, const struct lead_row *row,
    const struct lead_plan *plan)
{
	if (*plan->recommended != '\0')
		return true;
	if (row->stage == LEAD_CALL_BOOKED || row->stage == LEAD_NEW)
		return row->starts_at != 0 && row->starts_at <= req->now;
	return true;
}

static void
fill_recommended(struct request *req, const struct lead_row *row,
    const struct lead_plan *plan, const struct problems *problems,
    struct admin_lead_view *view)
{
	const char *stored = plan->recommended;
	size_t len = strcspn(stored, "+");
	const bool wrong = problems_of(problems, "primary") != NULL ||
	    problems_of(problems, "partner") != NULL;

	view->may_recommend = wrong || may_recommend(req, row, plan);
	view->recommended = desk_stacks_label(req, stored);
	view->primary = page_field(wrong ?
	    form_text(&req->form, "primary") :
	    arena_strndup(req->arena, stored, len), problems, "primary");
	view->partner = page_field(wrong ?
	    form_text(&req->form, "partner") :
	    stored + len + (stored[len] == '+'), problems, "partner");
	view->primaries = choices(req, view->primary.value);
	view->partners = choices(req, view->partner.value);
}

void
lead_forms_fill(struct request *req, const struct lead_row *row,
    const struct lead_plan *plan, const struct problems *problems,
    struct admin_lead_view *view)
{
	view->back = desk_back(req);
	fill_moves(req, row->stage, view);
	fill_plan(req, plan, problems, view);
	fill_recommended(req, row, plan, problems, view);
	view->note = field(req, problems, "note", "");
}
