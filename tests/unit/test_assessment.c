#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "config/assessment_file.h"
#include "domain/fill.h"
#include "domain/problems.h"
#include "domain/recommendation.h"

/* The rules as shipped: these tests hold the edition to its known results. */
struct fixture {
	struct arena *arena;
	struct assessment model;
};

static int
setup(void **state)
{
	struct fixture *f;
	struct arena *arena = arena_new(65536);

	f = arena_alloc(arena, sizeof(*f));
	f->arena = arena;
	*state = f;
	return assessment_load(arena, SOURCE_ROOT "/conf", &f->model) == OK ?
	    0 : -1;
}

static int
teardown(void **state)
{
	const struct fixture *f = *state;

	arena_free(f->arena);
	return 0;
}

static struct recommendation
advice(void **state, const char *code)
{
	const struct fixture *f = *state;
	struct recommendation r;
	struct answers answers;

	assert_status(assessment_code_parse(&f->model, code, &answers), OK);
	recommend(f->arena, &f->model, &answers, &r);
	assert_string_equal(r.code, code);
	return r;
}

static void
assert_advice(const struct recommendation *r, enum verdict_kind kind,
    const char *primary, const char *partner)
{
	assert_string_equal(verdict_kind_id(r->verdict.kind),
	    verdict_kind_id(kind));
	assert_string_equal(r->verdict.primary->id, primary);
	if (partner == NULL)
		assert_null(r->verdict.partner);
	else
		assert_string_equal(r->verdict.partner->id, partner);
}

static void
assert_rule(const struct recommendation *r, const char *rule)
{
	assert_non_null(r->verdict.rule);
	assert_string_equal(r->verdict.rule->id, rule);
	assert_non_null(r->split);
}

static int
score(void **state, const struct recommendation *r, const char *id)
{
	const struct fixture *f = *state;
	const struct stack *stack = assessment_stack_find(&f->model, id);

	assert_non_null(stack);
	return r->verdict.scores[stack->place];
}

static void
a_javascript_team_with_data_work_gets_a_python_service(void **state)
{
	struct recommendation r = advice(state, "js-data-grow-poly");

	assert_advice(&r, VERDICT_HYBRID, "node", "python");
	assert_rule(&r, "H1");
	assert_int_equal(r.tensions.len, 0);
	assert_string_equal(r.headline,
	    "A Node.js API, with a Python service for the data and the models.");
}

static void
a_prototype_with_data_work_stays_hybrid_and_breaks_one_language(
    void **state)
{
	struct recommendation r = advice(state, "js-data-mvp-one");

	assert_advice(&r, VERDICT_HYBRID, "node", "python");
	assert_int_equal(r.tensions.len, 1);
	assert_string_equal(r.tensions.at[0].answer->id, "one");
	assert_string_equal(r.tensions.at[0].against->id, "data");
	assert_non_null(strstr(r.tensions.at[0].why.text,
	    "“Data, machine learning or AI”"));
}

static void
a_hybrid_is_not_only_for_node(void **state)
{
	struct recommendation r = advice(state, "cs-data-long-nofe");

	assert_advice(&r, VERDICT_HYBRID, "dotnet", "python");
	assert_rule(&r, "H1");
}

static void
a_new_team_with_data_work_gets_python_alone(void **state)
{
	struct recommendation r = advice(state, "mix-data-grow-two");

	assert_advice(&r, VERDICT_SINGLE, "python", NULL);
	assert_null(r.split);
	assert_null(r.verdict.own);
}

static void
a_javascript_team_moves_its_computing_out_to_go(void **state)
{
	struct recommendation r = advice(state, "js-cpu-long-nofe");

	assert_advice(&r, VERDICT_HYBRID, "node", "go");
	assert_rule(&r, "H2");
	assert_string_equal(r.verdict.rule->alternative->id, "rust");
}

static void
a_python_team_gives_its_live_connections_to_node(void **state)
{
	struct recommendation r = advice(state, "py-io-grow-two");

	assert_advice(&r, VERDICT_HYBRID, "python", "node");
	assert_rule(&r, "H4");
}

static void
a_python_prototype_starts_with_python_and_splits_later(void **state)
{
	struct recommendation r = advice(state, "py-io-mvp-two");

	assert_advice(&r, VERDICT_START_ONE, "python", "node");
	assert_rule(&r, "H4");
}

static void
lasting_business_rules_overrule_a_javascript_team(void **state)
{
	struct recommendation r = advice(state, "js-rules-long-two");

	assert_advice(&r, VERDICT_SINGLE, "dotnet", NULL);
	assert_int_equal(r.verdict.margin, 4);
	assert_string_equal(r.confidence, "clear");
	assert_true(r.verdict.team_overruled);
	assert_non_null(strstr(r.overruled->text,
	    "Your team knows Node.js, but .NET is 5 points ahead"));
	assert_string_equal(r.overruled->claims.at[0], "000-22");
}

static void
one_language_brings_node_level_and_the_team_decides(void **state)
{
	struct recommendation r = advice(state, "js-rules-long-one");

	assert_advice(&r, VERDICT_CLOSE, "node", NULL);
	assert_int_equal(score(state, &r, "node"), 9);
	assert_int_equal(score(state, &r, "dotnet"), 9);
	assert_string_equal(r.verdict.runner_up->id, "dotnet");
	assert_int_equal(r.verdict.tie->letter, 'a');
	assert_non_null(strstr(r.tie->text, "goes to Node.js"));
	assert_false(r.verdict.team_overruled);
	assert_null(r.overruled);
	assert_string_equal(r.headline,
	    "Node.js, but only just: .NET would serve you about as well.");
}

static void
two_years_are_not_five(void **state)
{
	struct recommendation r = advice(state, "js-rules-grow-two");

	assert_advice(&r, VERDICT_CLOSE, "node", NULL);
	assert_int_equal(score(state, &r, "node"), 8);
	assert_int_equal(score(state, &r, "dotnet"), 7);
	assert_null(r.verdict.tie);
	assert_string_equal(r.confidence, "close call");
}

static void
a_python_team_with_lasting_rules_is_a_close_call(void **state)
{
	struct recommendation r = advice(state, "py-rules-long-nofe");

	assert_advice(&r, VERDICT_CLOSE, "python", NULL);
	assert_int_equal(score(state, &r, "python"), 11);
	assert_int_equal(score(state, &r, "dotnet"), 10);
}

static void
a_java_team_stays_and_is_told_the_evidence_is_thin(void **state)
{
	struct recommendation r = advice(state, "jvm-rules-long-nofe");

	assert_advice(&r, VERDICT_SINGLE, "java", NULL);
	assert_int_equal(score(state, &r, "java"), 15);
	assert_int_equal(score(state, &r, "dotnet"), 10);
	assert_non_null(r.verdict.primary->caveat);
}

static void
one_point_is_too_little_to_overrule_a_java_team(void **state)
{
	struct recommendation r = advice(state, "jvm-io-mvp-two");

	assert_advice(&r, VERDICT_CLOSE, "java", NULL);
	assert_int_equal(r.verdict.margin, -1);
	assert_true(r.verdict.guarded);
	assert_non_null(strstr(r.guarded->text,
	    "By points alone Node.js would be ahead by 1."));
	assert_false(r.verdict.team_overruled);
}

static void
systems_work_by_a_go_and_rust_team_is_done_in_rust(void **state)
{
	struct recommendation r = advice(state, "gr-sys-long-nofe");

	assert_advice(&r, VERDICT_SINGLE, "rust", NULL);
	assert_string_equal(r.verdict.own->id, "rust");
}

static void
computing_by_a_go_and_rust_team_is_a_close_call(void **state)
{
	struct recommendation r = advice(state, "gr-cpu-long-poly");

	assert_advice(&r, VERDICT_CLOSE, "go", NULL);
	assert_int_equal(score(state, &r, "go"), 14);
	assert_int_equal(score(state, &r, "rust"), 13);
	assert_string_equal(r.verdict.runner_up->id, "rust");
}

static void
contradictory_answers_are_decided_by_the_hard_part(void **state)
{
	struct recommendation r = advice(state, "mix-sys-mvp-one");

	assert_advice(&r, VERDICT_CLOSE, "go", NULL);
	assert_int_equal(score(state, &r, "go"), 5);
	assert_int_equal(score(state, &r, "node"), 5);
	assert_int_equal(r.verdict.tie->letter, 'b');
	assert_string_equal(r.verdict.tie->question->id, "hard");
}

static void
a_prototype_with_a_javascript_front_end_is_node(void **state)
{
	struct recommendation r = advice(state, "mix-crud-mvp-one");

	assert_advice(&r, VERDICT_SINGLE, "node", NULL);
	assert_int_equal(score(state, &r, "node"), 11);
	assert_int_equal(score(state, &r, "python"), 7);
}

static void
admin_screens_without_a_wish_for_one_language_are_python(void **state)
{
	struct recommendation r = advice(state, "mix-crud-grow-two");

	assert_advice(&r, VERDICT_SINGLE, "python", NULL);
	assert_int_equal(score(state, &r, "python"), 6);
	assert_int_equal(score(state, &r, "node"), 4);
	assert_string_equal(r.confidence, "leans");
}

static void
lasting_rules_of_a_new_team_are_dotnet(void **state)
{
	struct recommendation r = advice(state, "mix-rules-long-two");

	assert_advice(&r, VERDICT_SINGLE, "dotnet", NULL);
	assert_int_equal(score(state, &r, "dotnet"), 10);
	assert_int_equal(score(state, &r, "java"), 6);
}

static void
a_new_team_keeps_the_leader_and_moves_the_computing_out(void **state)
{
	struct recommendation r = advice(state, "mix-cpu-mvp-one");

	assert_advice(&r, VERDICT_START_ONE, "node", "go");
	assert_rule(&r, "H2");
}

static void
the_known_systems_team_gets_one_component_in_rust(void **state)
{
	struct recommendation r = advice(state, "py-sys-legacy-poly");

	assert_advice(&r, VERDICT_HYBRID, "python", "rust");
	assert_rule(&r, "H3");
}

static void
the_team_is_overruled_in_ten_combinations_only(void **state)
{
	static const char *const known[] = {
		"js-rules-long-two", "js-rules-long-nofe",
		"js-rules-long-poly", "py-io-mvp-one", "py-io-legacy-one",
		"cs-io-mvp-one", "jvm-io-mvp-one", "jvm-io-mvp-poly",
		"jvm-crud-mvp-one", "gr-crud-mvp-one",
	};
	const struct fixture *f = *state;
	size_t found = 0;

	for (size_t i = 0; i < assessment_count(&f->model); i++) {
		ARENA(arena);
		struct answers answers = assessment_answers_at(&f->model, i);
		struct recommendation r;

		recommend(arena, &f->model, &answers, &r);
		assert_int_equal(r.overruled != NULL,
		    r.verdict.team_overruled);
		if (!r.verdict.team_overruled)
			continue;
		assert_true(found < countof(known));
		assert_string_equal(r.code, known[found++]);
	}
	assert_int_equal(found, countof(known));
}

static void
all_576_are_counted_by_kind(void **state)
{
	const struct fixture *f = *state;
	int kinds[VERDICT_KIND_COUNT] = { 0 };

	assert_int_equal(assessment_count(&f->model), 576);
	for (size_t i = 0; i < 576; i++) {
		struct answers answers = assessment_answers_at(&f->model, i);
		struct verdict verdict;

		verdict_reach(&f->model, &answers, &verdict);
		kinds[verdict.kind]++;
	}
	assert_int_equal(kinds[VERDICT_SINGLE], 322);
	assert_int_equal(kinds[VERDICT_CLOSE], 79);
	assert_int_equal(kinds[VERDICT_HYBRID], 163);
	assert_int_equal(kinds[VERDICT_START_ONE], 12);
}

static void
the_reasons_add_up_to_the_score_in_the_order_of_the_questions(void **state)
{
	const struct fixture *f = *state;

	for (size_t i = 0; i < assessment_count(&f->model); i++) {
		ARENA(arena);
		struct answers answers = assessment_answers_at(&f->model, i);
		struct recommendation r;
		int sum = 0;

		recommend(arena, &f->model, &answers, &r);
		for (size_t j = 0; j < r.reasons.len; j++) {
			const struct reason *reason = &r.reasons.at[j];

			sum += reason->points;
			assert_ptr_equal(reason->stack, r.verdict.primary);
			assert_true(option_is_chosen(reason->option, &answers));
			if (j > 0)
				assert_true(reason->question->place >
				    reason[-1].question->place);
		}
		assert_int_equal(sum,
		    r.verdict.scores[r.verdict.primary->place]);
	}
}

static void
what_speaks_against_is_its_own_minus_and_the_runner_ups_plus(void **state)
{
	struct recommendation r = advice(state, "js-rules-long-one");

	assert_int_equal(r.against.len, 4);
	assert_string_equal(r.against.at[0].question->id, "hard");
	assert_string_equal(r.against.at[0].stack->id, "node");
	assert_int_equal(r.against.at[0].points, -1);
	assert_string_equal(r.against.at[1].stack->id, "dotnet");
	assert_int_equal(r.against.at[1].points, 5);
	assert_string_equal(r.against.at[2].stack->id, "node");
	assert_int_equal(r.against.at[2].points, -2);
	assert_string_equal(r.against.at[3].stack->id, "dotnet");
	assert_int_equal(r.against.at[3].points, 4);
	assert_true(r.verdict.primary->weaknesses.len > 0);
}

static void
the_runner_up_of_a_hybrid_is_neither_of_the_two(void **state)
{
	struct recommendation r = advice(state, "js-data-grow-poly");

	assert_int_equal(r.verdict.margin, 1);
	assert_string_equal(r.verdict.order[1]->id, "python");
	assert_string_not_equal(r.verdict.runner_up->id, "python");
}

static void
a_partner_can_be_explained_by_the_same_lines(void **state)
{
	const struct fixture *f = *state;
	struct recommendation r = advice(state, "js-data-grow-poly");
	struct reasons reasons;

	recommendation_reasons(f->arena, &f->model, &r.answers,
	    r.verdict.partner, &reasons);
	assert_int_equal(reasons.len, 3);
	assert_int_equal(reasons.at[0].points, 5);
	assert_string_equal(reasons.at[0].option->id, "data");
}

static void
an_inference_is_marked_as_our_judgement(void **state)
{
	struct recommendation r = advice(state, "jvm-rules-long-nofe");

	assert_true(r.reasons.at[0].judgement);
	assert_false(r.reasons.at[1].judgement);
	assert_true(r.reasons.at[3].judgement);
	assert_int_equal(r.reasons.at[3].claims.len, 0);
	assert_string_equal(r.reasons.at[1].href,
	    "/guides/java#what-sources-say");
}

static void
a_flip_changes_one_answer_and_the_advice(void **state)
{
	const struct fixture *f = *state;
	struct recommendation r = advice(state, "mix-rules-long-two");

	assert_true(r.flips.len >= 4);
	for (size_t i = 0; i < r.flips.len; i++) {
		const struct flip *flip = &r.flips.at[i];
		struct answers changed;
		struct verdict verdict;

		assert_status(assessment_code_parse(&f->model, flip->code,
		    &changed), OK);
		for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
			assert_int_equal(changed.option[q] ==
			    r.answers.option[q], q != flip->question->place);
		assert_true(option_is_chosen(flip->option, &changed));
		verdict_reach(&f->model, &changed, &verdict);
		assert_false(verdict_same(&verdict, &r.verdict));
		assert_int_equal(verdict.kind, flip->kind);
		assert_ptr_equal(verdict.primary, flip->primary);
		assert_ptr_equal(verdict.partner, flip->partner);
	}
}

static void
every_code_leads_back_to_its_answers(void **state)
{
	const struct fixture *f = *state;

	for (size_t i = 0; i < assessment_count(&f->model); i++) {
		ARENA(arena);
		struct answers answers = assessment_answers_at(&f->model, i);
		struct answers again;

		assert_int_equal(assessment_index(&f->model, &answers), i);
		assert_status(assessment_code_parse(&f->model,
		    assessment_code(arena, &f->model, &answers), &again), OK);
		assert_memory_equal(&again, &answers, sizeof(answers));
	}
}

static void
a_code_that_is_not_whole_or_not_ours_is_not_found(void **state)
{
	static const char *const codes[] = {
		"", "-", "---", "js", "js-data", "js-data-grow",
		"js-data-grow-", "js-data-grow-poly-", "js-data-grow-poly-x",
		"-js-data-grow-poly", "JS-data-grow-poly",
		"js-data-grow-polyy", "js-data-grow-pol", "js--grow-poly",
		"js-data-grow-poly ", "data-js-grow-poly",
		"js_data_grow_poly", "js-data-grow-poly\n",
		"cobol-data-grow-poly",
	};
	const struct fixture *f = *state;
	struct answers answers = { { 7, 7, 7, 7 } };

	for (size_t i = 0; i < countof(codes); i++)
		assert_status(assessment_code_parse(&f->model, codes[i],
		    &answers), NOT_FOUND);
	assert_int_equal(answers.option[0], 7);
}

static void
a_complete_form_gives_the_answers(void **state)
{
	const struct fixture *f = *state;
	const char *const ids[] = { "js", "data", "grow", "poly" };
	struct problems problems = { 0 };
	struct answers answers;

	assert_status(assessment_form_check(f->arena, &f->model, ids,
	    &answers, &problems), OK);
	assert_int_equal(problems.len, 0);
	assert_string_equal(assessment_code(f->arena, &f->model, &answers),
	    "js-data-grow-poly");
}

static void
a_form_with_gaps_says_which_and_keeps_the_rest(void **state)
{
	const struct fixture *f = *state;
	const char *const ids[] = { "js", NULL, "", "cobol" };
	struct problems problems = { 0 };
	struct answers answers;

	assert_status(assessment_form_check(f->arena, &f->model, ids,
	    &answers, &problems), INVALID);
	assert_int_equal(problems.len, 3);
	assert_null(problems_of(&problems, "team"));
	assert_string_equal(problems_of(&problems, "hard"),
	    "“What is the hard part?” has no answer yet. Please choose one.");
	assert_string_equal(problems_of(&problems, "life"),
	    "“How long must it live?” has no answer yet. Please choose one.");
	assert_string_equal(problems_of(&problems, "lang"),
	    "The answer to “One language or two?” is none of those offered. "
	    "Please choose one.");
	assert_int_equal(answers.option[0], 0);
	assert_true(answers.option[1] == ANSWER_NONE);
	assert_true(answers.option[3] == ANSWER_NONE);
}

static void
count_note(void *context, const struct note *note)
{
	size_t *count = context;

	assert_true(*note->text != '\0');
	assert_true(*note->href != '\0');
	(*count)++;
}

static void
every_sentence_can_be_visited_for_its_link(void **state)
{
	const struct fixture *f = *state;
	size_t count = 0;

	/* 70 reasons, 4 hybrids of four notes, 4 ties, 1 tension, the guard's
	 * two, ten weaknesses, one caveat. */
	assessment_each_note(&f->model, count_note, &count);
	assert_int_equal(count, 70 + 4 * 4 + 4 + 1 + 2 + 10 + 1);
}

static void
no_text_shows_an_unfilled_name(void **state)
{
	const struct fixture *f = *state;

	for (size_t i = 0; i < assessment_count(&f->model); i++) {
		ARENA(arena);
		struct answers answers = assessment_answers_at(&f->model, i);
		struct recommendation r;

		recommend(arena, &f->model, &answers, &r);
		const struct note *const notes[] = { r.guarded, r.overruled,
			r.split, r.keeps, r.moves, r.cost, r.tie };
		assert_null(strchr(r.headline, '{'));
		assert_null(strchr(r.text, '{'));
		assert_null(strstr(r.text, "  "));
		for (size_t n = 0; n < countof(notes); n++)
			if (notes[n] != NULL)
				assert_null(strchr(notes[n]->text, '{'));
	}
}

static void
names_in_braces_are_filled(void **state)
{
	const struct fixture *f = *state;
	const struct fill fills[] = { { "a", "Go" }, { "bb", "" } };
	const char *const names[] = { "a", "bb" };

	assert_string_equal(fill_text(f->arena, "{a} or {bb}{a}", fills, 2),
	    "Go or Go");
	assert_string_equal(fill_text(f->arena, "plain", fills, 2), "plain");
	assert_string_equal(fill_text(f->arena, "", fills, 2), "");
	assert_null(fill_unknown(f->arena, "{a} {bb} }", names, 2));
	assert_string_equal(fill_unknown(f->arena, "x {b} y", names, 2), "{b}");
	assert_string_equal(fill_unknown(f->arena, "x {}", names, 2), "{}");
	assert_string_equal(fill_unknown(f->arena, "{a} {bb", names, 2), "{bb");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_javascript_team_with_data_work_gets_a_python_service),
		cmocka_unit_test(
		    a_prototype_with_data_work_stays_hybrid_and_breaks_one_language),
		cmocka_unit_test(a_hybrid_is_not_only_for_node),
		cmocka_unit_test(a_new_team_with_data_work_gets_python_alone),
		cmocka_unit_test(a_javascript_team_moves_its_computing_out_to_go),
		cmocka_unit_test(a_python_team_gives_its_live_connections_to_node),
		cmocka_unit_test(
		    a_python_prototype_starts_with_python_and_splits_later),
		cmocka_unit_test(
		    lasting_business_rules_overrule_a_javascript_team),
		cmocka_unit_test(
		    one_language_brings_node_level_and_the_team_decides),
		cmocka_unit_test(two_years_are_not_five),
		cmocka_unit_test(a_python_team_with_lasting_rules_is_a_close_call),
		cmocka_unit_test(
		    a_java_team_stays_and_is_told_the_evidence_is_thin),
		cmocka_unit_test(one_point_is_too_little_to_overrule_a_java_team),
		cmocka_unit_test(
		    systems_work_by_a_go_and_rust_team_is_done_in_rust),
		cmocka_unit_test(computing_by_a_go_and_rust_team_is_a_close_call),
		cmocka_unit_test(
		    contradictory_answers_are_decided_by_the_hard_part),
		cmocka_unit_test(a_prototype_with_a_javascript_front_end_is_node),
		cmocka_unit_test(
		    admin_screens_without_a_wish_for_one_language_are_python),
		cmocka_unit_test(lasting_rules_of_a_new_team_are_dotnet),
		cmocka_unit_test(
		    a_new_team_keeps_the_leader_and_moves_the_computing_out),
		cmocka_unit_test(
		    the_known_systems_team_gets_one_component_in_rust),
		cmocka_unit_test(the_team_is_overruled_in_ten_combinations_only),
		cmocka_unit_test(all_576_are_counted_by_kind),
		cmocka_unit_test(
		    the_reasons_add_up_to_the_score_in_the_order_of_the_questions),
		cmocka_unit_test(
		    what_speaks_against_is_its_own_minus_and_the_runner_ups_plus),
		cmocka_unit_test(the_runner_up_of_a_hybrid_is_neither_of_the_two),
		cmocka_unit_test(a_partner_can_be_explained_by_the_same_lines),
		cmocka_unit_test(an_inference_is_marked_as_our_judgement),
		cmocka_unit_test(a_flip_changes_one_answer_and_the_advice),
		cmocka_unit_test(every_code_leads_back_to_its_answers),
		cmocka_unit_test(
		    a_code_that_is_not_whole_or_not_ours_is_not_found),
		cmocka_unit_test(a_complete_form_gives_the_answers),
		cmocka_unit_test(a_form_with_gaps_says_which_and_keeps_the_rest),
		cmocka_unit_test(every_sentence_can_be_visited_for_its_link),
		cmocka_unit_test(no_text_shows_an_unfilled_name),
		cmocka_unit_test(names_in_braces_are_filled),
	};

	return cmocka_run_group_tests_name("assessment", tests, setup,
	    teardown);
}
