#include "base/arena.h"
#include "base/util.h"
#include "calendar/zone.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/lead_line.h"
#include "web/request.h"
#include "web/response.h"

enum { CARDS_A_COLUMN = 20 };

/* Where a card may go from its column. */
static void
add_goals(struct request *req, enum lead_stage from,
    struct lead_line_view *card)
{
	struct lead_goal_view *at =
	    arena_array(req->arena, LEAD_STAGE_COUNT, sizeof(*at));
	size_t len = 0;

	for (enum lead_stage to = LEAD_NEW; to < LEAD_STAGE_COUNT; to++)
		if (lead_may_move(from, to))
			at[len++] = (struct lead_goal_view){
				.id = card->id,
				.from = lead_stage_id(from),
				.to = lead_stage_id(to),
				.label = lead_stage_label(to),
			};
	card->goals.at = at;
	card->goals.len = len;
}

static struct lead_lines
cards_of(struct request *req, enum lead_stage stage,
    const struct lead_rows *rows, const struct seen_rows *seen)
{
	struct lead_lines lines = lead_lines(req, rows, seen);
	struct lead_line_view *at =
	    arena_array(req->arena, lines.len, sizeof(*at));

	for (size_t i = 0; i < lines.len; i++) {
		at[i] = lines.at[i];
		add_goals(req, stage, &at[i]);
	}
	return (struct lead_lines){ at, lines.len };
}

/* Open ones by their next date, closed ones the newest first. */
static enum status
fill_column(struct request *req, const struct lead_asked *asked,
    const struct lead_counts *counts, enum lead_stage stage,
    struct board_column_view *column)
{
	struct lead_asked here = *asked;
	struct lead_rows rows;
	struct seen_rows seen;
	bool more;
	enum status st;

	here.query.filter.stage = stage;
	here.query.filter.open = false;
	here.query.after = (struct lead_cursor){ 0 };
	here.query.sort = lead_stage_is_closed(stage) ? LEAD_SORT_NEWEST :
	    LEAD_SORT_NEXT;
	here.stage = lead_stage_id(stage);
	if ((st = lead_lines_find(req, &here, CARDS_A_COLUMN, &rows,
	    &seen)) != OK)
		return st;
	more = rows.len > CARDS_A_COLUMN;
	if (more)
		rows.len = CARDS_A_COLUMN;
	here.board = false;
	*column = (struct board_column_view){
		.id = here.stage,
		.label = lead_stage_label(stage),
		.cards = cards_of(req, stage, &rows, &seen),
		.more_href = more ? lead_asked_href(req, &here) : "",
	};
	return lead_count_text(req, &here, counts, rows.len, more,
	    &column->count);
}

static bool
is_shown(const struct lead_filter *filter, enum lead_stage stage)
{
	if (filter->stage != 0)
		return filter->stage == stage;
	return !filter->open || !lead_stage_is_closed(stage);
}

enum status
lead_board_show(struct request *req, struct response *res,
    struct lead_asked *asked)
{
	struct page_head head = { .title = "Leads by stage",
		.wrong = asked->problems.len > 0 };
	struct board_column_view columns[LEAD_STAGE_COUNT];
	struct admin_board_view view = {
		.page = page_frame(req, &head),
		.zone = zone_name(req->app->settings.availability.zone),
	};
	size_t shown = 0;
	size_t len = 0;
	struct lead_counts counts;
	enum status st = store_lead_counts(req->app->store,
	    asked->query.filter.today, req->now, &counts);

	for (enum lead_stage stage = LEAD_NEW;
	    st == OK && stage < LEAD_STAGE_COUNT; stage++) {
		if (!is_shown(&asked->query.filter, stage))
			continue;
		st = fill_column(req, asked, &counts, stage, &columns[len]);
		if (st == OK)
			shown += columns[len++].cards.len;
	}
	if (st == OK)
		st = lead_count_text(req, asked, &counts, shown, false,
		    &view.count);
	if (st != OK)
		return st;
	lead_filter_view(req, asked, &counts, &view.filter);
	view.columns.at = columns;
	view.columns.len = len;
	admin_board_page(&res->body, &view);
	return OK;
}
