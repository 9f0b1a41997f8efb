#include "test.h"

#include "captured.h"

#include "answer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/html.h"
#include "base/text.h"
#include "base/util.h"
#include "content/guides.h"
#include "harness.h"
#include "page.h"
#include "store/search.h"
#include "store/search_private.h"

static struct answer
ask_for(struct site *site, const char *query)
{
	BUF(target, 100000);

	buf_puts(&target, "/search?q=");
	html_percent(&target, query);
	return site_get(site, buf_text(&target));
}

static struct answer
found(struct site *site, const char *query)
{
	struct answer page = ask_for(site, query);

	if (page.code != 200)
		fail_msg("%s: %d", query, page.code);
	return page;
}

/* The place of a hit among those of a page, from 1; 0 if it is none. */
static size_t
place_of(struct site *site, const struct answer *page, const char *href)
{
	const char *wanted = arena_printf(site->arena, "<h3><a href=\"%s\">",
	    href);
	const char *at = page->body;
	size_t place = 0;

	while ((at = strstr(at, "<li class=\"hit\">")) != NULL) {
		const char *heading = strstr(at, "<h3><a href=\"");

		place++;
		if (text_starts(heading, wanted))
			return place;
		at++;
	}
	return 0;
}

/* ---- what is found ---- */

/* Each cell of a table is a line of the text; in one line a dot parts them. */
static void
cells_of_a_table_stay_apart(void **state)
{
	struct site *site = *state;
	struct answer page = found(site, "cluster module");

	answer_has(&page, "Use it for · <mark>Cluster</mark> "
	    "<mark>module</mark> · Several processes");
}

static void
every_kind_of_page_is_found(void **state)
{
	static const struct {
		const char *query;
		const char *href;
		size_t among; /* the first */
	} cases[] = {
		{ "hiring", "/stacks/go#hiring", 6 },
		{ "hiring", "/guides/disagreements#k10", 10 },
		{ "event loop", "/guides/nodejs-under-load", 1 },
		{ "event loop", "/guides/nodejs-under-load#event-loop", 3 },
		{ "who uses Rust?", "/stacks/rust#used-by", 5 },
		{ "go or rust", "/compare/go-vs-rust", 3 },
		{ "node vs python", "/compare/node-vs-python", 10 },
		{ ".NET", "/stacks/dotnet", 1 },
		{ "dotnet", "/stacks/dotnet", 1 },
		{ "nodejs", "/stacks/node", 1 },
		{ "golang", "/stacks/go", 1 },
		{ "C#", "/stacks/dotnet#what", 3 },
		{ "java", "/stacks/java", 1 },
		{ "java", "/guides/java", 2 },
		{ "000-04", "/guides/sources#c-000-04", 1 },
		{ "d12", "/guides/sources#d12", 1 },
		{ "k1", "/guides/disagreements#k1", 1 },
	};
	struct site *site = *state;

	for (size_t i = 0; i < countof(cases); i++) {
		struct answer page = found(site, cases[i].query);
		size_t place = place_of(site, &page, cases[i].href);

		if (place == 0 || place > cases[i].among)
			fail_msg("\"%s\": %s is hit %zu", cases[i].query,
			    cases[i].href, place);
	}
}

static void
every_section_of_every_guide_is_found(void **state)
{
	struct site *site = *state;

	for (size_t i = 0; i < site->front.guides.len; i++) {
		const struct guide *guide = &site->front.guides.at[i];

		for (size_t j = 0; j < guide->sections.len; j++) {
			const struct guide_section *section =
			    &guide->sections.at[j];
			struct answer page = found(site,
			    arena_printf(site->arena, "%s %s", section->title,
				guide->slug));

			if (place_of(site, &page, arena_printf(site->arena,
			    "/guides/%s#%s", guide->slug, section->id)) == 0)
				fail_msg("%s#%s is not found", guide->slug,
				    section->id);
		}
	}
}

static void
a_guide_is_found_by_what_it_opens_with(void **state)
{
	struct site *site = *state;

	for (size_t i = 0; i < site->front.guides.len; i++) {
		const struct guide *guide = &site->front.guides.at[i];
		const char *words = arena_strndup(site->arena, guide->summary,
		    strcspn(guide->summary, ".;"));
		struct answer page = found(site, words);

		assert_true(place_of(site, &page, arena_printf(site->arena,
		    "/guides/%s", guide->slug)) > 0);
	}
}

static void
every_hit_leads_to_its_place(void **state)
{
	static const char *const queries[] = { "hiring", "node", "python",
		"contested", "k", "benchmarks", "rust", "java", "d1", "data",
		"team", "sources" };
	struct site *site = *state;
	size_t followed = 0;

	for (size_t i = 0; i < countof(queries); i++) {
		struct answer page = ask_for(site, queries[i]);
		const char *at = page.body;

		while ((at = strstr(at, "<h3><a href=\"")) != NULL) {
			size_t len = strcspn(at += 13, "\"");
			const char *href = arena_strndup(site->arena, at, len);
			const char *mark = strchr(href, '#');
			struct answer place = site_get(site,
			    arena_strndup(site->arena, href,
				strcspn(href, "#")));

			if (place.code != 200 || (mark != NULL &&
			    !page_has_id(site->arena, place.body, mark + 1)))
				fail_msg("%s leads nowhere", href);
			followed++;
		}
	}
	assert_true(followed > 100);
}

/* ---- how it is shown ---- */

static void
a_hit_is_marked_and_says_where_it_stands(void **state)
{
	struct site *site = *state;
	struct answer page = found(site, "hiring");

	answer_has(&page, "<mark>Hiring</mark></a></h3>");
	answer_has(&page, "<span class=\"badge\">Stack</span> in Go</p>");
	answer_has(&page, "<span class=\"badge\">Guide</span> in ");
	page = found(site, "event loop");
	answer_has(&page, "<mark>event</mark> <mark>loop</mark>");
}

static void
a_hit_is_escaped(void **state)
{
	static const struct search_document hostile = {
		.href = "/a\"><script>",
		.kind = "<b>Kind</b>",
		.title = "<i>Title</i> hiring",
		.parent = "<u>Parent</u> hiring",
		.words = "",
		.text = "<script>hiring</script> & more",
		.weight = 100,
	};
	struct site *site = *state;
	struct answer page;

	search_free(site->front.search);
	assert_status(search_new(&hostile, 1, &site->front.search), OK);
	page = found(site, "hiring");
	answer_has(&page, "&lt;script&gt;<mark>hiring</mark>&lt;/script&gt; "
	    "&amp; more");
	answer_has(&page, "&lt;i&gt;Title&lt;/i&gt; <mark>hiring</mark>");
	answer_has(&page, "&lt;u&gt;Parent&lt;/u&gt; <mark>hiring</mark>");
	answer_has(&page, "&lt;b&gt;Kind&lt;/b&gt;");
	answer_has(&page, "href=\"/a&quot;&gt;&lt;script&gt;\"");
}

static void
the_query_is_shown_again_and_escaped(void **state)
{
	struct site *site = *state;
	struct answer page = found(site, "<script>alert(1)</script> \"x\" & y");

	answer_lacks(&page, "<script");
	answer_has(&page, "<title>Search: &lt;script&gt;alert(1)"
	    "&lt;/script&gt; &quot;x&quot; &amp; y · ");
	answer_has(&page, "name=\"q\" value=\"&lt;script&gt;alert(1)"
	    "&lt;/script&gt; &quot;x&quot; &amp; y\"");
	answer_has(&page, "“&lt;script&gt;alert(1)&lt;/script&gt; &quot;x"
	    "&quot; &amp; y”");
	page = found(site, "  hiring \n");
	answer_has(&page, "name=\"q\" value=\"hiring\"");
	answer_has(&page, "<title>Search: hiring · ");
}

static void
hits_are_counted_and_what_is_not_shown_is_said(void **state)
{
	struct site *site = *state;
	struct answer page = found(site, "node");

	answer_has(&page, "“node” is found in ");
	answer_has(&page, " places. The best 30 follow; another word narrows "
	    "them down.</h2>");
	assert_int_equal(answer_count(&page, "<li class=\"hit\">"), 30);
	page = found(site, "000-04");
	answer_has(&page, "“000-04” is found in one place.</h2>");
	assert_int_equal(answer_count(&page, "<li class=\"hit\">"), 1);
	answer_lacks(&page, "All guides");
}

static void
hits_with_some_words_are_told_from_those_with_all(void **state)
{
	struct site *site = *state;
	struct answer page = found(site, "fastify zebra");

	answer_has(&page, "No place has all the words of “fastify zebra”; ");
	answer_has(&page, " have some.");
	page = found(site, "000-04 zebra");
	answer_has(&page, "No place has all the words of “000-04 zebra”; this "
	    "one has some.");
}

/* ---- nothing to show ---- */

static void
lists_all_guides(struct site *site, const struct answer *page)
{
	answer_has(page, "<h2>All guides</h2>");
	for (size_t i = 0; i < site->front.guides.len; i++)
		answer_has(page, arena_printf(site->arena,
		    "<h3><a href=\"/guides/%s\">",
		    site->front.guides.at[i].slug));
}

static void
an_empty_query_shows_all_guides(void **state)
{
	static const char *const targets[] = { "/search", "/search?q=",
		"/search?q=+%20%09", "/search?", "/search?other=x" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(targets); i++) {
		struct answer page = site_get(site, targets[i]);

		assert_int_equal(page.code, 200);
		lists_all_guides(site, &page);
		answer_has(&page, "<title>Search · ");
		answer_lacks(&page, "class=\"outcome\"");
	}
}

static void
where_nothing_fits_there_is_a_way_on(void **state)
{
	struct site *site = *state;
	struct answer page = found(site, "zebra");

	answer_has(&page, "Nothing here speaks of “zebra”.</h2>");
	lists_all_guides(site, &page);
	answer_has(&page, "<a class=\"button\" href=\"/assessment\">");
	answer_lacks(&page, "Did you mean");
}

static void
what_was_meant_is_a_link(void **state)
{
	struct site *site = *state;
	struct answer page = found(site, "pyhton");
	const char *href;

	answer_has(&page, "Did you mean");
	href = answer_between(site->arena, &page, "Did you mean\n<a href=\"",
	    "\"");
	assert_string_equal(href, "/search?q=python");
	page = site_get(site, href);
	answer_has(&page, "“python” is found in ");
	page = found(site, "evnet lopo");
	href = answer_between(site->arena, &page, "Did you mean\n<a href=\"",
	    "\"");
	assert_true(text_starts(href, "/search?q=event%20"));
}

/* ---- what cannot be looked for ---- */

static void
is_refused(struct site *site, const struct answer *page, const char *problem)
{
	assert_int_equal(page->code, 422);
	answer_has(page, "<title>Error: Search · ");
	answer_has(page, arena_printf(site->arena,
	    "<li><a href=\"#q\">%s</a></li>", problem));
	answer_has(page, arena_printf(site->arena,
	    "<span class=\"hidden\">Error:</span> %s</p>", problem));
	answer_has(page, "aria-invalid=\"true\" aria-describedby=\"q-problem\"");
	lists_all_guides(site, page);
}

static void
a_long_query_is_refused_and_kept(void **state)
{
	struct site *site = *state;
	char *query = arena_alloc(site->arena, 10241);
	struct answer page;

	memset(query, 'x', 10240);
	page = ask_for(site, query);
	is_refused(site, &page, "Please search with at most 120 characters; "
	    "these are 10240. A few words are enough.");
	answer_has(&page, query);
	query[121] = '\0';
	page = ask_for(site, query);
	is_refused(site, &page, "Please search with at most 120 characters; "
	    "these are 121. A few words are enough.");
	query[120] = '\0';
	assert_int_equal(ask_for(site, query).code, 200);
}

static void
a_query_without_a_word_is_refused(void **state)
{
	struct site *site = *state;
	struct answer page = ask_for(site, "?! \"");

	is_refused(site, &page, "There is no word in that. Please enter one "
	    "that is made of letters or digits.");
	answer_has(&page, "value=\"?! &quot;\"");
}

static void
a_query_that_cannot_be_read_is_refused(void **state)
{
	static const char *const targets[] = { "/search?q=%zz",
		"/search?q=%ff", "/search?q=a%00b", "/search?q=a&q=b" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(targets); i++) {
		struct answer page = site_get(site, targets[i]);

		assert_int_equal(page.code, 422);
		answer_has(&page, "<title>Error: Search · ");
		answer_has(&page, "<p class=\"problem\" id=\"q-problem\">");
	}
}

/* SQLite stumbles over what the broken statement makes of a query, and its
 * message would quote it. */
static void
a_search_that_fails_is_our_fault_and_logs_no_query(void **state)
{
	struct site *site = *state;
	struct search *search = site->front.search;
	struct captured captured;
	struct answer page;

	assert_int_equal(sqlite3_finalize(search->queries[SEARCH_RANK].sqlite),
	    SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(search->db, "SELECT rowid FROM "
	    "page WHERE page MATCH 'canary:' || :words || '\"'", -1,
	    &search->queries[SEARCH_RANK].sqlite, NULL), SQLITE_OK);
	captured_begin(&captured);
	page = ask_for(site, "hiring");
	captured_end(&captured);
	assert_int_equal(page.code, 500);
	answer_has(&page, "That is our fault");
	answer_lacks(&page, "hiring");
	assert_non_null(strstr(captured.text, " search.failed code="));
	assert_null(strstr(captured.text, "hiring"));
	assert_null(strstr(captured.text, "canary"));
}

/* ---- where one can search, and what is kept of it ---- */

static void
the_form_is_a_search(void **state)
{
	static const char *const paths[] = { "/search", "/guides" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++) {
		struct answer page = site_get(site, paths[i]);

		answer_has(&page, "<form class=\"search\" role=\"search\" "
		    "method=\"get\" action=\"/search\">");
		answer_has(&page, "<label for=\"q\">");
		answer_has(&page, "<input type=\"search\" id=\"q\" name=\"q\" "
		    "value=\"\"");
	}
}

static void
every_page_leads_to_the_search(void **state)
{
	static const char *const paths[] = { "/", "/guides", "/assessment",
		"/book", "/imprint", "/nowhere" };
	struct site *site = *state;
	struct answer page;

	for (size_t i = 0; i < countof(paths); i++) {
		page = site_get(site, paths[i]);
		answer_has(&page, "<li><a href=\"/search\">Search</a></li>");
	}
	page = found(site, "hiring");
	answer_has(&page, "<a href=\"/search\" aria-current=\"true\">");
	assert_int_equal(answer_count(&page, "aria-current"), 1);
}

static void
a_search_is_kept_nowhere(void **state)
{
	static const char *const queries[][2] = {
		{ "hiring", "one page count" }, /* that something was looked for */
		{ "zebra", "one page count" },
		{ "?", "nothing" },
		{ "", "nothing" },
	};
	struct site *site = *state;

	site->front.public_url = "https://fourways.example";
	for (size_t i = 0; i < countof(queries); i++) {
		struct answer page = ask_for(site, queries[i][0]);

		assert_string_equal(answer_header(site->arena, &page,
		    "cache-control"), "no-store");
		assert_string_equal(answer_header(site->arena, &page,
		    "referrer-policy"), "no-referrer");
		assert_null(answer_header(site->arena, &page, "set-cookie"));
		answer_has(&page, "<meta name=\"robots\" content=\"noindex\">");
		answer_lacks(&page, "rel=\"canonical\"");
		answer_has(&page, arena_printf(site->arena,
		    "Stored by this request: <b>%s</b>", queries[i][1]));
	}
}

static void
the_desk_has_no_search(void **state)
{
	struct site *site = *state;

	assert_null(site->desk.search);
	assert_int_equal(desk_get(site, "/search?q=hiring").code, 404);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(cells_of_a_table_stay_apart),
		site_test(every_kind_of_page_is_found),
		site_test(every_section_of_every_guide_is_found),
		site_test(a_guide_is_found_by_what_it_opens_with),
		site_test(every_hit_leads_to_its_place),
		site_test(a_hit_is_marked_and_says_where_it_stands),
		site_test(a_hit_is_escaped),
		site_test(the_query_is_shown_again_and_escaped),
		site_test(hits_are_counted_and_what_is_not_shown_is_said),
		site_test(hits_with_some_words_are_told_from_those_with_all),
		site_test(an_empty_query_shows_all_guides),
		site_test(where_nothing_fits_there_is_a_way_on),
		site_test(what_was_meant_is_a_link),
		site_test(a_long_query_is_refused_and_kept),
		site_test(a_query_without_a_word_is_refused),
		site_test(a_query_that_cannot_be_read_is_refused),
		site_test(a_search_that_fails_is_our_fault_and_logs_no_query),
		site_test(the_form_is_a_search),
		site_test(every_page_leads_to_the_search),
		site_test(a_search_is_kept_nowhere),
		site_test(the_desk_has_no_search),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
