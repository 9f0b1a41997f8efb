#include "base/arena.h"
#include "base/util.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/colours.h"
#include "web/pages/desk_lead.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"
#include "web/views_design.h"

/*
 * Every part the pages are made of, in every state, on one page: to be looked
 * at after a change of the style sheet. The parts are those of real pages; who
 * stands on it is nobody. Demonstrations alone have it.
 */

static const struct lead_goal_view goals[] = {
	{ 0, "new", "call_booked", "Call booked" },
	{ 0, "new", "lost", "Lost" },
};

static const struct insights_bar chart_bars[] = {
	{ 2, 40, 18, false }, { 22, 30, 28, false }, { 42, 34, 24, false },
	{ 62, 20, 38, false }, { 82, 26, 32, false }, { 102, 8, 50, false },
	{ 122, 22, 36, false }, { 142, 14, 44, false }, { 162, 30, 28, false },
	{ 182, 10, 48, false }, { 202, 4, 54, false }, { 222, 38, 20, true },
};

static const struct insights_line bar_lines[] = {
	{ "Node.js", "18", "45 %", 100 },
	{ "Python", "12", "30 %", 67 },
	{ "Java", "7", "18 %", 39 },
	{ ".NET", "3", "8 %", 17 },
};

static const struct slot_view slots[] = {
	{ "2026-11-24T09:30:00Z", "10:30",
	  "Tuesday 24 November 2026, 10:30 to 11:00, Europe/Berlin", false },
	{ "2026-11-24T10:00:00Z", "11:00",
	  "Tuesday 24 November 2026, 11:00 to 11:30, Europe/Berlin", true },
	{ "2026-11-24T13:00:00Z", "14:00",
	  "Tuesday 24 November 2026, 14:00 to 14:30, Europe/Berlin", false },
};

static const struct day_view days[] = {
	{ .label = "Tuesday 24 November 2026",
	  .slots = { slots, countof(slots) } },
};

static const struct lead_line_view somebody = {
	.name = "Ada Example",
	.company = "Example Bakery",
	.stage = "New",
	.result = "js-data-grow-poly",
	.doubt = "",
	.seen = "2nd contact",
	.due = "Due today",
	.next = "Mon 23 Nov",
	.next_iso = "2026-11-23",
	.quiet = "",
	.open = true,
	.goals = { goals, countof(goals) },
};

static struct lead_line_view
late(void)
{
	struct lead_line_view line = somebody;

	line.name = "Ben Sample";
	line.company = "";
	line.seen = "";
	line.due = "Overdue";
	line.late = true;
	line.next = "Fri 20 Nov";
	line.next_iso = "2026-11-20";
	line.quiet = "Quiet for 12 days";
	return line;
}

static struct today_lead_view
waiting(struct request *req)
{
	return (struct today_lead_view){
		.name = somebody.name,
		.company = somebody.company,
		.stage = "Call held",
		.when = "3 days late, since Friday 20 November 2026",
		.quiet = "Quiet for 12 days",
		.next = desk_follow_up_buttons(req, 0, somebody.name),
	};
}

enum status
admin_design_show(struct request *req, struct response *res)
{
	struct page_head head = { .title = "Design" };
	struct design_colour *colours =
	    arena_array(req->arena, COLOURS_MAX, sizeof(*colours));
	struct admin_design_view view = {
		.colours = { colours, colours_of_sheet(req->arena, colours) },
		.waiting = waiting(req),
		.card = somebody,
		.late = late(),
		.chart = { "Guides read", 214, 31,
			{ chart_bars, countof(chart_bars) } },
		.bars = { bar_lines, countof(bar_lines) },
		.slots = { .zone = "Europe/Berlin", .problem = "",
			.days = { days, countof(days) },
			.contact_href = "/admin/design" },
	};

	if (!req->app->demo)
		return NOT_FOUND;
	view.page = page_frame(req, &head);
	admin_design_page(&res->body, &view);
	return OK;
}
