#include "base/arena.h"
#include "base/util.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/pages/result_words.h"
#include "web/pages/statement_words.h"
#include "web/request.h"
#include "web/response.h"

static const char cache_page[] = "public, max-age=300";

/* What a status means to a reader; the file says it to an author. */
static const char *const meanings[CLAIM_STATUS_COUNT] = {
	[CLAIM_HOLDS] = "Nobody we found disputes it, and we know nothing "
	    "against it.",
	[CLAIM_OPINION] = "A judgement, an experience or a piece of advice, "
	    "or a remark that cannot be tested.",
	[CLAIM_CONTESTED] = "Our sources contradict one another on it. Both "
	    "sides are printed.",
	[CLAIM_OUTDATED] = "No longer true, or never true as it is worded. "
	    "The correction stands beside it.",
	[CLAIM_VENDOR] = "A figure, a story or a promise in favour of what "
	    "its author sells, which we could not trace to a source.",
};

static void
fill_statuses(struct request *req, struct sources_view *view)
{
	struct claim_counts counts = claims_count(&req->app->claims);
	struct status_view *at =
	    arena_array(req->arena, CLAIM_STATUS_COUNT, sizeof(*at));
	size_t len = 0;

	for (enum claim_status s = CLAIM_HOLDS; s < CLAIM_STATUS_COUNT; s++)
		at[len++] = (struct status_view){
			.label = claim_status_label(s),
			.id = words_status_id(s),
			.meaning = meanings[s],
			.count = arena_printf(req->arena, "%zu",
			    counts.of[s]),
		};
	view->statuses.at = at;
	view->statuses.len = len;
	view->count = arena_printf(req->arena, "%zu", counts.all);
}

static struct pointers_view
corrections_of(struct arena *arena, const struct claim *claim)
{
	size_t len = claim->corrections.len;
	struct pointer_view *at = arena_array(arena, len, sizeof(*at));

	for (size_t i = 0; i < len; i++)
		at[i] = (struct pointer_view){
			.href = claim->corrections.at[i]->href,
			.title = claim->corrections.at[i]->topic,
			.text = "",
		};
	return (struct pointers_view){ at, len };
}

static struct pointers_view
contradictions_of(struct arena *arena, const struct claim *claim)
{
	size_t len = claim->contradictions.len;
	struct pointer_view *at = arena_array(arena, len, sizeof(*at));

	for (size_t i = 0; i < len; i++)
		at[i] = (struct pointer_view){
			.href = claim->contradictions.at[i]->href,
			.title = claim->contradictions.at[i]->topic,
			.text = "",
		};
	return (struct pointers_view){ at, len };
}

static struct pointers_view
uses_of(struct arena *arena, const struct claim_use *use)
{
	struct pointer_view *at =
	    arena_array(arena, use->citations.len, sizeof(*at));

	for (size_t i = 0; i < use->citations.len; i++)
		at[i] = (struct pointer_view){
			.href = use->citations.at[i].href,
			.title = use->citations.at[i].title,
			.text = "",
		};
	return (struct pointers_view){ at, use->citations.len };
}

static struct claim_view
claim_of(struct arena *arena, const struct claim_use *use)
{
	const struct claim *claim = use->claim;

	return (struct claim_view){
		.id = claim->id,
		.anchor = claim->anchor,
		.text = claim->text,
		.status = claim->status_label,
		.status_id = words_status_id(claim->status),
		.checked = claim->checked_label,
		.left_out = claim->left_out,
		.reasons = use->reasons == 0 ? "" : arena_printf(arena,
		    "%d reason%s of the assessment", use->reasons,
		    use->reasons == 1 ? "" : "s"),
		.corrections = corrections_of(arena, claim),
		.contradictions = contradictions_of(arena, claim),
		.uses = uses_of(arena, use),
	};
}

static struct source_view
source_of(struct request *req, const struct claim_source *source)
{
	const struct citations *uses = &req->app->citations;
	struct claim_view *at =
	    arena_array(req->arena, uses->len, sizeof(*at));
	struct source_view view = {
		.id = source->id,
		.name = source->name,
		.about = source->about,
		.bias = source->bias,
	};
	size_t len = 0;

	for (size_t i = 0; i < uses->len; i++)
		if (uses->at[i].claim->source == source)
			at[len++] = claim_of(req->arena, &uses->at[i]);
	view.claims.at = at;
	view.claims.len = len;
	view.count = arena_printf(req->arena, "%zu claim%s", len,
	    len == 1 ? "" : "s");
	return view;
}

static void
fill_sources(struct request *req, struct sources_view *view)
{
	const struct claim_register *claims = &req->app->claims;
	struct source_view *at =
	    arena_array(req->arena, claims->sources.len, sizeof(*at));
	const struct claim *oldest = NULL;

	for (size_t i = 0; i < claims->sources.len; i++)
		at[i] = source_of(req, &claims->sources.at[i]);
	view->sources.at = at;
	view->sources.len = claims->sources.len;
	view->source_count =
	    words_number(req->arena, claims->sources.len);
	for (size_t i = 0; i < claims->claims.len; i++) {
		const struct claim *claim = &claims->claims.at[i];

		if (oldest == NULL ||
		    strcmp(claim->checked, oldest->checked) < 0)
			oldest = claim;
	}
	view->checked = oldest == NULL ? "" : oldest->checked_label;
	view->checked_iso = oldest == NULL ? "" : oldest->checked;
}

static void
fill_corrections(struct request *req, struct sources_view *view)
{
	const struct claim_register *claims = &req->app->claims;
	struct correction_view *at =
	    arena_array(req->arena, claims->corrections.len, sizeof(*at));

	for (size_t i = 0; i < claims->corrections.len; i++) {
		const struct correction *correction =
		    &claims->corrections.at[i];

		at[i] = (struct correction_view){
			.id = correction->id,
			.anchor = correction->anchor,
			.topic = correction->topic,
			.found = correction->found,
			.done = correction->done,
		};
	}
	view->corrections.at = at;
	view->corrections.len = claims->corrections.len;
}

enum status
sources_show(struct request *req, struct response *res)
{
	static const struct crumb way[] = { { "Guides", "/guides" },
		{ "Sources and facts", "/guides/sources" } };
	struct page_head head = {
		.title = "Sources and facts",
		.description = "Every claim these guides rest on, with its "
		    "source, how far to trust it, what we corrected, and "
		    "where it is used.",
		.path = "/guides/sources",
		.crumbs = { way, countof(way) },
	};
	struct sources_view view = { .page = page_frame(req, &head) };

	fill_statuses(req, &view);
	fill_sources(req, &view);
	fill_corrections(req, &view);
	res->cache = cache_page;
	sources_page(&res->body, &view);
	return OK;
}

static struct contradiction_view
contradiction_of(struct arena *arena, const struct contradiction *c)
{
	struct position_view *at =
	    arena_array(arena, c->positions.len, sizeof(*at));
	struct contradiction_view view = {
		.id = c->id,
		.anchor = c->anchor,
		.topic = c->topic,
		.real = c->real,
		.treatment = c->treatment,
	};

	for (size_t i = 0; i < c->positions.len; i++) {
		at[i].text = c->positions.at[i].text;
		at[i].claims.at = words_claim_links(arena,
		    &c->positions.at[i].claims, &at[i].claims.len);
	}
	view.positions.at = at;
	view.positions.len = c->positions.len;
	return view;
}

enum status
disagreements_show(struct request *req, struct response *res)
{
	const struct claim_register *claims = &req->app->claims;
	size_t len = claims->contradictions.len;
	struct contradiction_view *at =
	    arena_array(req->arena, len, sizeof(*at));
	static const struct crumb way[] = { { "Guides", "/guides" },
		{ "Disagreements", "/guides/disagreements" } };
	struct page_head head = {
		.title = "Disagreements",
		.description = "Where our sources contradict one another: "
		    "both positions, whether the conflict is real, and what "
		    "the assessment does with it.",
		.path = "/guides/disagreements",
		.crumbs = { way, countof(way) },
	};
	struct disagreements_view view = {
		.page = page_frame(req, &head),
		.count = words_number(req->arena, len),
	};

	for (size_t i = 0; i < len; i++)
		at[i] = contradiction_of(req->arena,
		    &claims->contradictions.at[i]);
	view.contradictions.at = at;
	view.contradictions.len = len;
	res->cache = cache_page;
	disagreements_page(&res->body, &view);
	return OK;
}
