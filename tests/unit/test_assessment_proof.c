#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "config/assessment_file.h"
#include "domain/proof.h"
#include "domain/recommendation.h"

/* Two sets of rules: the shipped ones, and a small one unlike them. */
struct fixture {
	struct arena *arena;
	struct assessment shipped;
	struct assessment small;
};

static int
setup(void **state)
{
	static char bytes[65536];
	struct arena *arena = arena_new(65536);
	struct fixture *f = arena_alloc(arena, sizeof(*f));
	struct yaml_source small = { "small.yaml", 1, bytes, 0 };
	FILE *file = fopen(SOURCE_ROOT
	    "/tests/unit/fixtures/assessment/small.yaml", "re");

	if (file == NULL)
		return -1;
	small.len = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file);
	f->arena = arena;
	*state = f;
	if (assessment_read(arena, &small, &f->small) != OK)
		return -1;
	return assessment_load(arena, SOURCE_ROOT "/conf", &f->shipped) == OK ?
	    0 : -1;
}

static int
teardown(void **state)
{
	const struct fixture *f = *state;

	arena_free(f->arena);
	return 0;
}

static bool
always(const void *context, const char *href)
{
	return *href != '\0';
}

static bool
but_not_that(const void *context, const char *href)
{
	return strcmp(href, context) != 0;
}

static void
note_fault(void *context, const char *sentence)
{
	buf_printf(context, "%s\n", sentence);
}

/* The faults of a model as one text, each on its line. */
static const char *
faults(struct arena *arena, const struct assessment *model,
    bool (*resolves)(const void *, const char *), const void *links)
{
	BUF(text, 1 << 20);
	struct proof proof = { .resolves = resolves, .report = note_fault,
		.context = &text, .links = links };
	size_t count = proof_check(model, &proof);
	size_t lines = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.data[i] == '\n';
	assert_int_equal(lines, count);
	return arena_strdup(arena, buf_text(&text));
}

static void
the_shipped_rules_and_the_small_ones_are_proven(void **state)
{
	const struct fixture *f = *state;

	assert_string_equal(faults(f->arena, &f->shipped, always, NULL), "");
	assert_string_equal(faults(f->arena, &f->small, always, NULL), "");
	assert_string_equal(faults(f->arena, &f->small, NULL, NULL), "");
}

static void
note_code(void *context, const struct recommendation *r)
{
	buf_printf(context, "%s\n", r->code);
}

static void
every_combination_is_shown_in_the_order_of_its_index(void **state)
{
	const struct fixture *f = *state;
	BUF(codes, 1 << 20);
	const struct proof proof = { .report = note_fault,
		.each = note_code, .context = &codes };

	assert_int_equal(proof_check(&f->small, &proof), 0);
	assert_string_equal(buf_text(&codes), "x-x-x-x\nx-x-x-y\nx-x-y-x\n"
	    "x-x-y-y\nx-y-x-x\nx-y-x-y\nx-y-y-x\nx-y-y-y\ny-x-x-x\n"
	    "y-x-x-y\ny-x-y-x\ny-x-y-y\ny-y-x-x\ny-y-x-y\ny-y-y-x\n"
	    "y-y-y-y\n");
}

static void
a_link_that_leads_nowhere_is_told_once_with_answers_that_show_it(
    void **state)
{
	const struct fixture *f = *state;

	assert_string_equal(faults(f->arena, &f->small, but_not_that,
	    "/guides/g#who"), "x-x-x-x: \"Knows it.\" links to "
	    "/guides/g#who, which is not in the guides; mend the href or "
	    "add the section\n");
}

static bool
is_in_register(const void *claims, const char *id)
{
	return strcmp(claims, id) != 0;
}

static void
a_claim_nobody_knows_is_told_once_with_answers_that_rest_on_it(void **state)
{
	const struct fixture *f = *state;
	BUF(text, 1 << 20);
	struct proof proof = { .knows = is_in_register, .claims = "001-02",
		.report = note_fault, .context = &text };

	assert_int_equal(proof_check(&f->small, &proof), 1);
	assert_string_equal(buf_text(&text), "x-x-x-x: \"Knows it.\" rests "
	    "on the claim 001-02, which is not in the register; mend the id "
	    "or add the claim\n");
	proof.claims = "001-99";
	assert_int_equal(proof_check(&f->small, &proof), 0);
}

static void
reasons_that_do_not_add_up_are_found(void **state)
{
	const struct fixture *f = *state;
	struct assessment model = f->small;
	struct option options[2];
	struct weight weights[2];

	memcpy(options, model.questions[0].options.at, sizeof(options));
	weights[0] = weights[1] = options[0].weights.at[0];
	options[0].weights.at = weights;
	options[0].weights.len = 2;
	model.questions[0].options.at = options;
	assert_non_null(strstr(faults(f->arena, &model, NULL, NULL),
	    "x-y-x-x: the reasons for Alpha add up to 3, but the score is "
	    "6\n"));
}

static void
two_texts_for_one_outcome_and_an_empty_one_are_found(void **state)
{
	const struct fixture *f = *state;
	struct assessment model = f->small;
	struct outcome outcomes[6];
	const char *text;

	memcpy(outcomes, model.outcomes.at, 5 * sizeof(outcomes[0]));
	outcomes[5] = outcomes[4];
	outcomes[2].text = "";
	model.outcomes.at = outcomes;
	model.outcomes.len = 6;
	text = faults(f->arena, &model, NULL, NULL);
	assert_non_null(strstr(text, "y-y-x-x: has 2 outcomes, not one\n"));
	assert_non_null(strstr(text, "x-y-x-x: has an empty text\n"));
}

static void
outcomes_are_counted(void **state)
{
	const struct fixture *f = *state;
	struct proof_counts counts;
	size_t sum = 0;

	proof_count(f->arena, &f->shipped, &counts);
	for (size_t i = 0; i < f->shipped.outcomes.len; i++) {
		const struct outcome *outcome = &f->shipped.outcomes.at[i];
		struct answers answers = assessment_answers_at(&f->shipped,
		    counts.first[i]);
		struct verdict verdict;

		verdict_reach(&f->shipped, &answers, &verdict);
		assert_int_equal(verdict.kind, outcome->kind);
		assert_ptr_equal(verdict.primary, outcome->primary);
		sum += counts.outcomes[i];
	}
	assert_int_equal(sum, 576);
	assert_int_equal(counts.combinations, 576);
	assert_int_equal(counts.advice_len, 17);
	assert_int_equal(counts.outcomes_len, 26);
	assert_int_equal(counts.kinds[VERDICT_SINGLE], 322);
	assert_int_equal(counts.kinds[VERDICT_CLOSE], 79);
	assert_int_equal(counts.kinds[VERDICT_HYBRID], 163);
	assert_int_equal(counts.kinds[VERDICT_START_ONE], 12);
	assert_int_equal(counts.sways[0], 576);
	assert_int_equal(counts.sways[1], 576);
	assert_int_equal(counts.sways[2], 124);
	assert_int_equal(counts.sways[3], 60);
}

static void
other_rules_have_other_counts(void **state)
{
	const struct fixture *f = *state;
	struct proof_counts counts;

	proof_count(f->arena, &f->small, &counts);
	assert_int_equal(counts.combinations, 16);
	assert_int_equal(counts.outcomes_len, 5);
	assert_int_equal(counts.advice_len, 3);
	assert_int_equal(counts.sways[3], 0);
}

static void
an_old_answer_leads_to_the_one_that_took_its_place(void **state)
{
	const struct fixture *f = *state;
	const struct retired *retired[ASSESSMENT_QUESTIONS];
	struct answers answers;

	assert_int_equal(assessment_code_follow(&f->small, "old-y-x-y",
	    &answers, retired), CODE_OLD);
	assert_string_equal(assessment_code(f->arena, &f->small, &answers),
	    "x-y-x-y");
	assert_string_equal(retired[0]->text, "Once it was another answer.");
	assert_null(retired[1]);
	assert_status(assessment_code_parse(&f->small, "old-y-x-y", &answers),
	    NOT_FOUND);
}

static void
a_code_of_today_is_found_and_nothing_is_retired(void **state)
{
	const struct fixture *f = *state;
	const struct retired *retired[ASSESSMENT_QUESTIONS];
	struct answers answers;

	assert_int_equal(assessment_code_follow(&f->small, "x-y-x-y",
	    &answers, retired), CODE_FOUND);
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		assert_null(retired[q]);
}

static void
what_can_be_read_of_a_broken_code_is_kept(void **state)
{
	static const struct {
		const char *code;
		size_t known; /* answers, from the front */
	} broken[] = {
		{ "", 0 }, { "x", 1 }, { "x-y", 2 }, { "x-y-", 2 },
		{ "x-y-x", 3 }, { "x-y-x-", 3 }, { "x-y-x-z", 3 },
		{ "x-y-x-y-", 4 }, { "x-y-x-y-x", 4 }, { "old-y-x-z", 3 },
		{ "z-z-z-z", 0 }, { "old", 1 },
	};
	const struct fixture *f = *state;
	const struct retired *retired[ASSESSMENT_QUESTIONS];

	for (size_t i = 0; i < countof(broken); i++) {
		struct answers answers;

		assert_int_equal(assessment_code_follow(&f->small,
		    broken[i].code, &answers, retired), CODE_UNKNOWN);
		for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
			assert_int_equal(answers.option[q] != ANSWER_NONE,
			    q < broken[i].known);
	}
}

static struct recommendation
advice(void **state, const char *code)
{
	const struct fixture *f = *state;
	struct recommendation r;
	struct answers answers;

	assert_status(assessment_code_parse(&f->shipped, code, &answers), OK);
	recommend(f->arena, &f->shipped, &answers, &r);
	return r;
}

static void
a_close_call_puts_the_runner_up_beside(void **state)
{
	struct recommendation r = advice(state, "js-rules-long-one");
	int sum = 0;

	assert_string_equal(r.second->id, "dotnet");
	for (size_t i = 0; i < r.second_reasons.len; i++)
		sum += r.second_reasons.at[i].points;
	assert_int_equal(sum, r.verdict.scores[r.second->place]);
	assert_null(r.keeps);
	assert_null(r.cost);
}

static void
two_services_say_who_does_what_and_what_the_second_costs(void **state)
{
	static const char *const codes[] = { "js-data-grow-poly",
		"js-cpu-long-nofe", "py-sys-legacy-poly", "py-io-grow-two",
		"py-io-mvp-two" };

	for (size_t i = 0; i < countof(codes); i++) {
		struct recommendation r = advice(state, codes[i]);

		assert_ptr_equal(r.second, r.verdict.partner);
		assert_non_null(r.split);
		assert_non_null(r.keeps);
		assert_non_null(r.moves);
		assert_non_null(r.cost);
		assert_string_equal(r.cost->href,
		    "/guides/two-services#costs");
	}
}

static void
one_stack_that_is_clear_stands_alone(void **state)
{
	struct recommendation r = advice(state, "mix-rules-long-two");

	assert_null(r.second);
	assert_int_equal(r.second_reasons.len, 0);
}

static void
a_weakness_that_a_minus_point_tells_is_not_told_twice(void **state)
{
	struct recommendation r = advice(state, "js-rules-long-one");

	assert_int_equal(r.verdict.primary->weaknesses.len, 2);
	assert_int_equal(r.weaknesses.len, 1);
	assert_string_equal(r.weaknesses.at[0]->claims.at[0], "001-11");
	r = advice(state, "js-cpu-grow-one");
	assert_int_equal(r.weaknesses.len, 1);
	assert_string_equal(r.weaknesses.at[0]->claims.at[0], "000-13");
	r = advice(state, "js-crud-grow-one");
	assert_int_equal(r.weaknesses.len, 2);
}

static void
a_weakness_stands_beside_a_plus_point_on_the_same_claims(void **state)
{
	const struct fixture *f = *state;
	const struct stack *beta = &f->small.stacks.at[1];
	const struct weight weight = { .stack = beta, .points = 2,
		.why = { "Fits.", beta->weaknesses.at[0].claims, "" } };
	struct assessment model = f->small;
	struct option options[2];
	struct recommendation r;

	memcpy(options, model.questions[0].options.at, sizeof(options));
	options[1].weights.at = &weight;
	options[1].weights.len = 1;
	model.questions[0].options.at = options;
	recommend(f->arena, &model, &(struct answers){ { 1, 1, 0, 0 } }, &r);
	assert_ptr_equal(r.verdict.primary, beta);
	assert_int_equal(r.weaknesses.len, 1);
}

static void
thin_evidence_is_said_of_either_stack_of_a_close_call(void **state)
{
	static const struct {
		const char *code;
		bool thin;
	} cases[] = {
		{ "jvm-rules-long-nofe", true },    /* Java */
		{ "jvm-io-mvp-two", true },         /* Java or Node.js */
		{ "mix-rules-legacy-nofe", true },  /* .NET or Java */
		{ "mix-rules-long-two", false },    /* .NET; Java runs up */
		{ "js-rules-long-one", false },
	};

	for (size_t i = 0; i < countof(cases); i++) {
		struct recommendation r = advice(state, cases[i].code);

		assert_int_equal(r.caveat != NULL, cases[i].thin);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_shipped_rules_and_the_small_ones_are_proven),
		cmocka_unit_test(
		    every_combination_is_shown_in_the_order_of_its_index),
		cmocka_unit_test(
		    a_link_that_leads_nowhere_is_told_once_with_answers_that_show_it),
		cmocka_unit_test(
		    a_claim_nobody_knows_is_told_once_with_answers_that_rest_on_it),
		cmocka_unit_test(reasons_that_do_not_add_up_are_found),
		cmocka_unit_test(
		    two_texts_for_one_outcome_and_an_empty_one_are_found),
		cmocka_unit_test(outcomes_are_counted),
		cmocka_unit_test(other_rules_have_other_counts),
		cmocka_unit_test(
		    an_old_answer_leads_to_the_one_that_took_its_place),
		cmocka_unit_test(
		    a_code_of_today_is_found_and_nothing_is_retired),
		cmocka_unit_test(what_can_be_read_of_a_broken_code_is_kept),
		cmocka_unit_test(a_close_call_puts_the_runner_up_beside),
		cmocka_unit_test(
		    two_services_say_who_does_what_and_what_the_second_costs),
		cmocka_unit_test(one_stack_that_is_clear_stands_alone),
		cmocka_unit_test(
		    a_weakness_that_a_minus_point_tells_is_not_told_twice),
		cmocka_unit_test(
		    a_weakness_stands_beside_a_plus_point_on_the_same_claims),
		cmocka_unit_test(
		    thin_evidence_is_said_of_either_stack_of_a_close_call),
	};

	return cmocka_run_group_tests_name("assessment_proof", tests, setup,
	    teardown);
}
