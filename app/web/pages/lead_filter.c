#include "base/arena.h"
#include "base/util.h"
#include "store/sessions.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk_lead.h"
#include "web/pages/lead_line.h"
#include "web/request.h"

/* ---- saved filters ---- */

/* Those that are offered; a stage or a next date, never both. */
static const struct {
	const char *label;
	const char *stage;
	enum lead_follow follow;
} chips[] = {
	{ "All", "", LEAD_FOLLOW_ANY },
	{ "Overdue", "", LEAD_FOLLOW_OVERDUE },
	{ "Due today", "", LEAD_FOLLOW_DUE },
	{ "No next step", "", LEAD_FOLLOW_NONE },
	{ "Quiet", "", LEAD_FOLLOW_IDLE },
	{ "Open", "open", LEAD_FOLLOW_ANY },
	{ "New", "new", LEAD_FOLLOW_ANY },
	{ "Proposal", "proposal", LEAD_FOLLOW_ANY },
	{ "Won", "won", LEAD_FOLLOW_ANY },
};

static int64_t
chip_count(const struct lead_counts *counts, size_t chip)
{
	enum lead_stage stage;

	if (*chips[chip].stage == '\0')
		return counts->follows[chips[chip].follow];
	return lead_stage_find(chips[chip].stage, &stage) == OK ?
	    counts->stages[stage] : counts->open;
}

static void
add_chips(struct request *req, const struct lead_asked *asked,
    const struct lead_counts *counts, struct leads_filter_view *view)
{
	struct lead_chip_view *at =
	    arena_array(req->arena, countof(chips), sizeof(*at));

	for (size_t i = 0; i < countof(chips); i++) {
		const char *follow = lead_follow_id(chips[i].follow);
		struct lead_asked wanted = {
			.q = "", .stage = chips[i].stage, .stack = "",
			.follow = follow, .from = "", .to = "",
			.board = asked->board,
			.query.filter.follow = chips[i].follow,
			.query.sort = chips[i].follow == LEAD_FOLLOW_OVERDUE ?
			    LEAD_SORT_NEXT : LEAD_SORT_NEWEST,
		};

		at[i] = (struct lead_chip_view){
			.href = lead_asked_href(req, &wanted),
			.label = chips[i].label,
			.count = chip_count(counts, i),
			.current = *asked->q == '\0' &&
			    strcmp(asked->stage, wanted.stage) == 0 &&
			    strcmp(asked->follow, follow) == 0 &&
			    *asked->stack == '\0' && *asked->from == '\0' &&
			    *asked->to == '\0',
		};
	}
	view->chips.at = at;
	view->chips.len = countof(chips);
}

/* ---- the form ---- */

static struct lead_options
options_of(struct request *req, const struct lead_option_view *all,
    size_t len, const char *chosen)
{
	struct lead_option_view *at =
	    arena_array(req->arena, len, sizeof(*at));

	for (size_t i = 0; i < len; i++) {
		at[i] = all[i];
		at[i].chosen = strcmp(at[i].value, chosen) == 0;
	}
	return (struct lead_options){ at, len };
}

static struct lead_options
stage_options(struct request *req, const char *chosen)
{
	struct lead_option_view all[LEAD_STAGE_COUNT + 1] = {
		{ "", "Any stage" },
		{ "open", "All open ones" },
	};
	size_t len = 2;

	for (enum lead_stage stage = LEAD_NEW; stage < LEAD_STAGE_COUNT;
	    stage++)
		all[len++] = (struct lead_option_view){ lead_stage_id(stage),
			lead_stage_label(stage) };
	return options_of(req, all, len, chosen);
}

static struct lead_options
stack_options(struct request *req, const char *chosen)
{
	const struct assessment *model = req->app->assessment;
	struct lead_option_view all[ASSESSMENT_STACKS_MAX + 1] = {
		{ "", "Any result" },
	};

	for (size_t i = 0; i < model->stacks.len; i++)
		all[i + 1] = (struct lead_option_view){
			model->stacks.at[i].id, model->stacks.at[i].name };
	return options_of(req, all, model->stacks.len + 1, chosen);
}

static struct lead_options
follow_options(struct request *req, const char *chosen)
{
	static const struct lead_option_view all[] = {
		{ "", "Any next date" },
		{ "overdue", "Overdue" },
		{ "due", "Due today" },
		{ "planned", "Planned" },
		{ "none", "No next step" },
		{ "idle", "Quiet for a week" },
	};

	return options_of(req, all, countof(all), chosen);
}

static struct lead_options
sort_options(struct request *req, enum lead_sort chosen)
{
	static const struct lead_option_view all[] = {
		{ "newest", "Newest first" },
		{ "oldest", "Oldest first" },
		{ "next", "Next date first" },
	};

	return options_of(req, all, countof(all), lead_sort_id(chosen));
}

static const char *
view_href(struct request *req, const struct lead_asked *asked, bool board)
{
	struct lead_asked other = *asked;

	other.board = board;
	other.query.after = (struct lead_cursor){ 0 };
	return lead_asked_href(req, &other);
}

void
lead_filter_view(struct request *req, const struct lead_asked *asked,
    const struct lead_counts *counts, struct leads_filter_view *view)
{
	*view = (struct leads_filter_view){
		.notice = desk_notice_of(req),
		.problems = page_problems(req, &asked->problems),
		.search = asked->q,
		.stages = stage_options(req, asked->stage),
		.stacks = stack_options(req, asked->stack),
		.follows = follow_options(req, asked->follow),
		.sorts = sort_options(req, asked->query.sort),
		.from = asked->from,
		.to = asked->to,
		.narrowed = lead_asked_is_narrowed(asked),
		.board = asked->board,
		.list_href = view_href(req, asked, false),
		.board_href = view_href(req, asked, true),
		.token = req->session->form_token,
		.back = desk_back(req),
	};
	add_chips(req, asked, counts, view);
	leads_notice(req, view);
}
