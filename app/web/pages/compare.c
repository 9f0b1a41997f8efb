#include "content/compare.h"
#include "base/arena.h"
#include "base/util.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/pages/statement_words.h"
#include "web/request.h"
#include "web/response.h"

static const char cache_page[] = "public, max-age=300";

static void
fill_rows(struct arena *arena, const struct comparison *pair,
    struct comparison_view *view)
{
	struct comparison_row_view *at =
	    arena_array(arena, PROFILE_ROWS, sizeof(*at));

	for (size_t i = 0; i < PROFILE_ROWS; i++)
		at[i] = (struct comparison_row_view){
			.id = pair->rows[i].id,
			.label = pair->rows[i].label,
			.a = words_statements(arena, &pair->rows[i].a),
			.b = words_statements(arena, &pair->rows[i].b),
		};
	view->rows.at = at;
	view->rows.len = PROFILE_ROWS;
}

static struct preferences_view
preferences_of(struct arena *arena, const struct preferences *preferences)
{
	struct preferences_view view = {
		.id = preferences->question->id,
		.question = preferences->question->label,
	};
	struct preference_view *at =
	    arena_array(arena, preferences->options.len, sizeof(*at));

	for (size_t i = 0; i < preferences->options.len; i++) {
		const struct preference *preference =
		    &preferences->options.at[i];

		at[i] = (struct preference_view){
			.option = preference->option->label,
			.href = preference->href,
			.prefers = preference->prefers,
			.points = preference->points,
			.reason = preference->reason,
			.decided = preference->lead != 0,
		};
	}
	view.options.at = at;
	view.options.len = preferences->options.len;
	return view;
}

static void
fill_questions(struct arena *arena, const struct comparison *pair,
    struct comparison_view *view)
{
	struct preferences_view *at =
	    arena_array(arena, ASSESSMENT_QUESTIONS, sizeof(*at));

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		at[q] = preferences_of(arena, &pair->preferences[q]);
	view->questions.at = at;
	view->questions.len = ASSESSMENT_QUESTIONS;
}

static void
fill_sections(struct arena *arena, const struct comparison *pair,
    struct comparison_view *view)
{
	struct pointer_view *at =
	    arena_array(arena, pair->links.len, sizeof(*at));

	for (size_t i = 0; i < pair->links.len; i++)
		at[i] = (struct pointer_view){
			.href = pair->links.at[i].href,
			.title = pair->links.at[i].title,
			.text = "",
		};
	view->sections = (struct pointers_view){ at, pair->links.len };
}

static void
show(struct request *req, struct response *res, const struct comparison *pair)
{
	const struct claim *oldest = words_oldest_check(pair->b,
	    words_oldest_check(pair->a, NULL));
	const struct crumb way[] = { { "Comparisons", "/compare" },
		{ pair->title, pair->href } };
	struct page_head head = {
		.title = arena_printf(req->arena, "%s, row by row",
		    pair->title),
		.description = arena_printf(req->arena, "%s and %s side by "
		    "side: strengths, weaknesses, hiring, and which of the "
		    "two fits which answer.", pair->a->name, pair->b->name),
		.path = pair->href,
		.crumbs = { way, countof(way) },
	};
	struct comparison_view view = {
		.page = page_frame(req, &head),
		.title = pair->title,
		.a_name = pair->a->name,
		.a_href = pair->a->href,
		.a_summary = pair->a->summary,
		.b_name = pair->b->name,
		.b_href = pair->b->href,
		.b_summary = pair->b->summary,
		.tally = pair->tally,
		.checked = oldest == NULL ? "" : oldest->checked_label,
		.checked_iso = oldest == NULL ? "" : oldest->checked,
	};

	fill_rows(req->arena, pair, &view);
	fill_questions(req->arena, pair, &view);
	fill_sections(req->arena, pair, &view);
	res->cache = cache_page;
	comparison_page(&res->body, &view);
}

enum status
comparisons_show(struct request *req, struct response *res)
{
	const struct comparisons *all = &req->app->comparisons;
	const struct comparison *pair = compare_find(all, req->params[0]);

	if (pair != NULL) {
		show(req, res, pair);
		return OK;
	}
	pair = compare_find_reversed(all, req->params[0]);
	return pair == NULL ? NOT_FOUND : response_moved(res, pair->href);
}
