#include "test.h"

#include <jansson.h>

#include "answer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/util.h"
#include "content/absolute.h"
#include "harness.h"
#include "web/xml.h"

#define SITE "https://fourways.example"

/* What a title must survive. */
#define HOSTILE "</script><b>\"R&D\"\xe2\x80\xa8'"

enum { TEXT_MAX = 1 << 20 };

/* The first guides with dates that cannot be mistaken for one another. */
static struct guide *
dated_guides(struct site *site)
{
	const struct guides *guides = &site->front.guides;
	struct guide *at =
	    arena_array(site->arena, guides->len, sizeof(*at));

	assert_true(guides->len < 28);
	for (size_t i = 0; i < guides->len; i++) {
		at[i] = guides->at[i];
		at[i].published =
		    arena_printf(site->arena, "2026-03-%02zu", i + 1);
		at[i].updated =
		    arena_printf(site->arena, "2026-04-%02zu", i + 1);
		at[i].checked =
		    arena_printf(site->arena, "2026-05-%02zu", i + 1);
	}
	site->front.public_url = SITE;
	site->front.guides.at = at;
	return at;
}

static struct answer
guide_page_of(struct site *site, const struct guide *guide)
{
	return site_get(site, arena_printf(site->arena, "/guides/%s",
	    guide->slug));
}

/* The data of a page, to be freed; of NULL, there must be none. */
static json_t *
data_of(const struct answer *page)
{
	static const char begin[] = "<script type=\"application/ld+json\">";
	const char *at = strstr(page->body, begin);
	const char *end;
	json_t *data;

	if (at == NULL)
		return NULL;
	at += strlen(begin);
	end = strstr(at, "</script>");
	assert_non_null(end);
	assert_null(strstr(at, begin));
	data = json_loadb(at, (size_t)(end - at), JSON_REJECT_DUPLICATES,
	    NULL);
	assert_non_null(data);
	assert_string_equal(
	    json_string_value(json_object_get(data, "@context")),
	    "https://schema.org");
	return data;
}

/* The one thing of a type that the data speak of, or NULL. */
static const json_t *
thing(const json_t *data, const char *type)
{
	const json_t *graph = json_object_get(data, "@graph");
	const json_t *found = NULL;

	for (size_t i = 0; i < json_array_size(graph); i++) {
		const json_t *one = json_array_get(graph, i);

		if (strcmp(json_string_value(json_object_get(one, "@type")),
			type) != 0)
			continue;
		assert_null(found);
		found = one;
	}
	return found;
}

static const char *
value(const json_t *of, const char *name)
{
	const char *text = json_string_value(json_object_get(of, name));

	if (text == NULL)
		fail_msg("the data have no %s", name);
	return text;
}

/* Within one entry of feed or site map: what stands between two texts. */
static const char *
entry_of(struct site *site, const struct answer *answer, const char *key,
    const char *end)
{
	const char *at = strstr(answer->body, key);
	const char *stop = at == NULL ? NULL : strstr(at, end);

	if (stop == NULL)
		fail_msg("no entry with %s", key);
	return arena_strndup(site->arena, at, (size_t)(stop - at));
}

static void
has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("%.400s lacks %s", text, part);
}

/* ---- the three dates ---- */

static void
page_and_data_agree(struct site *site, const struct guide *guide)
{
	struct answer page = guide_page_of(site, guide);
	json_t *data = data_of(&page);
	const json_t *article = thing(data, "Article");
	const char *dates = answer_between(site->arena, &page,
	    "<dl class=\"dates\">", "</dl>");

	has(dates, arena_printf(site->arena,
	    "<dt>Published</dt><dd><time datetime=\"%s\">",
	    guide->published));
	has(dates, arena_printf(site->arena,
	    "<dt>Updated</dt><dd><time datetime=\"%s\">", guide->updated));
	has(dates, arena_printf(site->arena,
	    "<dt>Facts checked</dt><dd><time datetime=\"%s\">",
	    guide->checked));
	assert_string_equal(value(article, "datePublished"),
	    guide->published);
	assert_string_equal(value(article, "dateModified"), guide->updated);
	assert_string_equal(value(json_object_get(article,
	    "mainEntityOfPage"), "lastReviewed"), guide->checked);
	json_decref(data);
}

static void
a_guide_has_the_same_dates_wherever_they_stand(void **state)
{
	struct site *site = *state;
	const struct guide *guides = dated_guides(site);
	struct answer feed = site_get(site, "/feed.xml");
	struct answer map = site_get(site, "/sitemap.xml");

	for (size_t i = 0; i < site->front.guides.len; i++) {
		const struct guide *guide = &guides[i];
		const char *entry = entry_of(site, &feed,
		    arena_printf(site->arena, "<id>" SITE "/guides/%s</id>",
			guide->slug), "</entry>");

		page_and_data_agree(site, guide);
		has(entry, arena_printf(site->arena,
		    "<published>%sT00:00:00Z</published>",
		    guide->published));
		has(entry, arena_printf(site->arena,
		    "<updated>%sT00:00:00Z</updated>", guide->updated));
		answer_has(&map, arena_printf(site->arena,
		    "<loc>" SITE "/guides/%s</loc><lastmod>%s</lastmod>",
		    guide->slug, guide->updated));
	}
}

static void
feed_and_lists_are_as_new_as_the_newest_guide(void **state)
{
	struct site *site = *state;
	struct guide *guides = dated_guides(site);
	struct answer feed;
	struct answer map;

	guides[1].updated = "2026-12-24";
	feed = site_get(site, "/feed.xml");
	map = site_get(site, "/sitemap.xml");
	has(entry_of(site, &feed, "<feed", "<entry>"),
	    "<updated>2026-12-24T00:00:00Z</updated>");
	answer_has(&map, "<loc>" SITE "/</loc><lastmod>2026-12-24<");
	answer_has(&map, "<loc>" SITE "/guides</loc><lastmod>2026-12-24<");
}

/* ---- data for machines ---- */

static void
a_guide_says_what_it_is(void **state)
{
	struct site *site = *state;
	const struct guide *guide = &dated_guides(site)[2];
	struct answer page = guide_page_of(site, guide);
	const char *url = arena_printf(site->arena, SITE "/guides/%s",
	    guide->slug);
	json_t *data = data_of(&page);
	const json_t *article = thing(data, "Article");
	const json_t *about = json_object_get(article, "mainEntityOfPage");

	assert_string_equal(value(article, "headline"), guide->title);
	assert_string_equal(value(article, "description"), guide->summary);
	assert_int_equal(json_integer_value(json_object_get(article,
	    "wordCount")), guide->word_count);
	assert_string_equal(value(article, "timeRequired"),
	    arena_printf(site->arena, "PT%dM", guide->reading_minutes));
	assert_string_equal(value(json_object_get(article, "author"),
	    "name"), site->front.settings.owner.name);
	assert_string_equal(value(json_object_get(article, "publisher"),
	    "name"), site->front.settings.name);
	assert_string_equal(value(about, "@type"), "WebPage");
	assert_string_equal(value(about, "url"), url);
	assert_string_equal(value(json_object_get(article, "image"), "url"),
	    answer_between(site->arena, &page,
		"<meta property=\"og:image\" content=\"", "\""));
	json_decref(data);
}

static void
a_guide_names_the_way_to_it(void **state)
{
	struct site *site = *state;
	const struct guide *guide = &dated_guides(site)[0];
	const char *url = arena_printf(site->arena, SITE "/guides/%s",
	    guide->slug);
	const char *const wanted[][2] = {
		{ site->front.settings.name, SITE "/" },
		{ "Guides", SITE "/guides" },
		{ guide->title, url },
	};
	struct answer page = guide_page_of(site, guide);
	json_t *data = data_of(&page);
	const json_t *steps = json_object_get(thing(data, "BreadcrumbList"),
	    "itemListElement");

	assert_int_equal(json_array_size(steps), countof(wanted));
	for (size_t i = 0; i < countof(wanted); i++) {
		const json_t *step = json_array_get(steps, i);

		assert_int_equal(json_integer_value(json_object_get(step,
		    "position")), i + 1);
		assert_string_equal(value(step, "name"), wanted[i][0]);
		assert_string_equal(value(step, "item"), wanted[i][1]);
	}
	json_decref(data);
}

static void
a_page_about_nothing_in_particular_carries_no_data(void **state)
{
	static const char *const paths[] = { "/", "/assessment", "/book",
		"/assessment/js-crud-mvp-one", "/imprint", "/nowhere" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++) {
		struct answer page = site_get(site, paths[i]);

		assert_null(data_of(&page));
	}
}

/* ---- texts that would like to be markup ---- */

static void
no_text_ends_the_data(void **state)
{
	struct site *site = *state;
	struct guide *guide = &dated_guides(site)[0];
	struct answer page;
	json_t *data;

	guide->title = HOSTILE;
	guide->summary = "<!-- <script> " HOSTILE;
	site->front.settings.name = HOSTILE;
	site->front.settings.owner.name = HOSTILE;
	page = guide_page_of(site, guide);
	assert_int_equal(answer_count(&page, "<script"), 1);
	assert_int_equal(answer_count(&page, "</script>"), 1);
	data = data_of(&page);
	assert_string_equal(value(thing(data, "Article"), "headline"),
	    HOSTILE);
	assert_string_equal(value(thing(data, "Article"), "description"),
	    "<!-- <script> " HOSTILE);
	json_decref(data);
}

static void
the_data_are_plain_letters(void **state)
{
	struct site *site = *state;
	struct guide *guide = &dated_guides(site)[0];
	struct answer page;
	const char *at;

	guide->title = HOSTILE "<>&\xe2\x80\xa9\xc3\xbc";
	page = guide_page_of(site, guide);
	at = strstr(page.body, "ld+json\">") + strlen("ld+json\">");
	for (; !text_starts(at, "</script>"); at++)
		if ((*at & 0x80) != 0 || *at == '<' || *at == '>' ||
		    *at == '&')
			fail_msg("as it is: %.40s", at);
}

static void
no_text_ends_an_element_of_the_feed(void **state)
{
	struct site *site = *state;
	struct guide *guides = dated_guides(site);
	struct answer feed;

	guides[0].title = HOSTILE;
	guides[0].summary = HOSTILE;
	site->front.settings.name = HOSTILE;
	site->front.settings.tagline = HOSTILE;
	site->front.settings.owner.name = HOSTILE;
	feed = site_get(site, "/feed.xml");
	assert_int_equal(answer_count(&feed, "&lt;/script&gt;&lt;b&gt;"
	    "&quot;R&amp;D&quot;\xe2\x80\xa8&#39;</"), 5);
	answer_lacks(&feed, "<b>");
	answer_lacks(&feed, "R&D");
}

/* ---- the feed ---- */

static void
the_feed_has_every_guide_in_full(void **state)
{
	struct site *site = *state;
	const struct guide *guides = dated_guides(site);
	struct answer feed = site_get(site, "/feed.xml");

	assert_int_equal(feed.code, 200);
	assert_string_equal(answer_header(site->arena, &feed,
	    "content-type"), "application/atom+xml; charset=utf-8");
	assert_int_equal(answer_count(&feed, "<entry>"),
	    site->front.guides.len);
	for (size_t i = 0; i < site->front.guides.len; i++) {
		const char *url = arena_printf(site->arena,
		    SITE "/guides/%s", guides[i].slug);
		BUF(html, TEXT_MAX);
		BUF(text, TEXT_MAX);

		absolute_links(&html, guides[i].html, SITE, url);
		absolute_links(&html, guides[i].notes_html, SITE, url);
		xml_text(&text, buf_text(&html));
		answer_has(&feed, buf_text(&text));
	}
	answer_lacks(&feed, "href=&quot;/");
	answer_lacks(&feed, "href=&quot;#");
}

static void
the_feed_says_whose_it_is_and_where(void **state)
{
	struct site *site = *state;
	const char *head;
	struct answer feed;

	(void)dated_guides(site);
	feed = site_get(site, "/feed.xml");
	head = entry_of(site, &feed, "<feed", "<entry>");
	has(head, "<title>Fourways</title>");
	has(head, "<author>\n<name>Alex Morgan</name>\n</author>");
	has(head, arena_printf(site->arena, "<subtitle>%s</subtitle>",
	    site->front.settings.tagline));
	has(head, "<link rel=\"self\" type=\"application/atom+xml\" "
	    "href=\"" SITE "/feed.xml\"/>");
	has(head, "<link rel=\"alternate\" type=\"text/html\" "
	    "href=\"" SITE "/guides\"/>");
	site->front.settings.tagline = "";
	feed = site_get(site, "/feed.xml");
	answer_lacks(&feed, "<subtitle>");
}

static void
every_page_for_visitors_names_the_feed(void **state)
{
	static const char *const paths[] = { "/", "/guides",
		"/guides/java", "/assessment", "/nowhere" };
	static const char link[] = "<link rel=\"alternate\" "
	    "type=\"application/atom+xml\" title=\"Fourways: guides\" "
	    "href=\"/feed.xml\">";
	struct site *site = *state;
	struct answer desk = desk_get(site, "/admin/login");

	for (size_t i = 0; i < countof(paths); i++) {
		struct answer page = site_get(site, paths[i]);

		assert_int_equal(answer_count(&page, link), 1);
	}
	answer_lacks(&desk, "feed.xml");
	assert_int_equal(desk_get(site, "/feed.xml").code, 404);
	assert_int_equal(desk_get(site, "/sitemap.xml").code, 404);
}

/* ---- the site map ---- */

/* The next address, without the site; NULL behind the last. */
static const char *
next_listed(struct site *site, const char **at)
{
	static const char begin[] = "<loc>" SITE;
	const char *from = strstr(*at, begin);

	if (from == NULL)
		return NULL;
	from += strlen(begin);
	*at = strchr(from, '<');
	return arena_strndup(site->arena, from, (size_t)(*at - from));
}

static void
the_sitemap_lists_pages_to_be_found_each_once(void **state)
{
	struct site *site = *state;
	struct answer map;
	const char *at;
	const char *path;

	site->front.public_url = SITE;
	map = site_get(site, "/sitemap.xml");
	assert_string_equal(answer_header(site->arena, &map,
	    "content-type"), "application/xml; charset=utf-8");
	at = map.body;
	while ((path = next_listed(site, &at)) != NULL) {
		struct answer page = site_get(site, path);

		if (page.code != 200)
			fail_msg("%s answers %d", path, page.code);
		answer_lacks(&page, "content=\"noindex\"");
		answer_has(&page, arena_printf(site->arena,
		    "<link rel=\"canonical\" href=\"" SITE "%s\">", path));
		assert_int_equal(answer_count(&map, arena_printf(site->arena,
		    "<loc>" SITE "%s</loc>", path)), 1);
	}
}

static void
the_sitemap_forgets_no_family_of_pages(void **state)
{
	static const char *const paths[] = { "/", "/guides",
		"/guides/java", "/guides/sources", "/guides/disagreements",
		"/stacks", "/stacks/node", "/stacks/java", "/compare",
		"/compare/node-vs-python", "/compare/rust-vs-java",
		"/assessment", "/assessment/proof", "/book", "/privacy",
		"/imprint" };
	struct site *site = *state;
	const struct app *app = &site->front;
	struct answer map;

	site->front.public_url = SITE;
	map = site_get(site, "/sitemap.xml");
	for (size_t i = 0; i < countof(paths); i++)
		answer_has(&map, arena_printf(site->arena,
		    "<loc>" SITE "%s</loc>", paths[i]));
	assert_int_equal(answer_count(&map, "<loc>" SITE "/guides/"),
	    app->guides.len + 2);
	assert_int_equal(answer_count(&map, "<loc>" SITE "/stacks/"),
	    app->profiles.len);
	assert_int_equal(answer_count(&map, "<loc>" SITE "/compare/"),
	    app->comparisons.len);
	answer_lacks(&map, "/assessment/js-");
	answer_lacks(&map, "/admin");
}

/* A claim is looked at once more, on this day: the only one of the register,
 * and one that the first profile rests on. */
static void
check_again(struct site *site, const char *day)
{
	struct app *app = &site->front;
	struct claim *claim = arena_alloc(site->arena, sizeof(*claim));
	const struct claim **list =
	    arena_alloc(site->arena, sizeof(*list));
	struct statement *sentence =
	    arena_alloc(site->arena, sizeof(*sentence));
	struct profile *profiles = arena_array(site->arena,
	    app->profiles.len, sizeof(*profiles));
	struct comparison *pairs = arena_array(site->arena,
	    app->comparisons.len, sizeof(*pairs));

	*claim = app->claims.claims.at[0];
	claim->checked = day;
	*list = claim;
	*sentence = (struct statement){ "", { list, 1 }, false, false };
	memcpy(profiles, app->profiles.at,
	    app->profiles.len * sizeof(*profiles));
	profiles[0].rows[PROFILE_USED_BY].statements =
	    (struct statements){ sentence, 1 };
	memcpy(pairs, app->comparisons.at,
	    app->comparisons.len * sizeof(*pairs));
	pairs[0].a = &profiles[0];
	app->profiles.at = profiles;
	app->comparisons.at = pairs;
	app->claims.claims.at = claim;
	app->claims.claims.len = 1;
}

static void
what_rests_on_claims_is_as_new_as_their_last_check(void **state)
{
	static const char *const newer[] = { "/guides/sources",
		"/guides/disagreements", "/stacks", "/stacks/node",
		"/compare", "/compare/node-vs-python" };
	static const char *const older[] = { "/", "/guides/java",
		"/stacks/python", "/compare/node-vs-dotnet" };
	struct site *site = *state;
	struct answer map;

	site->front.public_url = SITE;
	check_again(site, "2027-01-02");
	map = site_get(site, "/sitemap.xml");
	for (size_t i = 0; i < countof(newer); i++)
		answer_has(&map, arena_printf(site->arena, "<loc>" SITE
		    "%s</loc><lastmod>2027-01-02</lastmod>", newer[i]));
	for (size_t i = 0; i < countof(older); i++)
		answer_has(&map, arena_printf(site->arena, "<loc>" SITE
		    "%s</loc><lastmod>2026-", older[i]));
	/* A form is not of a day. */
	answer_has(&map, "<loc>" SITE "/book</loc></url>");
}

/* ---- Open Graph ---- */

static void
a_page_to_be_found_says_how_to_show_it_elsewhere(void **state)
{
	static const struct {
		const char *path;
		const char *type;
	} cases[] = { { "/", "website" }, { "/guides", "website" },
		{ "/guides/java", "article" }, { "/stacks/go", "website" } };
	struct site *site = *state;

	site->front.public_url = SITE;
	site->front.settings.name = "Roads & Co";
	for (size_t i = 0; i < countof(cases); i++) {
		struct answer page = site_get(site, cases[i].path);
		const char *description = answer_between(site->arena, &page,
		    "<meta name=\"description\" content=\"", "\"");

		answer_has(&page, arena_printf(site->arena,
		    "<meta property=\"og:type\" content=\"%s\">",
		    cases[i].type));
		answer_has(&page, arena_printf(site->arena,
		    "<meta property=\"og:url\" content=\"" SITE "%s\">",
		    cases[i].path));
		assert_string_equal(answer_between(site->arena, &page,
		    "<meta property=\"og:description\" content=\"", "\""),
		    description);
		answer_has(&page, "<meta property=\"og:site_name\" "
		    "content=\"Roads &amp; Co\">");
		answer_has(&page, "<meta property=\"og:locale\" "
		    "content=\"en_GB\">");
		answer_has(&page, "<meta property=\"og:image\" "
		    "content=\"" SITE "/pictures/general.png\">");
	}
}

static void
a_page_of_nobodys_has_no_open_graph(void **state)
{
	static const char *const paths[] = { "/assessment/js-crud-mvp-one",
		"/assessment?team=js&hard=nonsense", "/nowhere" };
	struct site *site = *state;
	struct answer desk;

	site->front.public_url = SITE;
	site->desk.public_url = SITE;
	for (size_t i = 0; i < countof(paths); i++) {
		struct answer page = site_get(site, paths[i]);

		answer_lacks(&page, "property=\"og:");
		answer_has(&page, "content=\"noindex\"");
	}
	desk = desk_get(site, "/admin/login");
	answer_lacks(&desk, "property=\"og:");
	answer_has(&desk, "content=\"noindex\"");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(a_guide_has_the_same_dates_wherever_they_stand),
		site_test(feed_and_lists_are_as_new_as_the_newest_guide),
		site_test(a_guide_says_what_it_is),
		site_test(a_guide_names_the_way_to_it),
		site_test(a_page_about_nothing_in_particular_carries_no_data),
		site_test(no_text_ends_the_data),
		site_test(the_data_are_plain_letters),
		site_test(no_text_ends_an_element_of_the_feed),
		site_test(the_feed_has_every_guide_in_full),
		site_test(the_feed_says_whose_it_is_and_where),
		site_test(every_page_for_visitors_names_the_feed),
		site_test(the_sitemap_lists_pages_to_be_found_each_once),
		site_test(the_sitemap_forgets_no_family_of_pages),
		site_test(what_rests_on_claims_is_as_new_as_their_last_check),
		site_test(a_page_to_be_found_says_how_to_show_it_elsewhere),
		site_test(a_page_of_nobodys_has_no_open_graph),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
