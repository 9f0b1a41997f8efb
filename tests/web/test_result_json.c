#include "test.h"

#include <jansson.h>

#include "answer.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "content/guides.h"
#include "domain/assessment.h"
#include "harness.h"

/* A member INTERFACES promises, by the letters of type: s text, i whole
 * number, b truth, n text or null, a list, o object. */
struct member {
	const char *name;
	char type;
};

static bool
is_of_type(const json_t *value, char type)
{
	switch (type) {
	case 's':
		return json_is_string(value);
	case 'i':
		return json_is_integer(value);
	case 'b':
		return json_is_boolean(value);
	case 'n':
		return json_is_string(value) || json_is_null(value);
	case 'a':
		return json_is_array(value);
	default:
		return json_is_object(value);
	}
}

static void
has_members(const json_t *object, const struct member *members, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_of_type(json_object_get(object, members[i].name),
		    members[i].type))
			fail_msg("the member %s is missing or of another type",
			    members[i].name);
}

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	assert_non_null(text);
	return text;
}

static bool
is_one_of(const char *text, const char *const *words, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strcmp(text, words[i]) == 0)
			return true;
	return false;
}

static json_t *
result_of(struct site *site, const char *code)
{
	struct answer answer = site_get(site, arena_printf(site->arena,
	    "/assessment/%s.json", code));
	json_t *json = json_loadb(answer.body, answer.len, 0, NULL);

	assert_int_equal(answer.code, 200);
	assert_string_equal(answer_header(site->arena, &answer,
	    "content-type"), "application/json");
	assert_string_equal(answer_header(site->arena, &answer,
	    "x-robots-tag"), "noindex");
	assert_non_null(json);
	return json;
}

static const char *
code_at(struct site *site, size_t index)
{
	const struct assessment *model = site->front.assessment;
	struct answers answers = assessment_answers_at(model, index);

	return assessment_code(site->arena, model, &answers);
}

static void
check_top(const json_t *json, const char *code)
{
	static const struct member members[] = { { "edition", 's' },
		{ "code", 's' }, { "answers", 'o' }, { "kind", 's' },
		{ "primary", 's' }, { "partner", 'n' }, { "rule", 'n' },
		{ "margin", 'i' }, { "scores", 'o' }, { "confidence", 's' },
		{ "team_overruled", 'b' }, { "reasons", 'a' },
		{ "against", 'a' }, { "flips", 'a' }, { "tensions", 'a' } };
	static const char *const kinds[] = { "single", "close", "hybrid",
		"start-one" };
	static const char *const words[] = { "clear", "leans", "close call" };
	static const char *const rules[] = { "H1", "H2", "H3", "H4" };
	const char *kind = text_of(json, "kind");
	bool split = strcmp(kind, "hybrid") == 0 ||
	    strcmp(kind, "start-one") == 0;
	const json_t *rule = json_object_get(json, "rule");

	has_members(json, members, countof(members));
	assert_string_equal(text_of(json, "code"), code);
	assert_true(is_one_of(kind, kinds, countof(kinds)));
	assert_true(is_one_of(text_of(json, "confidence"), words,
	    countof(words)));
	assert_int_equal(!json_is_null(json_object_get(json, "partner")),
	    split);
	assert_int_equal(!json_is_null(rule), split);
	assert_true(json_is_null(rule) || is_one_of(json_string_value(rule),
	    rules, countof(rules)));
}

static void
check_answers(const json_t *json)
{
	static const struct member members[] = { { "team", 's' },
		{ "hard", 's' }, { "life", 's' }, { "lang", 's' } };
	const json_t *answers = json_object_get(json, "answers");
	const char *code = text_of(json, "code");

	assert_int_equal(json_object_size(answers), countof(members));
	has_members(answers, members, countof(members));
	for (size_t i = 0; i < countof(members); i++) {
		const char *id = text_of(answers, members[i].name);

		assert_true(text_starts(code, id));
		code += strlen(id) + (i + 1 < countof(members));
	}
	assert_string_equal(code, "");
}

static void
check_margin(const json_t *json)
{
	static const struct member members[] = { { "node", 'i' },
		{ "python", 'i' }, { "dotnet", 'i' }, { "go", 'i' },
		{ "rust", 'i' }, { "java", 'i' } };
	const json_t *scores = json_object_get(json, "scores");
	const char *primary = text_of(json, "primary");
	json_int_t best = -1000;
	json_int_t own;

	assert_int_equal(json_object_size(scores), countof(members));
	has_members(scores, members, countof(members));
	assert_non_null(json_object_get(scores, primary));
	own = json_integer_value(json_object_get(scores, primary));
	for (size_t i = 0; i < countof(members); i++) {
		json_int_t score = json_integer_value(
		    json_object_get(scores, members[i].name));

		if (strcmp(members[i].name, primary) != 0 && score > best)
			best = score;
	}
	assert_int_equal(json_integer_value(json_object_get(json, "margin")),
	    own - best);
}

static void
check_href(struct site *site, const char *href)
{
	const char *slug = href + strlen("/guides/");
	size_t len = strcspn(slug, "#");
	const struct guide *guide;

	assert_true(text_starts(href, "/guides/"));
	guide = guides_find(&site->front.guides,
	    arena_strndup(site->arena, slug, len));
	assert_non_null(guide);
	if (slug[len] == '#')
		assert_non_null(guide_section_find(guide, slug + len + 1));
}

/* Gives the sum of their points. */
static json_int_t
check_reasons(struct site *site, const json_t *json, const char *list)
{
	static const struct member members[] = { { "question", 's' },
		{ "option", 's' }, { "stack", 's' }, { "points", 'i' },
		{ "text", 's' }, { "claims", 'a' }, { "href", 's' },
		{ "judgement", 'b' } };
	const json_t *reasons = json_object_get(json, list);
	const json_t *answers = json_object_get(json, "answers");
	json_int_t sum = 0;

	for (size_t i = 0; i < json_array_size(reasons); i++) {
		const json_t *reason = json_array_get(reasons, i);
		const json_t *claims = json_object_get(reason, "claims");

		has_members(reason, members, countof(members));
		assert_string_equal(text_of(reason, "option"),
		    text_of(answers, text_of(reason, "question")));
		check_href(site, text_of(reason, "href"));
		for (size_t j = 0; j < json_array_size(claims); j++)
			assert_true(
			    json_is_string(json_array_get(claims, j)));
		sum += json_integer_value(json_object_get(reason, "points"));
	}
	return sum;
}

/* A flip's code is this one with one answer changed, and what it says of that
 * result is so. */
static void
check_flips(struct site *site, const json_t *json)
{
	static const struct member members[] = { { "question", 's' },
		{ "option", 's' }, { "code", 's' }, { "kind", 's' },
		{ "primary", 's' }, { "partner", 'n' } };
	static const char *const same[] = { "kind", "primary", "partner" };
	const json_t *flips = json_object_get(json, "flips");

	for (size_t i = 0; i < json_array_size(flips); i++) {
		const json_t *flip = json_array_get(flips, i);
		json_t *other;

		has_members(flip, members, countof(members));
		other = result_of(site, text_of(flip, "code"));
		for (size_t j = 0; j < countof(same); j++)
			assert_true(json_equal(json_object_get(flip, same[j]),
			    json_object_get(other, same[j])));
		assert_string_equal(text_of(flip, "option"),
		    text_of(json_object_get(other, "answers"),
			text_of(flip, "question")));
		json_decref(other);
	}
}

static void
check_tensions(const json_t *json)
{
	static const struct member members[] = { { "answer", 's' },
		{ "against", 's' }, { "text", 's' } };
	const json_t *tensions = json_object_get(json, "tensions");

	for (size_t i = 0; i < json_array_size(tensions); i++)
		has_members(json_array_get(tensions, i), members,
		    countof(members));
}

static void
each_of_the_576_results_has_all_that_is_promised(void **state)
{
	struct site *site = *state;

	for (size_t i = 0; i < 576; i++) {
		const char *code = code_at(site, i);
		json_t *json = result_of(site, code);

		check_top(json, code);
		check_answers(json);
		check_margin(json);
		assert_int_equal(check_reasons(site, json, "reasons"),
		    json_integer_value(json_object_get(
			json_object_get(json, "scores"),
			text_of(json, "primary"))));
		(void)check_reasons(site, json, "against");
		check_tensions(json);
		json_decref(json);
	}
}

static void
a_flip_tells_the_truth_about_the_other_result(void **state)
{
	struct site *site = *state;

	/* Every seventh: each answer of each question is among them. */
	for (size_t i = 0; i < 576; i += 7) {
		json_t *json = result_of(site, code_at(site, i));

		check_flips(site, json);
		json_decref(json);
	}
}

static void
data_and_page_say_the_same(void **state)
{
	struct site *site = *state;

	for (size_t i = 0; i < 576; i += 11) {
		const char *code = code_at(site, i);
		json_t *json = result_of(site, code);
		struct answer page = site_get(site, arena_printf(site->arena,
		    "/assessment/%s", code));
		const char *kind = text_of(json, "kind");

		answer_has(&page, strcmp(kind, "single") == 0 ?
		    "<span class=\"badge\">One stack</span>" :
		    strcmp(kind, "close") == 0 ?
		    "<span class=\"badge\">A close call</span>" :
		    strcmp(kind, "hybrid") == 0 ?
		    "<span class=\"badge\">Two services</span>" :
		    "<span class=\"badge\">Start with one</span>");
		assert_int_equal(json_array_size(json_object_get(json,
		    "flips")), answer_count(&page, "<span class=\"flip-to\">"));
		json_decref(json);
	}
}

/* The confidence of a margin is said only where one stack was chosen. */
static void
two_stacks_have_no_confidence_on_the_page(void **state)
{
	struct site *site = *state;
	struct answer two = site_get(site, "/assessment/js-data-grow-poly");
	struct answer one = site_get(site, "/assessment/js-crud-mvp-one");

	answer_has(&two, "Two services");
	answer_lacks(&two, "data-confidence");
	answer_has(&one, "data-confidence");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		site_test(each_of_the_576_results_has_all_that_is_promised),
		site_test(a_flip_tells_the_truth_about_the_other_result),
		site_test(data_and_page_say_the_same),
		site_test(two_stacks_have_no_confidence_on_the_page),
	};

	return cmocka_run_group_tests(tests, site_load, site_unload);
}
