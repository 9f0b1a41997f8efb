#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "content/guides.h"
#include "harness.h"
#include "page.h"
#include "web/prepared.h"
#include "wish.h"

/* ---- the front page and the list of guides ---- */

static void
the_front_page_leads_to_all_three_ways(void **state)
{
	static const char *const ways[] = {
		"href=\"/assessment\">Answer four questions</a>",
		"href=\"/guides\">All guides</a>",
		"href=\"/book\">Book a free call</a>" };
	struct site *site = *state;
	struct answer page = site_get(site, "/");

	assert_int_equal(page.code, 200);
	for (size_t i = 0; i < countof(ways); i++)
		answer_has(&page, ways[i]);
	answer_has(&page, "30 minutes with Alex Morgan.");
	answer_has(&page, "usually answers within 24 hours");
	answer_lacks(&page, "Demonstration");
}

static void
the_settings_are_what_the_front_page_says(void **state)
{
	struct site *site = *state;
	struct answer page;

	site->front.settings.reply_hours = 48;
	site->front.settings.availability.slot_minutes = 45;
	site->front.settings.name = "Cross & Roads";
	site->front.settings.owner.name = "Bo <Bo>";
	page = site_get(site, "/");
	answer_has(&page, "usually answers within 48 hours");
	answer_has(&page, "45 minutes with Bo &lt;Bo&gt;.");
	answer_has(&page, "Cross &amp; Roads</title>");
}

static void
the_front_page_names_the_next_free_time(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct answer page = site_get(site, "/");

	answer_has(&page, "Next free time: <strong>Tuesday 24 November 2026, "
	    "09:00</strong> (Europe/Berlin).");
	(void)wish_book(site, &wish);
	page = site_get(site, "/");
	answer_has(&page, "<strong>Tuesday 24 November 2026, 09:30</strong>");
}

static void
a_prepared_front_page_is_never_older_than_a_minute(void **state)
{
	struct site *site = *state;
	struct wish wish = wish_of_page(site);
	struct prepared_page *page;
	struct prepared_bytes *old;

	site->front.prepared = prepared_new();
	assert_status(prepared_add(site->front.prepared, &site->front, "/"),
	    OK);
	prepared_live(site->front.prepared, &site->front, "/");
	page = prepared_find(site->front.prepared, "/");
	old = prepared_choose(page, NULL, NULL, site->now);
	assert_non_null(strstr(old->bytes, "2026, 09:00</strong>"));
	(void)wish_book(site, &wish);
	old = prepared_choose(page, NULL, NULL, site->now + 59);
	assert_non_null(strstr(old->bytes, "2026, 09:00</strong>"));
	old = prepared_choose(page, NULL, NULL, site->now + 60);
	assert_null(strstr(old->bytes, "2026, 09:00</strong>"));
	assert_non_null(strstr(old->bytes, "2026, 09:30</strong>"));
	prepared_free(site->front.prepared);
	site->front.prepared = NULL;
}

static void
a_front_page_that_cannot_be_made_anew_stays(void **state)
{
	struct site *site = *state;
	struct prepared_page *page;
	const char *tag;

	site->front.prepared = prepared_new();
	assert_status(prepared_add(site->front.prepared, &site->front, "/"),
	    OK);
	prepared_live(site->front.prepared, &site->front, "/");
	page = prepared_find(site->front.prepared, "/");
	tag = arena_strdup(site->arena, page->etag[IDENTITY]);
	free(page->path);
	page->path = strdup("/nowhere");
	assert_non_null(prepared_choose(page, NULL, NULL, site->now));
	assert_string_equal(page->etag[IDENTITY], tag);
	assert_true(page->full[IDENTITY].len > 0);
	prepared_free(site->front.prepared);
	site->front.prepared = NULL;
}

static void
without_a_free_time_the_front_page_says_so(void **state)
{
	struct site *site = *state;
	struct answer page;

	site->front.settings.availability.horizon_days = 0;
	page = site_get(site, "/");
	answer_has(&page, "No time is free just now.");
	answer_has(&page, "href=\"/contact\">Name a time</a>");
	answer_lacks(&page, "Next free time");
	site->front.settings.capacity.open = false;
	page = site_get(site, "/");
	answer_has(&page, "No calls can be booked at the moment.");
	answer_has(&page, "href=\"/contact\">Write to us</a>");
}

static void
every_guide_stands_in_the_list(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/guides");
	const char *last = page.body;

	assert_int_equal(page.code, 200);
	assert_true(site->front.guides.len >= 2);
	for (size_t i = 0; i < site->front.guides.len; i++) {
		const struct guide *guide = &site->front.guides.at[i];
		const char *at = strstr(last, arena_printf(site->arena,
		    "<h3><a href=\"/guides/%s\">", guide->slug));

		if (at == NULL)
			fail_msg("%s is not there, or not in its place",
			    guide->slug);
		last = at;
		answer_has(&page, arena_printf(site->arena, "%d min read",
		    guide->reading_minutes));
	}
}

/* ---- a guide ---- */

static void
a_guide_shows_its_dates_and_text(void **state)
{
	struct site *site = *state;

	for (size_t i = 0; i < site->front.guides.len; i++) {
		const struct guide *guide = &site->front.guides.at[i];
		struct answer page = site_get(site, arena_printf(site->arena,
		    "/guides/%s", guide->slug));

		assert_int_equal(page.code, 200);
		answer_has(&page, guide->html.data);
		answer_has(&page, arena_printf(site->arena,
		    "<time datetime=\"%s\">%s</time>", guide->updated,
		    guide->updated_label));
		answer_has(&page, arena_printf(site->arena,
		    "<time datetime=\"%s\">%s</time>", guide->checked,
		    guide->checked_label));
	}
}

static void
a_guide_begins_with_what_is_in_it(void **state)
{
	struct site *site = *state;

	for (size_t i = 0; i < site->front.guides.len; i++) {
		const struct guide *guide = &site->front.guides.at[i];
		struct answer page = site_get(site, arena_printf(site->arena,
		    "/guides/%s", guide->slug));
		const char *toc = answer_between(site->arena, &page,
		    "<h2 id=\"toc\">", "</nav>");

		assert_true(guide->sections.len > 2);
		for (size_t j = 0; j < guide->sections.len; j++) {
			const struct guide_section *section =
			    &guide->sections.at[j];

			assert_non_null(strstr(toc, arena_printf(site->arena,
			    "<a href=\"#%s\">", section->id)));
			answer_has(&page, arena_printf(site->arena,
			    "<h%d id=\"%s\"", section->level, section->id));
		}
	}
}

static void
guides_follow_one_another(void **state)
{
	struct site *site = *state;
	const struct guides *guides = &site->front.guides;

	for (size_t i = 0; i < guides->len; i++) {
		struct answer page = site_get(site, arena_printf(site->arena,
		    "/guides/%s", guides->at[i].slug));

		assert_int_equal(answer_count(&page, "rel=\"prev\""), i > 0);
		assert_int_equal(answer_count(&page, "rel=\"next\""),
		    i + 1 < guides->len);
		if (i > 0)
			answer_has(&page, arena_printf(site->arena,
			    "rel=\"prev\" href=\"/guides/%s\"",
			    guides->at[i - 1].slug));
		if (i + 1 < guides->len)
			answer_has(&page, arena_printf(site->arena,
			    "rel=\"next\" href=\"/guides/%s\"",
			    guides->at[i + 1].slug));
	}
}

static void
a_guide_leads_into_the_assessment_with_what_it_is_about(void **state)
{
	struct site *site = *state;
	size_t prefilled = 0;

	for (size_t i = 0; i < site->front.guides.len; i++) {
		const struct guide *guide = &site->front.guides.at[i];
		struct answer page = site_get(site, arena_printf(site->arena,
		    "/guides/%s", guide->slug));
		const char *href = answer_between(site->arena, &page,
		    "<p><a class=\"button\" href=\"", "\"");
		struct answer form = site_get(site, href);

		assert_int_equal(form.code, 200);
		if (*guide->prefill == '\0') {
			assert_string_equal(href, "/assessment");
			continue;
		}
		assert_true(answer_count(&form, " checked>") > 0);
		prefilled++;
	}
	assert_true(prefilled > 0);
}

/* ---- the frame ---- */

static void
the_navigation_says_where_one_is(void **state)
{
	static const struct {
		const char *path;
		const char *entry;
	} cases[] = { { "/guides", "/guides" },
		{ "/guides/how-to-choose", "/guides" },
		{ "/assessment", "/assessment" },
		{ "/assessment/js-crud-mvp-one", "/assessment" },
		{ "/book", "/book" } };
	struct site *site = *state;
	struct answer page = site_get(site, "/");

	answer_lacks(&page, "aria-current");
	for (size_t i = 0; i < countof(cases); i++) {
		page = site_get(site, cases[i].path);
		assert_int_equal(answer_count(&page, "aria-current"), 1);
		answer_has(&page, arena_printf(site->arena,
		    "<a href=\"%s\" aria-current=\"true\">", cases[i].entry));
	}
}

static void
a_site_without_https_is_not_for_search_engines(void **state)
{
	static const char *const paths[] = { "/", "/guides",
		"/guides/how-to-choose", "/assessment", "/imprint" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++) {
		struct answer page = site_get(site, paths[i]);

		answer_has(&page, "<meta name=\"robots\" content=\"noindex\">");
		answer_lacks(&page, "rel=\"canonical\"");
	}
}

static void
a_site_with_https_names_its_pages(void **state)
{
	static const struct {
		const char *path;
		bool indexed;
	} cases[] = { { "/", true }, { "/guides", true },
		{ "/guides/how-to-choose", true }, { "/assessment", true },
		{ "/book", true }, { "/privacy", true }, { "/imprint", true },
		{ "/assessment/js-crud-mvp-one", false },
		{ "/nowhere", false } };
	struct site *site = *state;

	site->front.public_url = "https://fourways.example";
	for (size_t i = 0; i < countof(cases); i++) {
		struct answer page = site_get(site, cases[i].path);

		assert_int_equal(answer_count(&page, "content=\"noindex\""),
		    !cases[i].indexed);
		assert_int_equal(answer_count(&page, arena_printf(site->arena,
		    "<link rel=\"canonical\" "
		    "href=\"https://fourways.example%s\">", cases[i].path)),
		    cases[i].indexed);
	}
}

/* One page, one address: what stands in a query is not part of it. */
static void
a_canonical_address_has_no_query(void **state)
{
	struct site *site = *state;
	struct answer page;

	site->front.public_url = "https://fourways.example";
	page = site_get(site, "/book?tz=Asia/Tokyo&result=js-crud-mvp-one");
	answer_has(&page, "<link rel=\"canonical\" "
	    "href=\"https://fourways.example/book\">");
}

static void
a_demonstration_says_that_it_is_one(void **state)
{
	static const char *const paths[] = { "/", "/guides", "/book",
		"/nowhere" };
	struct site *site = *state;

	site->front.demo = true;
	for (size_t i = 0; i < countof(paths); i++) {
		struct answer page = site_get(site, paths[i]);

		answer_has(&page, "<strong>Demonstration.</strong>");
	}
}

static void
the_legal_texts_are_pages(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/privacy");

	assert_int_equal(page.code, 200);
	answer_has(&page, "<h1>Privacy</h1>");
	answer_has(&page, site->front.privacy.data);
	page = site_get(site, "/imprint");
	assert_int_equal(page.code, 200);
	answer_has(&page, "<h1>Imprint</h1>");
	answer_has(&page, site->front.imprint.data);
}

static void
no_page_for_visitors_sets_a_cookie(void **state)
{
	static const char *const paths[] = { "/", "/guides", "/assessment",
		"/assessment/js-crud-mvp-one", "/book", "/privacy", "/nowhere",
		"/robots.txt" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++) {
		struct answer page = site_get(site, paths[i]);

		assert_null(answer_header(site->arena, &page, "set-cookie"));
	}
}

/* ---- files ---- */

static void
the_style_sheet_may_be_kept_for_ever(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/");
	const char *path = answer_between(site->arena, &page,
	    "<link rel=\"stylesheet\" href=\"", "\"");
	struct answer css = site_get(site, path);

	assert_string_equal(path, site->front.css_path);
	assert_int_equal(css.code, 200);
	assert_string_equal(answer_header(site->arena, &css, "content-type"),
	    "text/css; charset=utf-8");
	assert_string_equal(answer_header(site->arena, &css, "cache-control"),
	    "public, max-age=31536000, immutable");
	answer_lacks(&css, "@import");
	answer_lacks(&css, "http:");
	answer_lacks(&css, "https:");
}

static void
the_icon_is_a_picture(void **state)
{
	struct site *site = *state;
	struct answer icon = site_get(site, "/favicon.svg");

	assert_int_equal(icon.code, 200);
	assert_string_equal(answer_header(site->arena, &icon, "content-type"),
	    "image/svg+xml; charset=utf-8");
	answer_has(&icon, "<svg");
	answer_lacks(&icon, "<script");
}

static void
robots_are_told_what_is_not_for_them(void **state)
{
	struct site *site = *state;
	struct answer robots = site_get(site, "/robots.txt");

	assert_string_equal(robots.body,
	    "User-agent: *\nDisallow: /booking/\n\n"
	    "Sitemap: " SITE_PUBLIC_URL "/sitemap.xml\n");
	robots = desk_get(site, "/robots.txt");
	assert_string_equal(robots.body, "User-agent: *\nDisallow: /\n");
}

static void
health_is_said_in_one_line_and_never_kept(void **state)
{
	struct site *site = *state;
	struct answer health = site_get(site, "/healthz");

	assert_int_equal(health.code, 200);
	assert_true(text_starts(health.body, "ok "));
	assert_string_equal(strchr(health.body, '\n'), "\n");
	assert_string_equal(answer_header(site->arena, &health,
	    "cache-control"), "no-store");
	assert_int_equal(desk_get(site, "/healthz").code, 200);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(the_front_page_leads_to_all_three_ways),
		site_test(the_settings_are_what_the_front_page_says),
		site_test(the_front_page_names_the_next_free_time),
		site_test(a_prepared_front_page_is_never_older_than_a_minute),
		site_test(a_front_page_that_cannot_be_made_anew_stays),
		site_test(without_a_free_time_the_front_page_says_so),
		site_test(every_guide_stands_in_the_list),
		site_test(a_guide_shows_its_dates_and_text),
		site_test(a_guide_begins_with_what_is_in_it),
		site_test(guides_follow_one_another),
		site_test(
		    a_guide_leads_into_the_assessment_with_what_it_is_about),
		site_test(the_navigation_says_where_one_is),
		site_test(a_site_without_https_is_not_for_search_engines),
		site_test(a_site_with_https_names_its_pages),
		site_test(a_canonical_address_has_no_query),
		site_test(a_demonstration_says_that_it_is_one),
		site_test(the_legal_texts_are_pages),
		site_test(no_page_for_visitors_sets_a_cookie),
		site_test(the_style_sheet_may_be_kept_for_ever),
		site_test(the_icon_is_a_picture),
		site_test(robots_are_told_what_is_not_for_them),
		site_test(health_is_said_in_one_line_and_never_kept),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
