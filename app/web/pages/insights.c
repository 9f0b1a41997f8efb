#include "web/pages/insights.h"

#include "base/arena.h"
#include "calendar/zone.h"
#include "config/date.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/desk_lead.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum {
	WEEKS = INSIGHTS_WEEKS,
	BAR_STEP = 20, /* in the box of a picture */
	BAR_ROOM = 56,
	BAR_FOOT = 58,
};

const char *
insights_share(struct request *req, int64_t part, int64_t whole)
{
	return whole == 0 ? "–" : arena_printf(req->arena, "%lld\u00a0%%",
	    (long long)percent_of(part, whole));
}

static struct insights_row
row_view(struct request *req, const char *label, const struct funnel *funnel)
{
	const int64_t *of = funnel->of;

	return (struct insights_row){
		.label = label,
		.guides = of[FUNNEL_GUIDES],
		.answered = of[FUNNEL_ANSWERED],
		.results = of[FUNNEL_RESULTS],
		.started = of[FUNNEL_STARTED],
		.booked = of[FUNNEL_BOOKED],
		.contact = of[FUNNEL_CONTACT],
		.answered_share = insights_share(req, of[FUNNEL_ANSWERED],
		    of[FUNNEL_GUIDES]),
		.started_share = insights_share(req, of[FUNNEL_STARTED],
		    of[FUNNEL_RESULTS]),
		.booked_share = insights_share(req, of[FUNNEL_BOOKED],
		    of[FUNNEL_STARTED]),
	};
}

/* "16 November 2026" */
static const char *
day_label(struct request *req, int64_t day)
{
	const struct civil civil = civil_from_days(day);

	return date_label(req->arena, arena_printf(req->arena,
	    "%04d-%02d-%02d", civil.year, civil.month, civil.day));
}

/* Newest first. */
static void
fill_weeks(struct request *req, const struct insights_sums *sums,
    struct insights_view *view)
{
	struct insights_row *at = arena_array(req->arena, WEEKS, sizeof(*at));

	for (int64_t i = 0; i < WEEKS; i++)
		at[WEEKS - 1 - i] = row_view(req,
		    day_label(req, sums->monday + 7 * i), &sums->weeks[i]);
	at[0].open = true;
	view->weeks = (struct insights_rows){ at, WEEKS };
	view->total = row_view(req, "All 12 weeks", &sums->apart[0]);
}

static struct insights_chart
chart_view(struct request *req, const struct insights_sums *sums,
    enum funnel_step step)
{
	struct insights_bar *at = arena_array(req->arena, WEEKS, sizeof(*at));
	struct insights_chart chart = { .label = funnel_label(step),
		.total = sums->apart[0].of[step] };

	for (size_t i = 0; i < WEEKS; i++)
		if (sums->weeks[i].of[step] > chart.most)
			chart.most = sums->weeks[i].of[step];
	for (size_t i = 0; i < WEEKS; i++) {
		int64_t count = sums->weeks[i].of[step];
		int64_t height = chart.most == 0 ? 0 :
		    (count * BAR_ROOM + chart.most - 1) / chart.most;

		at[i] = (struct insights_bar){ (int64_t)i * BAR_STEP + 2,
			BAR_FOOT - height, height, i == WEEKS - 1 };
	}
	chart.bars.at = at;
	chart.bars.len = WEEKS;
	return chart;
}

static void
fill_charts(struct request *req, const struct insights_sums *sums,
    struct insights_view *view)
{
	struct insights_chart *at =
	    arena_array(req->arena, FUNNEL_STEPS, sizeof(*at));

	for (size_t i = 0; i < FUNNEL_STEPS; i++)
		at[i] = chart_view(req, sums, (enum funnel_step)i);
	view->charts.at = at;
	view->charts.len = FUNNEL_STEPS;
}

static void
fill_apart(struct request *req, const struct insights_sums *sums,
    struct insights_view *view)
{
	static const char *const labels[VISIT_COUNT] = {
		[VISIT_BOT] = "Crawlers that say so",
		[VISIT_AHEAD] = "Fetched ahead by a browser",
		[VISIT_HEAD] = "Asked for the head only",
	};
	struct insights_row *at =
	    arena_array(req->arena, VISIT_COUNT, sizeof(*at));

	for (size_t i = 1; i < VISIT_COUNT; i++)
		at[i - 1] = row_view(req, labels[i], &sums->apart[i]);
	view->apart = (struct insights_rows){ at, VISIT_COUNT - 1 };
	view->searches = sums->searches;
}

static int64_t
greatest(const int64_t *counts, size_t len)
{
	int64_t most = 0;

	for (size_t i = 0; i < len; i++)
		if (counts[i] > most)
			most = counts[i];
	return most;
}

static int64_t
bar_of(int64_t count, int64_t most)
{
	return most == 0 ? 0 : percent_of(count, most);
}

static void
fill_stacks(struct request *req, const struct insights_sums *sums,
    struct insights_view *view)
{
	const struct assessment *model = req->app->assessment;
	size_t len = model->stacks.len;
	struct insights_stack *at = arena_array(req->arena, len, sizeof(*at));
	int64_t booked = 0;

	view->results = sums->apart[0].of[FUNNEL_RESULTS];
	for (size_t i = 0; i < len; i++) {
		at[i] = (struct insights_stack){
			.name = model->stacks.at[i].name,
			.opened = sums->stacks[i],
			.opened_share = insights_share(req, sums->stacks[i],
			    view->results),
			.opened_bar = bar_of(sums->stacks[i],
			    greatest(sums->stacks, len)),
			.booked = sums->booked[i],
			.booked_bar = bar_of(sums->booked[i],
			    greatest(sums->booked, len)),
		};
		booked += sums->booked[i];
	}
	view->stacks.at = at;
	view->stacks.len = len;
	view->bookings = sums->bookings;
	view->booked_without = sums->bookings - booked;
}

static void
fill_kinds(struct request *req, const struct insights_sums *sums,
    struct insights_view *view)
{
	static const char *const labels[VERDICT_KIND_COUNT] = {
		[VERDICT_SINGLE] = "One stack",
		[VERDICT_CLOSE] = "A close call",
		[VERDICT_HYBRID] = "Two stacks",
		[VERDICT_START_ONE] = "Two in the end, one to begin with",
	};
	struct insights_line *at =
	    arena_array(req->arena, VERDICT_KIND_COUNT, sizeof(*at));
	int64_t most = greatest(sums->kinds, VERDICT_KIND_COUNT);

	for (size_t i = 1; i < VERDICT_KIND_COUNT; i++)
		at[i - 1] = (struct insights_line){ labels[i],
			arena_printf(req->arena, "%lld",
			    (long long)sums->kinds[i]),
			insights_share(req, sums->kinds[i], view->results),
			bar_of(sums->kinds[i], most) };
	view->kinds = (struct insights_lines){ at, VERDICT_KIND_COUNT - 1 };
}

/* How often each option was chosen; what is too few to be shown is "". */
static struct insights_lines
options_view(struct request *req, const struct question *question,
    const int64_t *counts, int64_t answered)
{
	size_t len = question->options.len;
	struct insights_line *at = arena_array(req->arena, len, sizeof(*at));
	bool hidden[ASSESSMENT_OPTIONS_MAX];

	cells_hide(counts, len, hidden);
	for (size_t i = 0; i < len; i++)
		at[i] = (struct insights_line){
			.label = question->options.at[i].label,
			.count = hidden[i] ? "" : arena_printf(req->arena,
			    "%lld", (long long)counts[i]),
			.share = hidden[i] ? "" : insights_share(req,
			    counts[i], answered),
			.bar = hidden[i] ? 0 : bar_of(counts[i], answered),
		};
	return (struct insights_lines){ at, len };
}

static void
fill_answers(struct request *req, const struct insights_sums *sums,
    struct insights_view *view)
{
	const struct assessment *model = req->app->assessment;
	struct insights_question *at =
	    arena_array(req->arena, ASSESSMENT_QUESTIONS, sizeof(*at));
	int64_t answered = sums->apart[0].of[FUNNEL_ANSWERED];

	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		at[i] = (struct insights_question){
			model->questions[i].label,
			options_view(req, &model->questions[i],
			    sums->options[i], answered) };
	view->answers = (struct insights_questions){ at,
		ASSESSMENT_QUESTIONS };
	view->answered = answered > 0;
}

enum status
insights_show(struct request *req, struct response *res)
{
	const struct zone *zone = req->app->settings.availability.zone;
	int64_t today = desk_today(req);
	struct page_head head = { .title = "Insights" };
	struct insights_view view = {
		.page = page_frame(req, &head),
		.zone = zone_name(zone),
	};
	struct insights_sums sums;
	enum status st;

	if ((st = insights_sum_up(req, today, &sums)) != OK ||
	    (st = insights_calls(req, &view)) != OK)
		return st;
	view.since = day_label(req, sums.monday);
	fill_weeks(req, &sums, &view);
	fill_charts(req, &sums, &view);
	fill_apart(req, &sums, &view);
	fill_stacks(req, &sums, &view);
	fill_kinds(req, &sums, &view);
	fill_answers(req, &sums, &view);
	insights_claims(req, today, &view);
	insights_page(&res->body, &view);
	return OK;
}
