#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "domain/problems.h"
#include "store/search.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/page.h"
#include "web/pages/cards.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

enum { HITS_SHOWN = 30 };

/* One search, while its page is made. */
struct inquiry {
	const char *query; /* as typed, trimmed; "" asks nothing */
	struct problems problems;
	struct search_hits hits;
};

/* Cells of a table, items and headings are lines of their own in what is
 * searched, and most end without a full stop: a dot between them keeps them
 * apart where they are shown in one line. */
static const char *
in_one_line(struct arena *arena, const char *text, char before)
{
	BUF(out, SIZE_MAX);

	for (; *text != '\0'; before = *text++)
		if (*text != '\n')
			buf_putc(&out, *text);
		else if (before != '\0' && strchr(" .,;:?!", before) == NULL)
			buf_puts(&out, " · ");
		else
			buf_putc(&out, ' ');
	return arena_strdup(arena, buf_text(&out));
}

static struct pieces_view
pieces_view(struct arena *arena, const struct search_pieces *pieces)
{
	struct piece_view *at = arena_array(arena, pieces->len, sizeof(*at));
	char before = '\0';

	for (size_t i = 0; i < pieces->len; i++) {
		const char *text = pieces->at[i].text;

		at[i] = (struct piece_view){ in_one_line(arena, text, before),
			pieces->at[i].marked };
		if (*text != '\0')
			before = text[strlen(text) - 1];
	}
	return (struct pieces_view){ at, pieces->len };
}

static void
fill_hits(struct arena *arena, const struct search_hits *hits,
    struct search_view *view)
{
	struct hit_view *at = arena_array(arena, hits->len, sizeof(*at));
	struct meant_view *meant =
	    arena_array(arena, hits->meant_len, sizeof(*meant));

	for (size_t i = 0; i < hits->len; i++)
		at[i] = (struct hit_view){
			.href = hits->at[i].href,
			.kind = hits->at[i].kind,
			.parent = pieces_view(arena, &hits->at[i].parent),
			.title = pieces_view(arena, &hits->at[i].title),
			.snippet = pieces_view(arena, &hits->at[i].snippet),
		};
	for (size_t i = 0; i < hits->meant_len; i++)
		meant[i] = (struct meant_view){ hits->meant[i],
			i + 1 < hits->meant_len };
	view->hits.at = at;
	view->hits.len = hits->len;
	view->meant.at = meant;
	view->meant.len = hits->meant_len;
}

/* How many, and of what; what is not shown is said. */
static const char *
outcome(struct arena *arena, const struct inquiry *inquiry)
{
	const struct search_hits *hits = &inquiry->hits;
	long long count = hits->count;
	const char *found;

	if (*inquiry->query == '\0' || inquiry->problems.len > 0)
		return "";
	if (hits->match == SEARCH_NOTHING)
		return arena_printf(arena, "Nothing here speaks of “%s”.",
		    inquiry->query);
	if (hits->match == SEARCH_ALL)
		found = arena_printf(arena, count == 1 ?
		    "“%s” is found in one place." :
		    "“%s” is found in %lld places.", inquiry->query, count);
	else
		found = arena_printf(arena, count == 1 ?
		    "No place has all the words of “%s”; this one has some." :
		    "No place has all the words of “%s”; %lld have some.",
		    inquiry->query, count);
	if (count <= HITS_SHOWN)
		return found;
	return arena_printf(arena, "%s The best %d follow; another word "
	    "narrows them down.", found, HITS_SHOWN);
}

static void
show(struct request *req, struct response *res, const struct inquiry *inquiry)
{
	struct page_head head = {
		.title = *inquiry->query == '\0' || inquiry->problems.len > 0 ?
		    "Search" : arena_printf(req->arena, "Search: %s",
			inquiry->query),
		.wrong = inquiry->problems.len > 0,
	};
	struct search_view view = {
		.page = page_frame(req, &head),
		.problems = page_problems(req, &inquiry->problems),
		.form = { page_field(inquiry->query, &inquiry->problems, "q"),
		    "What are you looking for?" },
		.outcome = outcome(req->arena, inquiry),
		.lists_guides = inquiry->hits.len == 0,
		.found_nothing = inquiry->hits.match == SEARCH_NOTHING,
		.guides = guide_cards(req->arena, &req->app->guides),
	};

	fill_hits(req->arena, &inquiry->hits, &view);
	/* The address holds what was searched for: it goes nowhere from here,
	 * not even into the log of a proxy as where a visitor came from. */
	res->referrer = "no-referrer";
	search_page(&res->body, &view);
}

/* Why this cannot be looked for, or NULL. */
static const char *
refusal(const struct request *req, const char *query)
{
	size_t len = text_length(query);

	if (req->form_problem != NULL)
		return req->form_problem;
	if (len <= SEARCH_QUERY_MAX)
		return NULL;
	return arena_printf(req->arena, "Please search with at most %d "
	    "characters; these are %zu. A few words are enough.",
	    SEARCH_QUERY_MAX, len);
}

enum status
search_show(struct request *req, struct response *res)
{
	struct inquiry inquiry = {
		.query = text_trim(req->arena, form_text(&req->form, "q")),
	};
	const char *problem = refusal(req, inquiry.query);
	enum status st = OK;

	if (problem == NULL && *inquiry.query != '\0') {
		st = search_find(req->arena, req->app->search, inquiry.query,
		    HITS_SHOWN, &inquiry.hits);
		if (st == INVALID)
			problem = "There is no word in that. Please enter one "
			    "that is made of letters or digits.";
		else if (st != OK)
			return st;
	}
	if (problem != NULL)
		problems_add(&inquiry.problems, "q", problem);
	else if (*inquiry.query != '\0')
		request_count(req, COUNT_SEARCH);
	show(req, res, &inquiry);
	return problem != NULL ? INVALID : OK;
}
