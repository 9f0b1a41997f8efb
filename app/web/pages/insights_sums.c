#include "web/pages/insights.h"

#include "base/arena.h"
#include "base/text.h"
#include "calendar/zone.h"
#include "store/counters.h"
#include "store/insights.h"
#include "web/app.h"
#include "web/pages/slot_list.h"
#include "web/request.h"

/* When a day begins by the owner's clock. */
static int64_t
day_begins(struct request *req, int64_t day)
{
	const struct zone *zone = req->app->settings.availability.zone;
	struct civil civil = civil_from_days(day);
	int64_t from = 0;
	int64_t to;
	int64_t at;

	/* Noon is never skipped. */
	civil.hour = 12;
	if (zone_instant(zone, &civil, &at) == OK)
		owner_day(zone, at, &from, &to);
	return from;
}

/* "result/KIND/STACK" */
static void
add_result(const struct assessment *model, const char *name, int64_t count,
    struct insights_sums *sums)
{
	const char *slash = strchr(name, '/');
	size_t len;

	if (slash == NULL)
		return;
	len = (size_t)(slash - name);
	for (int kind = 1; kind < VERDICT_KIND_COUNT; kind++) {
		const char *id = verdict_kind_id((enum verdict_kind)kind);

		if (strlen(id) == len && strncmp(id, name, len) == 0)
			sums->kinds[kind] += count;
	}
	for (size_t i = 0; i < model->stacks.len; i++)
		if (strcmp(model->stacks.at[i].id, slash + 1) == 0)
			sums->stacks[i] += count;
}

/* "answer/QUESTION/OPTION"; answers of older editions are of no row. */
static void
add_answer(struct arena *arena, const struct assessment *model,
    const char *name, int64_t count, struct insights_sums *sums)
{
	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++) {
		const struct question *question = &model->questions[i];

		for (size_t j = 0; j < question->options.len; j++)
			if (strcmp(name, arena_printf(arena, "%s/%s",
			    question->id, question->options.at[j].id)) == 0)
				sums->options[i][j] += count;
	}
}

static void
add_of_people(struct request *req, const struct page_count *row,
    const char *page, struct insights_sums *sums)
{
	size_t week = (size_t)(row->day - sums->monday) / 7;

	if (week < INSIGHTS_WEEKS)
		funnel_add(&sums->weeks[week], page, row->count);
	if (text_starts(page, "result/"))
		add_result(req->app->assessment, page + strlen("result/"),
		    row->count, sums);
	else if (text_starts(page, "answer/"))
		add_answer(req->arena, req->app->assessment,
		    page + strlen("answer/"), row->count, sums);
	else if (strcmp(page, "search") == 0)
		sums->searches += row->count;
}

static void
add_row(struct request *req, const struct page_count *row, struct insights_sums *sums)
{
	const char *page;
	enum visit visit = visit_of_name(row->page, &page);

	funnel_add(&sums->apart[visit], page, row->count);
	if (visit == VISIT_PERSON)
		add_of_people(req, row, page, sums);
}

static void
add_booking(struct request *req, const struct result_count *row,
    struct insights_sums *sums)
{
	const struct retired *retired[ASSESSMENT_QUESTIONS];
	struct answers answers;
	struct verdict verdict;

	sums->bookings += row->count;
	if (assessment_code_follow(req->app->assessment, row->result, &answers,
	    retired) == CODE_UNKNOWN)
		return;
	verdict_reach(req->app->assessment, &answers, &verdict);
	sums->booked[verdict.primary->place] += row->count;
}

enum status
insights_sum_up(struct request *req, int64_t today,
    struct insights_sums *sums)
{
	struct result_counts bookings;
	struct page_counts counts;
	enum status st;

	*sums = (struct insights_sums){
		.monday = week_monday(today) - 7 * (INSIGHTS_WEEKS - 1),
	};
	if ((st = store_page_counts_weekly(req->app->store, req->arena,
	    sums->monday, &counts)) != OK ||
	    (st = store_bookings_by_result(req->app->store, req->arena,
	    day_begins(req, sums->monday), &bookings)) != OK)
		return st;
	for (size_t i = 0; i < counts.len; i++)
		add_row(req, &counts.at[i], sums);
	for (size_t i = 0; i < bookings.len; i++)
		add_booking(req, &bookings.at[i], sums);
	return OK;
}
