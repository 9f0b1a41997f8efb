#include "base/arena.h"
#include "calendar/zone.h"
#include "vault/take.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk_lead.h"
#include "web/pages/lead_line.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum { LEADS_A_PAGE = 50 };

/* A column's head: to the sort, or from newest to oldest and back. */
static struct lead_head_view
head_view(struct request *req, const struct lead_asked *asked,
    enum lead_sort sort)
{
	struct lead_asked other = *asked;
	enum lead_sort now = asked->query.sort;
	bool here = now == sort || (sort == LEAD_SORT_NEWEST &&
	    now == LEAD_SORT_OLDEST);

	other.query.after = (struct lead_cursor){ 0 };
	other.query.sort = sort == LEAD_SORT_NEWEST &&
	    now == LEAD_SORT_NEWEST ? LEAD_SORT_OLDEST : sort;
	return (struct lead_head_view){
		.href = lead_asked_href(req, &other),
		.sorted = !here ? "" : now == LEAD_SORT_NEWEST ?
		    "descending" : "ascending",
	};
}

static const char *
more_href(struct request *req, const struct lead_asked *asked,
    const struct lead_row *last)
{
	struct lead_asked next = *asked;

	next.query.after = lead_cursor_behind(last);
	return lead_asked_href(req, &next);
}

static const char *
more_text(enum lead_sort sort)
{
	return sort == LEAD_SORT_NEWEST ? "Older leads" :
	    sort == LEAD_SORT_OLDEST ? "Newer leads" : "More leads";
}

static enum status
show_list(struct request *req, struct response *res,
    const struct lead_asked *asked)
{
	struct page_head head = { .title = "Leads",
		.wrong = asked->problems.len > 0 };
	struct admin_leads_view view = { .more_href = "" };
	struct lead_counts counts;
	struct lead_rows rows;
	struct seen_rows seen;
	bool more;
	enum status st = lead_lines_find(req, asked, LEADS_A_PAGE, &rows,
	    &seen);

	if (st != OK)
		return st;
	more = rows.len > LEADS_A_PAGE;
	if (more)
		rows.len = LEADS_A_PAGE;
	if ((st = store_lead_counts(req->app->store,
	    asked->query.filter.today, req->now, &counts)) != OK ||
	    (st = lead_count_text(req, asked, &counts, rows.len, more,
	    &view.count)) != OK)
		return st;
	lead_filter_view(req, asked, &counts, &view.filter);
	view.page = page_frame(req, &head);
	view.leads = lead_lines(req, &rows, &seen);
	view.by_next = head_view(req, asked, LEAD_SORT_NEXT);
	view.by_created = head_view(req, asked, LEAD_SORT_NEWEST);
	if (more)
		view.more_href = more_href(req, asked,
		    &rows.at[rows.len - 1]);
	view.more_text = more_text(asked->query.sort);
	view.zone = zone_name(req->app->settings.availability.zone);
	view.today = desk_day_value(req, asked->query.filter.today);
	view.empty = counts.all == 0;
	view.later = asked->query.after.id != 0;
	admin_leads_page(&res->body, &view);
	return OK;
}

/* What cannot be taken in now, on a full disk, is opened all the same. */
enum status
admin_leads_index(struct request *req, struct response *res)
{
	struct lead_asked asked;
	enum status st = lead_asked_read(req, &asked);

	if (st != OK)
		return st;
	st = vault_take_in(&req->app->vault, req->now);
	if (st != OK && st != BUSY)
		return st;
	st = asked.board ? lead_board_show(req, res, &asked) :
	    show_list(req, res, &asked);
	return st == OK && asked.problems.len > 0 ? INVALID : st;
}
