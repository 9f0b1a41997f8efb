#include "base/arena.h"
#include "domain/problems.h"
#include "base/util.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/page.h"
#include "web/pages/cards.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

static const char cache_page[] = "public, max-age=300";

struct guide_cards
guide_cards(struct arena *arena, const struct guides *guides)
{
	struct guide_card *at = arena_array(arena, guides->len, sizeof(*at));

	for (size_t i = 0; i < guides->len; i++) {
		const struct guide *guide = &guides->at[i];

		at[i] = (struct guide_card){
			.slug = guide->slug,
			.title = guide->title,
			.summary = guide->summary,
			.reading_minutes = guide->reading_minutes,
			.updated = guide->updated_label,
			.updated_iso = guide->updated,
		};
	}
	return (struct guide_cards){ at, guides->len };
}

enum status
guides_index(struct request *req, struct response *res)
{
	struct page_head head = {
		.title = "Guides",
		.description = "Backend stacks compared: what holds, what is "
		    "disputed, and what it means for your case.",
		.path = "/guides",
	};
	const struct problems none = { 0 };
	struct guides_view view = {
		.page = page_frame(req, &head),
		.search = { page_field(NULL, &none, "q"),
		    "Search in all of them" },
		.guides = guide_cards(req->arena, &req->app->guides),
	};

	res->cache = cache_page;
	guides_page(&res->body, &view);
	return OK;
}

static void
fill_sections(struct arena *arena, const struct guide *guide,
    struct guide_view *view)
{
	struct guide_link *at =
	    arena_array(arena, guide->sections.len, sizeof(*at));

	for (size_t i = 0; i < guide->sections.len; i++)
		at[i] = (struct guide_link){
			.id = guide->sections.at[i].id,
			.title = guide->sections.at[i].title,
			.nested = guide->sections.at[i].level > 2,
		};
	view->sections.at = at;
	view->sections.len = guide->sections.len;
}

static void
fill_neighbours(const struct guides *guides, const struct guide *guide,
    struct guide_view *view)
{
	size_t i = (size_t)(guide - guides->at);

	if (i > 0) {
		view->previous_slug = guides->at[i - 1].slug;
		view->previous_title = guides->at[i - 1].title;
	}
	if (i + 1 < guides->len) {
		view->next_slug = guides->at[i + 1].slug;
		view->next_title = guides->at[i + 1].title;
	}
}

static void
show(struct request *req, struct response *res, const struct guide *guide)
{
	const struct crumb way[] = { { "Guides", "/guides" },
		{ guide->title, req->path } };
	struct page_head head = {
		.title = guide->title,
		.description = guide->summary,
		.path = req->path,
		.crumbs = { way, countof(way) },
		.guide = guide,
		.copies = memmem(guide->html.data, guide->html.len, "<pre",
		    strlen("<pre")) != NULL,
	};
	struct guide_view view = {
		.page = page_frame(req, &head),
		.title = guide->title,
		.summary = guide->summary,
		.published = guide->published_label,
		.updated = guide->updated_label,
		.checked = guide->checked_label,
		.published_iso = guide->published,
		.updated_iso = guide->updated,
		.checked_iso = guide->checked,
		.reading_minutes = guide->reading_minutes,
		.html = guide->html,
		.notes = guide->notes_html,
		.assessment_href = "/assessment",
	};

	if (*guide->prefill != '\0')
		view.assessment_href = arena_printf(req->arena,
		    "/assessment?%s&edit=1", guide->prefill);
	fill_sections(req->arena, guide, &view);
	fill_neighbours(&req->app->guides, guide, &view);
	res->cache = cache_page;
	guide_page(&res->body, &view);
}

enum status
guides_show(struct request *req, struct response *res)
{
	const struct guide *guide =
	    guides_find(&req->app->guides, req->params[0]);

	if (guide == NULL)
		return NOT_FOUND;
	request_count(req, count_of_guide(req->app, guide));
	show(req, res, guide);
	return OK;
}
