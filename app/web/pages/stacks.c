#include "base/arena.h"
#include "base/util.h"
#include "content/links.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/pages/result_words.h"
#include "web/pages/statement_words.h"
#include "web/request.h"
#include "web/response.h"

static const char cache_page[] = "public, max-age=300";

static const struct stack_card_view *
cards(struct request *req)
{
	const struct app *app = req->app;
	struct stack_card_view *at =
	    arena_array(req->arena, app->profiles.len, sizeof(*at));

	for (size_t i = 0; i < app->profiles.len; i++) {
		const struct profile *profile = &app->profiles.at[i];

		at[i] = (struct stack_card_view){
			.id = profile->id,
			.href = profile->href,
			.name = profile->name,
			.summary = profile->summary,
			.comparisons = words_comparisons(req->arena,
			    &app->comparisons, profile),
		};
	}
	return at;
}

enum status
stacks_index(struct request *req, struct response *res)
{
	size_t len = req->app->profiles.len;
	struct page_head head = {
		.title = "Stacks",
		.description = "A profile of each stack: what it is good at, "
		    "what it is not, whom you can hire, and which source says "
		    "so.",
		.path = "/stacks",
	};
	struct stacks_view view = {
		.page = page_frame(req, &head),
		.count = words_number(req->arena, len),
	};

	view.stacks.at = cards(req);
	view.stacks.len = len;
	res->cache = cache_page;
	stacks_page(&res->body, &view);
	return OK;
}

enum status
comparisons_index(struct request *req, struct response *res)
{
	const struct app *app = req->app;
	struct page_head head = {
		.title = "Comparisons",
		.description = "Every pair of stacks side by side: their "
		    "profiles row by row, and which of the two the assessment "
		    "prefers for which answer.",
		.path = "/compare",
	};
	struct comparisons_view view = {
		.page = page_frame(req, &head),
		.count = words_number(req->arena, app->comparisons.len),
	};

	view.stacks.at = cards(req);
	view.stacks.len = app->profiles.len;
	res->cache = cache_page;
	comparisons_page(&res->body, &view);
	return OK;
}

/* "“Hiring” in .NET or Node.js" for each section the profile names. */
static struct pointers_view
sections_of(struct request *req, const struct profile *profile)
{
	struct pointer_view *at =
	    arena_array(req->arena, profile->sections.len, sizeof(*at));

	for (size_t i = 0; i < profile->sections.len; i++)
		at[i] = (struct pointer_view){
			.href = profile->sections.at[i].href,
			.title = words_link(req,
			    profile->sections.at[i].href),
			.text = "",
		};
	return (struct pointers_view){ at, profile->sections.len };
}

static void
fill_rows(struct request *req, const struct profile *profile,
    struct stack_view *view)
{
	struct profile_row_view *at =
	    arena_array(req->arena, PROFILE_ROWS, sizeof(*at));

	for (size_t i = 0; i < PROFILE_ROWS; i++)
		at[i] = (struct profile_row_view){
			.id = profile->rows[i].id,
			.label = profile->rows[i].label,
			.statements = words_statements(req->arena,
			    &profile->rows[i].statements),
		};
	view->rows.at = at;
	view->rows.len = PROFILE_ROWS;
}

enum status
stacks_show(struct request *req, struct response *res)
{
	const struct app *app = req->app;
	const struct profile *profile =
	    stacks_find(&app->profiles, req->params[0]);
	const struct claim *oldest;
	struct page_head head = { .path = req->path };
	struct stack_view view = { 0 };
	struct crumb way[] = { { "Stacks", "/stacks" }, { 0 } };

	if (profile == NULL)
		return NOT_FOUND;
	head.title = arena_printf(req->arena, "%s: strengths, weaknesses, "
	    "best for", profile->name);
	head.description = profile->summary;
	way[1] = (struct crumb){ profile->name, profile->href };
	head.crumbs.at = way;
	head.crumbs.len = countof(way);
	view.page = page_frame(req, &head);
	view.name = profile->name;
	view.summary = profile->summary;
	oldest = words_oldest_check(profile, NULL);
	if (oldest != NULL) {
		view.checked = oldest->checked_label;
		view.checked_iso = oldest->checked;
	}
	fill_rows(req, profile, &view);
	view.sections = sections_of(req, profile);
	view.comparisons =
	    words_comparisons(req->arena, &app->comparisons, profile);
	res->cache = cache_page;
	stack_page(&res->body, &view);
	return OK;
}
