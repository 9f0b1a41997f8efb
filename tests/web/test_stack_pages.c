#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/util.h"
#include "harness.h"
#include "page.h"

static struct answer
get_ok(struct site *site, const char *path)
{
	struct answer page = site_get(site, path);

	if (page.code != 200)
		fail_msg("%s: %d", path, page.code);
	return page;
}

/* ---- stacks ---- */

static void
every_stack_of_the_assessment_has_a_profile(void **state)
{
	struct site *site = *state;
	const struct assessment *model = site->front.assessment;
	struct answer list = get_ok(site, "/stacks");

	assert_int_equal(model->stacks.len, 6);
	for (size_t i = 0; i < model->stacks.len; i++) {
		const char *path = arena_printf(site->arena, "/stacks/%s",
		    model->stacks.at[i].id);
		struct answer page = get_ok(site, path);

		answer_has(&list, arena_printf(site->arena, "<a href=\"%s\">",
		    path));
		answer_has(&page, arena_printf(site->arena, "<h1>%s</h1>",
		    model->stacks.at[i].name));
	}
}

static void
a_profile_has_every_row_and_no_empty_one(void **state)
{
	struct site *site = *state;
	const struct profiles *profiles = &site->front.profiles;

	for (size_t i = 0; i < profiles->len; i++) {
		const struct profile *profile = &profiles->at[i];
		struct answer page = get_ok(site, profile->href);

		for (size_t r = 0; r < PROFILE_ROWS; r++) {
			const char *row = answer_between(site->arena, &page,
			    arena_printf(site->arena, "<h2 id=\"%s\">",
				profile->rows[r].id), "</section>");

			assert_non_null(strstr(row, "<li"));
		}
		assert_int_equal(answer_count(&page,
		    "<section class=\"profile-row\""), PROFILE_ROWS);
	}
}

static void
where_our_sources_are_silent_it_is_said(void **state)
{
	struct site *site = *state;
	struct answer page = get_ok(site, "/stacks/rust");
	const char *used_by = answer_between(site->arena, &page,
	    "<h2 id=\"used-by\">", "</section>");

	assert_non_null(strstr(used_by,
	    "<li class=\"silent\">Our sources name no company."));
	answer_has(&page, "<span class=\"rests\">our own knowledge</span>");
}

static void
a_sentence_says_how_far_to_trust_it(void **state)
{
	struct site *site = *state;
	struct answer page = get_ok(site, "/stacks/node");

	answer_has(&page, "<span class=\"rests\">contested, <a "
	    "href=\"/guides/sources#c-000-13\">");
	answer_has(&page, "<span class=\"rests\">vendor figure, <a href=");
}

static void
an_unknown_stack_is_not_found(void **state)
{
	static const char *const paths[] = { "/stacks/cobol", "/stacks/",
		"/stacks/NODE", "/stacks/node/more" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++)
		assert_int_equal(site_get(site, paths[i]).code, 404);
}

/* ---- comparisons ---- */

static void
every_pair_has_a_page_and_two_ways_to_it(void **state)
{
	struct site *site = *state;
	const struct comparisons *all = &site->front.comparisons;
	struct answer list = get_ok(site, "/compare");

	assert_int_equal(all->len, 15);
	answer_has(&list, "15 pairs");
	for (size_t i = 0; i < all->len; i++) {
		const struct comparison *pair = &all->at[i];
		struct answer page = get_ok(site, pair->href);

		assert_int_equal(answer_count(&list, arena_printf(site->arena,
		    "<a href=\"%s\">", pair->href)), 2);
		answer_has(&page, arena_printf(site->arena, "<h1>%s</h1>",
		    pair->title));
		assert_int_equal(answer_count(&page, "scope=\"rowgroup\""),
		    PROFILE_ROWS);
	}
}

static void
a_pair_the_other_way_round_is_moved(void **state)
{
	struct site *site = *state;
	const struct comparisons *all = &site->front.comparisons;

	for (size_t i = 0; i < all->len; i++) {
		const struct comparison *pair = &all->at[i];
		struct answer moved = site_get(site,
		    arena_printf(site->arena, "/compare/%s-vs-%s",
			pair->b->id, pair->a->id));

		assert_int_equal(moved.code, 301);
		assert_string_equal(answer_header(site->arena, &moved,
		    "location"), pair->href);
	}
}

static void
no_pair_of_one_or_of_strangers_is_found(void **state)
{
	static const char *const paths[] = { "/compare/node-vs-node",
		"/compare/node-vs-cobol", "/compare/cobol-vs-node",
		"/compare/node", "/compare/-vs-", "/compare/node-vs-",
		"/compare/node-vs-python-vs-go" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(paths); i++)
		assert_int_equal(site_get(site, paths[i]).code, 404);
}

static void
each_answer_leads_to_the_form_with_it_filled_in(void **state)
{
	struct site *site = *state;
	struct answer page = get_ok(site, "/compare/node-vs-python");
	struct answer form = get_ok(site, "/assessment?hard=data&edit=1");

	answer_has(&page, "<a href=\"/assessment?hard=data&amp;edit=1\">");
	assert_int_equal(answer_count(&form, " checked>"), 1);
}

static void
what_the_assessment_prefers_is_what_it_scores(void **state)
{
	struct site *site = *state;
	struct answer page = get_ok(site, "/compare/node-vs-python");
	const char *row = answer_between(site->arena, &page,
	    "<a href=\"/assessment?hard=data&amp;edit=1\">", "</tr>");

	/* CONTENT 7.4: data gives Python five and takes two from Node.js. */
	assert_non_null(strstr(row, "<strong>Python</strong>"));
	assert_non_null(strstr(row, "\u22122 to +5"));
	answer_has(&page, "This answer does not separate the two.");
}

/* ---- the registers ---- */

static void
every_claim_stands_in_the_register_once(void **state)
{
	struct site *site = *state;
	const struct claim_register *claims = &site->front.claims;
	struct answer page = get_ok(site, "/guides/sources");

	assert_true(claims->claims.len > 100);
	for (size_t i = 0; i < claims->claims.len; i++) {
		const struct claim *claim = &claims->claims.at[i];
		const char *item = answer_between(site->arena, &page,
		    arena_printf(site->arena, "id=\"%s\"", claim->anchor),
		    "</li>");

		if (strstr(item, claim->status_label) == NULL ||
		    strstr(item, claim->checked_label) == NULL)
			fail_msg("%s lacks its status or its day", claim->id);
	}
}

static void
every_correction_and_source_is_shown_with_its_interest(void **state)
{
	struct site *site = *state;
	const struct claim_register *claims = &site->front.claims;
	struct answer page = get_ok(site, "/guides/sources");

	assert_true(claims->corrections.len > 0);
	for (size_t i = 0; i < claims->corrections.len; i++)
		answer_has(&page, arena_printf(site->arena, "<li id=\"%s\">",
		    claims->corrections.at[i].anchor));
	assert_int_equal(claims->sources.len, 5);
	for (size_t i = 0; i < claims->sources.len; i++)
		answer_has(&page, arena_printf(site->arena,
		    "<h2 id=\"s-%s\">", claims->sources.at[i].id));
}

static void
a_claim_leads_to_where_it_is_used(void **state)
{
	struct site *site = *state;
	struct answer page = get_ok(site, "/guides/sources");
	const char *item = answer_between(site->arena, &page,
	    "id=\"c-000-11\"", "</li>");

	assert_non_null(strstr(item, "<a href=\"/guides/disagreements#k10\">"));
	assert_non_null(strstr(item, "<a href=\"/stacks/node#"));
	assert_non_null(strstr(item, "reasons of the assessment"));
}

static void
every_disagreement_shows_both_sides_and_what_we_do(void **state)
{
	struct site *site = *state;
	const struct claim_register *claims = &site->front.claims;
	struct answer page = get_ok(site, "/guides/disagreements");

	assert_int_equal(claims->contradictions.len, 14);
	for (size_t i = 0; i < claims->contradictions.len; i++) {
		const struct contradiction *c =
		    &claims->contradictions.at[i];
		const char *part = answer_between(site->arena, &page,
		    arena_printf(site->arena, "<h2 id=\"%s\">", c->anchor),
		    "</section>");
		size_t sides = 0;

		while ((part = strstr(part, "<li>")) != NULL) {
			sides++;
			part += 4;
		}
		assert_int_equal(sides, c->positions.len);
	}
	assert_int_equal(answer_count(&page, "What we do with it."), 14);
}

/* ---- all of them ---- */

static void
they_may_be_found_where_the_site_may(void **state)
{
	static const char *const paths[] = { "/stacks", "/stacks/go",
		"/compare", "/compare/go-vs-rust", "/guides/sources",
		"/guides/disagreements" };
	struct site *site = *state;

	site->front.public_url = "https://fourways.example";
	for (size_t i = 0; i < countof(paths); i++) {
		struct answer page = get_ok(site, paths[i]);

		answer_has(&page, arena_printf(site->arena,
		    "<link rel=\"canonical\" "
		    "href=\"https://fourways.example%s\">", paths[i]));
		answer_lacks(&page, "content=\"noindex\"");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(every_stack_of_the_assessment_has_a_profile),
		site_test(a_profile_has_every_row_and_no_empty_one),
		site_test(where_our_sources_are_silent_it_is_said),
		site_test(a_sentence_says_how_far_to_trust_it),
		site_test(an_unknown_stack_is_not_found),
		site_test(every_pair_has_a_page_and_two_ways_to_it),
		site_test(a_pair_the_other_way_round_is_moved),
		site_test(no_pair_of_one_or_of_strangers_is_found),
		site_test(each_answer_leads_to_the_form_with_it_filled_in),
		site_test(what_the_assessment_prefers_is_what_it_scores),
		site_test(every_claim_stands_in_the_register_once),
		site_test(
		    every_correction_and_source_is_shown_with_its_interest),
		site_test(a_claim_leads_to_where_it_is_used),
		site_test(every_disagreement_shows_both_sides_and_what_we_do),
		site_test(they_may_be_found_where_the_site_may),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
