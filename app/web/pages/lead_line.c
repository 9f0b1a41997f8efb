#include "web/pages/lead_line.h"

#include "base/arena.h"
#include "calendar/civil.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "vault/search.h"
#include "vault/take.h"
#include "web/app.h"
#include "web/pages/admin_lead.h"
#include "web/pages/desk_lead.h"
#include "web/request.h"

/* What all lines of a page are made with. */
struct lines {
	struct request *req;
	const struct zone *zone;
	int64_t today;
	int year;
	const struct seen_rows *seen;
};

/* "2nd contact": which of this person's it is, where there are several. */
static const char *
seen_label(const struct lines *lines, int64_t id)
{
	static const char *const endings[] = { "th", "st", "nd", "rd" };
	const struct seen *seen = NULL;
	int64_t nth;
	bool teen;

	for (size_t i = 0; i < lines->seen->len && seen == NULL; i++)
		if (lines->seen->at[i].lead_id == id)
			seen = &lines->seen->at[i];
	if (seen == NULL)
		return "";
	nth = seen->before + 1;
	teen = nth % 100 / 10 == 1;
	return arena_printf(lines->req->arena, "%lld%s contact",
	    (long long)nth, endings[teen || nth % 10 > 3 ? 0 : nth % 10]);
}

/* "Tue 24 Nov", with its year unless it is this one. */
static const char *
short_day(const struct lines *lines, int64_t day)
{
	static const char weekdays[] = "MonTueWedThuFriSatSun";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil civil = civil_from_days(day);
	const char *weekday = weekdays + (size_t)3 * (size_t)civil.weekday;
	const char *month = months + (size_t)3 * (size_t)(civil.month - 1);

	if (civil.year == lines->year)
		return arena_printf(lines->req->arena, "%.3s %d %.3s", weekday,
		    civil.day, month);
	return arena_printf(lines->req->arena, "%.3s %d %.3s %d", weekday,
	    civil.day, month, civil.year);
}

static const char *
age_label(const struct lines *lines, int64_t created_at)
{
	int64_t days = lines->today - zone_day(lines->zone, created_at);

	if (days <= 0)
		return "today";
	return days == 1 ? "1 day" : arena_printf(lines->req->arena,
	    "%lld days", (long long)days);
}

static void
add_next(const struct lines *lines, const struct lead_row *row,
    struct lead_line_view *view)
{
	const struct follow_up lead = { row->stage, row->doubt,
		row->follow_up_on, row->touched_at };
	enum follow_up_state state = follow_up_state(&lead, lines->today);

	view->open = state != FOLLOW_UP_CLOSED;
	view->late = state == FOLLOW_UP_OVERDUE;
	view->due = state == FOLLOW_UP_PLANNED ? "" : follow_up_label(state);
	view->quiet = !follow_up_is_idle(&lead, lines->today,
	    lines->req->now) ? "" : desk_quiet(lines->req, &lead);
	if (!view->open || row->follow_up_on == 0)
		return;
	view->next = short_day(lines, row->follow_up_on);
	view->next_iso = desk_day_value(lines->req, row->follow_up_on);
}

static struct lead_line_view
line_view(const struct lines *lines, const struct lead_row *row)
{
	struct arena *arena = lines->req->arena;
	struct lead_line_view view = {
		.id = row->id,
		.name = row->unreadable ? "(cannot be read)" : row->head.name,
		.company = row->head.company,
		.email = row->head.email,
		.stage = lead_stage_label(row->stage),
		.kind = lead_kind_label(row->kind),
		.created = label_moment(arena, lines->zone, row->created_at),
		.age = age_label(lines, row->created_at),
		.call = row->starts_at == 0 ? "" :
		    label_moment(arena, lines->zone, row->starts_at),
		.result = row->result,
		.doubt = doubt_label(row->doubt),
		.seen = seen_label(lines, row->id),
		.next = "",
		.next_iso = "",
	};

	add_next(lines, row, &view);
	return view;
}

struct lead_lines
lead_lines(struct request *req, const struct lead_rows *rows,
    const struct seen_rows *seen)
{
	const int64_t today = desk_today(req);
	const struct lines lines = { req,
		req->app->settings.availability.zone, today,
		civil_from_days(today).year, seen };
	struct lead_line_view *at =
	    arena_array(req->arena, rows->len, sizeof(*at));

	for (size_t i = 0; i < rows->len; i++)
		at[i] = line_view(&lines, &rows->at[i]);
	return (struct lead_lines){ at, rows->len };
}

enum status
lead_lines_find(struct request *req, const struct lead_asked *asked,
    int64_t limit, struct lead_rows *rows, struct seen_rows *seen)
{
	struct vault *vault = &req->app->vault;
	struct lead_query query = asked->query;

	query.limit = limit + 1;
	if (*asked->q != '\0')
		return vault_search(vault, req->arena, asked->q, &query, rows,
		    seen);
	return vault_lead_list(vault, req->arena, &query, rows, seen);
}

/* Whether one thing alone is asked for, which is counted already; *count then
 * says how many. */
static bool
is_counted(const struct lead_asked *asked, const struct lead_counts *counts,
    int64_t *count)
{
	const struct lead_filter *filter = &asked->query.filter;

	if (*filter->results != '\0' || filter->from_at != 0 ||
	    filter->to_at != 0)
		return false;
	if (*asked->stage == '\0')
		*count = counts->follows[filter->follow];
	else
		*count = filter->open ? counts->open :
		    counts->stages[filter->stage];
	return *asked->stage == '\0' || *asked->follow == '\0';
}

/* A search counts what it shows: to count all it would have to open all. */
enum status
lead_count_text(struct request *req, const struct lead_asked *asked,
    const struct lead_counts *counts, size_t shown, bool more,
    const char **text)
{
	const bool searched = *asked->q != '\0';
	int64_t count = (int64_t)shown;
	enum status st = OK;

	if (!searched && !is_counted(asked, counts, &count))
		st = store_lead_list_count(req->app->store,
		    &asked->query.filter, &count);
	*text = arena_printf(req->arena, "%lld%s", (long long)count,
	    searched && (more || asked->query.after.id != 0) ? " or more" :
	    "");
	return st;
}
