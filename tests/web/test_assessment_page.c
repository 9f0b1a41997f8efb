#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "config/claims_file.h"
#include "content/guides.h"
#include "domain/assessment.h"
#include "harness.h"
#include "page.h"

#define ALL "team=js&hard=data&life=grow&lang=poly"

/* ---- the form ---- */

static void
the_form_asks_every_question_and_has_nothing_chosen(void **state)
{
	struct site *site = *state;
	const struct assessment *model = site->front.assessment;
	struct answer page = site_get(site, "/assessment");

	assert_int_equal(page.code, 200);
	answer_lacks(&page, " checked>");
	answer_lacks(&page, "Error");
	answer_has(&page, arena_printf(site->arena, "Rules edition %s.",
	    model->edition));
	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++) {
		const struct question *question = &model->questions[i];

		answer_has(&page, arena_printf(site->arena,
		    "<fieldset class=\"question\" id=\"%s\"", question->id));
		for (size_t j = 0; j < question->options.len; j++)
			answer_has(&page, arena_printf(site->arena,
			    "<input type=\"radio\" name=\"%s\" value=\"%s\"",
			    question->id, question->options.at[j].id));
	}
}

static void
all_four_answers_lead_to_their_result(void **state)
{
	static const char *const queries[] = { ALL, ALL "&go=1",
		"lang=poly&life=grow&hard=data&team=js",
		ALL "&utm_source=mail", "te%61m=j%73&hard=data&life=grow&lang=poly" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(queries); i++) {
		struct answer answer = site_get(site, arena_printf(site->arena,
		    "/assessment?%s", queries[i]));

		answer_goes_to(site->arena, &answer,
		    "/assessment/js-data-grow-poly");
	}
}

static void
is_checked(struct site *site, const struct answer *page, const char *field,
    const char *id, bool wanted)
{
	const char *radio = answer_between(site->arena, page,
	    arena_printf(site->arena, "id=\"%s-%s\"", field, id), ">");

	if ((strstr(radio, "checked") != NULL) != wanted)
		fail_msg("%s-%s is %s", field, id,
		    wanted ? "not checked" : "checked");
}

static void
a_missing_answer_is_asked_for_and_the_others_are_kept(void **state)
{
	static const struct {
		const char *query;
		const char *missing;
	} cases[] = {
		{ "hard=data&life=grow&lang=poly", "team" },
		{ "team=js&life=grow&lang=poly", "hard" },
		{ "team=js&hard=data&lang=poly", "life" },
		{ "team=js&hard=data&life=grow&go=1", "lang" },
		{ "team=js&hard=&life=grow&lang=poly", "hard" },
		{ "team=js&hard=data&life=forever&lang=poly", "life" },
		{ "team=JS&hard=data&life=grow&lang=poly", "team" },
		{ "team=io&hard=data&life=grow&lang=poly", "team" },
	};
	static const char *const kept[][2] = { { "team", "js" },
		{ "hard", "data" }, { "life", "grow" }, { "lang", "poly" } };
	struct site *site = *state;

	for (size_t i = 0; i < countof(cases); i++) {
		struct answer page = site_get(site, arena_printf(site->arena,
		    "/assessment?%s", cases[i].query));

		assert_int_equal(page.code, 422);
		answer_has(&page, "<title>Error: ");
		answer_has(&page, arena_printf(site->arena,
		    "<li><a href=\"#%s\">", cases[i].missing));
		assert_int_equal(answer_count(&page, "<li><a href=\"#"), 1);
		answer_has(&page, arena_printf(site->arena,
		    "id=\"%s-problem\"", cases[i].missing));
		assert_int_equal(answer_count(&page, " checked>"), 3);
		for (size_t j = 0; j < countof(kept); j++)
			is_checked(site, &page, kept[j][0], kept[j][1],
			    strcmp(kept[j][0], cases[i].missing) != 0);
	}
}

static void
a_form_sent_empty_is_told_what_is_missing(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/assessment?go=1");

	assert_int_equal(page.code, 422);
	assert_int_equal(answer_count(&page, "<li><a href=\"#"), 4);
	assert_int_equal(answer_count(&page, "-problem\""), 8);
}

static void
a_query_that_cannot_be_read_is_said_and_the_rest_kept(void **state)
{
	static const char *const tails[] = { "&lang=poly&lang=one", "&x=%ff",
		"&lang=poly&x=%zz", "&lang=po%00ly" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(tails); i++) {
		struct answer page = site_get(site, arena_printf(site->arena,
		    "/assessment?team=js&hard=data&life=grow%s", tails[i]));

		assert_int_equal(page.code, 422);
		answer_has(&page, "<li><a href=\"#form\">");
		is_checked(site, &page, "team", "js", true);
		is_checked(site, &page, "life", "grow", true);
	}
}

static void
answers_brought_along_to_be_changed_are_only_shown(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/assessment?edit=1&" ALL);

	assert_int_equal(page.code, 200);
	assert_int_equal(answer_count(&page, " checked>"), 4);
	is_checked(site, &page, "hard", "data", true);
	page = site_get(site, "/assessment?hard=rules&life=long&edit=1");
	assert_int_equal(page.code, 200);
	assert_int_equal(answer_count(&page, " checked>"), 2);
	answer_lacks(&page, "Error");
}

/* ---- the result ---- */

static void
the_result_shows_outcome_scores_and_answers(void **state)
{
	static const char *const parts[] = { "<h1>", "The six side by side",
		"Your four answers", "What would flip this",
		"What speaks against it", "Every point that counted for ",
		"href=\"/book?result=js-data-grow-poly\"",
		"href=\"/assessment/js-data-grow-poly.json\"",
		"<code>js-data-grow-poly</code>" };
	static const char *const stacks[] = { "Node.js", "Python", ".NET", "Go",
		"Rust", "Java" };
	struct site *site = *state;
	struct answer page = site_get(site, "/assessment/js-data-grow-poly");

	assert_int_equal(page.code, 200);
	for (size_t i = 0; i < countof(parts); i++)
		answer_has(&page, parts[i]);
	for (size_t i = 0; i < countof(stacks); i++)
		answer_has(&page, arena_printf(site->arena,
		    "<th scope=\"row\">%s", stacks[i]));
	assert_int_equal(answer_count(&page, "<rect class=\"bar-fill\""), 6);
	assert_int_equal(answer_count(&page, ">change<"), 4);
	answer_has(&page, "Stored by this request: <b>one page count</b>");
}

/* "+5", or with U+2212 for less than nothing. */
static int64_t
points_of(const char *text)
{
	int64_t points = 0;
	bool less = text_starts(text, "\u2212");

	if (!text_int(text + (less ? strlen("\u2212") : 1), 0, 100, &points))
		fail_msg("no points: %.20s", text);
	return less ? -points : points;
}

static void
the_points_of_the_reasons_add_up(struct site *site, const char *code)
{
	struct answer page = site_get(site, arena_printf(site->arena,
	    "/assessment/%s", code));
	const char *reasons = strstr(page.body, "Every point that counted");
	const char *end;
	int64_t total = 0;
	int64_t sum = 0;

	assert_int_equal(page.code, 200);
	assert_non_null(reasons);
	end = strstr(reasons, "<tfoot>");
	for (const char *at = reasons;
	    (at = strstr(at, "<td class=\"points\">")) != NULL && at < end;) {
		at += strlen("<td class=\"points\">");
		sum += points_of(arena_strndup(site->arena, at,
		    strcspn(at, "<")));
	}
	end = strstr(end, "<td class=\"points\">") +
	    strlen("<td class=\"points\">");
	assert_true(text_int(arena_strndup(site->arena, end,
	    strcspn(end, "<")), -100, 100, &total));
	assert_int_equal(sum, total);
}

static bool
leads_to_a_section(struct site *site, const char *href)
{
	const char *slug = href + strlen("/guides/");
	size_t len = strcspn(slug, "#");
	const struct guide *guide = guides_find(&site->front.guides,
	    arena_strndup(site->arena, slug, len));

	return guide != NULL && (slug[len] == '\0' ||
	    guide_section_find(guide, slug + len + 1) != NULL);
}

static bool
leads_to_a_claim(const struct site *site, const char *href)
{
	const struct claim_register *claims = &site->front.claims;

	for (size_t i = 0; i < claims->claims.len; i++)
		if (strcmp(claims->claims.at[i].href, href) == 0)
			return true;
	return strcmp(href, "/guides/sources") == 0;
}

/* Each link of ours into a guide or the register leads to what is there. */
static void
guide_links_lead_somewhere(struct site *site, const struct answer *page)
{
	struct page_walk walk = { .at = page->body, .arena = site->arena };

	while (page_next(&walk))
		if (strcmp(walk.name, "href") == 0 &&
		    text_starts(walk.value, "/guides/") &&
		    !leads_to_a_section(site, walk.value) &&
		    !leads_to_a_claim(site, walk.value))
			fail_msg("%s leads nowhere", walk.value);
}

/* The claims behind a result are those of the register's page, by its ids. */
static void
a_reason_leads_to_its_claim_in_the_register(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/assessment/js-data-grow-poly");
	struct answer sources = site_get(site, "/guides/sources");
	struct page_walk walk = { .at = page.body, .arena = site->arena };
	size_t claims = 0;

	assert_int_equal(sources.code, 200);
	answer_has(&page, "<a href=\"/guides/sources#c-001-34\">"
	    "<span class=\"hidden\">claim </span>001-34</a>");
	while (page_next(&walk)) {
		if (strcmp(walk.name, "href") != 0 ||
		    !text_starts(walk.value, "/guides/sources#"))
			continue;
		assert_true(page_has_id(site->arena, sources.body,
		    strchr(walk.value, '#') + 1));
		claims++;
	}
	assert_true(claims > 20);
}

static void
every_result_is_a_page_whose_points_add_up_and_whose_links_hold(void **state)
{
	struct site *site = *state;
	const struct assessment *model = site->front.assessment;
	size_t count = assessment_count(model);

	assert_int_equal(count, 576);
	for (size_t i = 0; i < count; i++) {
		struct answers answers = assessment_answers_at(model, i);
		const char *code =
		    assessment_code(site->arena, model, &answers);
		struct answer page = site_get(site, arena_printf(site->arena,
		    "/assessment/%s", code));

		the_points_of_the_reasons_add_up(site, code);
		guide_links_lead_somewhere(site, &page);
		answer_lacks(&page, "{");
	}
}

static void
a_flip_leads_to_the_result_with_one_answer_changed(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/assessment/js-data-grow-poly");
	struct page_walk walk = { .arena = site->arena };
	size_t flips = 0;

	walk.at = strstr(page.body, "<ul class=\"flips\">");
	assert_non_null(walk.at);
	while (page_next(&walk) && !text_starts(walk.value, "/book")) {
		if (strcmp(walk.name, "href") != 0)
			continue;
		assert_true(text_starts(walk.value, "/assessment/"));
		assert_string_not_equal(walk.value,
		    "/assessment/js-data-grow-poly");
		assert_int_equal(site_get(site, walk.value).code, 200);
		flips++;
	}
	assert_true(flips > 0);
}

static void
changing_an_answer_leads_back_with_all_four_kept(void **state)
{
	struct site *site = *state;
	struct answer page = site_get(site, "/assessment/js-data-grow-poly");
	struct page_walk walk = { .at = page.body, .arena = site->arena };
	size_t changes = 0;

	while (page_next(&walk)) {
		const char *mark = strchr(walk.value, '#');
		struct answer form;

		if (!text_starts(walk.value, "/assessment?") || mark == NULL)
			continue;
		form = site_get(site, arena_strndup(site->arena, walk.value,
		    (size_t)(mark - walk.value)));
		assert_int_equal(form.code, 200);
		assert_int_equal(answer_count(&form, " checked>"), 4);
		assert_true(page_has_id(site->arena, form.body, mark + 1));
		changes++;
	}
	assert_int_equal(changes, 4);
}

static void
an_unknown_result_is_a_404(void **state)
{
	static const char *const codes[] = { "js-data-grow", "x", "js-data-grow-",
		"js-data-grow-poly-", "js-data-grow-poly-one", "-js-data-grow-poly",
		"JS-data-grow-poly", "data-js-grow-poly", "js_data_grow_poly",
		"js-data-grow-poly.json.json", ".json",
		"js-data-grow.json", "js-data-grow-poly.JSON", "js--grow-poly",
		"%6as-data-grow-poly", "js-data-grow-poly/" };
	struct site *site = *state;

	for (size_t i = 0; i < countof(codes); i++) {
		struct answer answer = site_get(site, arena_printf(site->arena,
		    "/assessment/%s", codes[i]));

		if (answer.code != 404)
			fail_msg("%s: %d", codes[i], answer.code);
	}
}

static void
an_assessment_stores_nothing(void **state)
{
	struct site *site = *state;

	(void)site_get(site, "/assessment?" ALL);
	(void)site_get(site, "/assessment/js-data-grow-poly");
	assert_int_equal(site_leads(site), 0);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(the_form_asks_every_question_and_has_nothing_chosen),
		site_test(all_four_answers_lead_to_their_result),
		site_test(
		    a_missing_answer_is_asked_for_and_the_others_are_kept),
		site_test(a_form_sent_empty_is_told_what_is_missing),
		site_test(
		    a_query_that_cannot_be_read_is_said_and_the_rest_kept),
		site_test(answers_brought_along_to_be_changed_are_only_shown),
		site_test(the_result_shows_outcome_scores_and_answers),
		site_test(
		    every_result_is_a_page_whose_points_add_up_and_whose_links_hold),
		site_test(a_reason_leads_to_its_claim_in_the_register),
		site_test(a_flip_leads_to_the_result_with_one_answer_changed),
		site_test(changing_an_answer_leads_back_with_all_four_kept),
		site_test(an_unknown_result_is_a_404),
		site_test(an_assessment_stores_nothing),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
