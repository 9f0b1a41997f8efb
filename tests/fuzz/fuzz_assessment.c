/*
 * The laws of assessment.yaml, over any bytes:
 *  - it is read or refused, in one line that names a line there is; what no
 *    answers lead to is logged and kept;
 *  - the model keeps its limits, and every pointer leads into it;
 *  - each combination of answers has a code that is read back, scores that are
 *    the sums of their points, an order that the scores and then the tie-breaks
 *    give, and a recommendation of stacks that exist, with a text.
 */
#include "base/arena.h"
#include "config/assessment_file.h"
#include "domain/recommendation.h"
#include "said.h"
#include "values.h"

enum { COMBINATIONS_MAX = 64 };

static const char file[] = "assessment.yaml";

static bool
is_id(const char *id)
{
	size_t len = strlen(id);

	return len >= 1 && len <= ASSESSMENT_ID_MAX &&
	    strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789") == len;
}

static void
check_question(const struct assessment *model,
    const struct question *question)
{
	law(is_id(question->id), "a question has an id");
	law(question->options.len >= 2 &&
	    question->options.len <= ASSESSMENT_OPTIONS_MAX, "and options");
	for (size_t i = 0; i < question->options.len; i++) {
		const struct option *option = &question->options.at[i];

		law(is_id(option->id) && *option->label != '\0', "named ones");
		law(option->question == question && option->place == i,
		    "of this question");
		law(option->weights.len <= model->stacks.len,
		    "a weight a stack");
		for (size_t w = 0; w < option->weights.len; w++)
			law(option->weights.at[w].points != 0 &&
			    option->weights.at[w].points >= -99 &&
			    option->weights.at[w].points <= 99,
			    "a weight has its limits");
	}
}

static void
check_thresholds(const struct assessment *model)
{
	law(model->guard_lead >= 1 && model->guard_lead <= 99,
	    "the guard has its limits");
	law(model->close_margin >= 0 &&
	    model->close_margin < model->clear_margin &&
	    model->clear_margin <= 99, "close is below clear");
}

static void
check_model(const struct assessment *model)
{
	check_thresholds(model);
	law(model->stacks.len >= 3 &&
	    model->stacks.len <= ASSESSMENT_STACKS_MAX, "3 to 8 stacks");
	for (size_t i = 0; i < model->stacks.len; i++) {
		law(is_id(model->stacks.at[i].id), "a stack has an id");
		law(assessment_stack_find(model, model->stacks.at[i].id) ==
		    &model->stacks.at[i], "of its own");
	}
	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		check_question(model, &model->questions[i]);
	law(model->outcomes.len <= 200 && model->hybrids.len <= 8 &&
	    model->ties.len <= 8 && model->tensions.len <= 8 &&
	    model->retired.len <= 100, "lists have their limits");
}

static int
points_of(const struct option *option, const struct stack *stack)
{
	const struct weight *weight = option_weight(option, stack);

	return weight == NULL ? 0 : weight->points;
}

static bool
is_known(const struct assessment *model, const struct answers *answers,
    const struct stack *stack)
{
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		if (assessment_option(model, answers, q)->knows[stack->place])
			return true;
	return false;
}

static void
check_scores(const struct assessment *model, const struct answers *answers,
    const struct verdict *verdict)
{
	for (size_t i = 0; i < model->stacks.len; i++) {
		int sum = 0;

		for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
			sum += points_of(assessment_option(model, answers, q),
			    &model->stacks.at[i]);
		law(verdict->scores[i] == sum, "a score is a sum of points");
	}
}

/* What a tie-break says of two stacks: above 0 puts a first, below 0 b. */
static int
lean(const struct assessment *model, const struct answers *answers,
    const struct tie_break *tie, const struct stack *a, const struct stack *b)
{
	const struct option *option;

	if (tie->by == TIE_BY_TEAM)
		return is_known(model, answers, a) -
		    is_known(model, answers, b);
	if (tie->by == TIE_BY_ORDER)
		return (int)tie->rank[b->place] - (int)tie->rank[a->place];
	option = assessment_option(model, answers, tie->question->place);
	return points_of(option, a) - points_of(option, b);
}

static void
check_order(const struct assessment *model, const struct answers *answers,
    const struct verdict *verdict)
{
	for (size_t i = 1; i < model->stacks.len; i++) {
		const struct stack *a = verdict->order[i - 1];
		const struct stack *b = verdict->order[i];
		int ahead = verdict->scores[a->place] -
		    verdict->scores[b->place];

		for (size_t t = 0; ahead == 0 && t < model->ties.len; t++)
			ahead = lean(model, answers, &model->ties.at[t], a, b);
		law(ahead > 0, "who stands first has a reason");
	}
}

static void
check_answers(struct arena *arena, const struct assessment *model,
    size_t index)
{
	struct answers answers = assessment_answers_at(model, index);
	const char *code = assessment_code(arena, model, &answers);
	struct recommendation advice;
	const struct stack *primary;
	struct answers read;

	law(assessment_index(model, &answers) == index, "an index comes back");
	law(assessment_code_parse(model, code, &read) == OK &&
	    memcmp(&read, &answers, sizeof(read)) == 0, "a code comes back");
	recommend(arena, model, &answers, &advice);
	check_scores(model, &answers, &advice.verdict);
	check_order(model, &answers, &advice.verdict);
	primary = advice.verdict.primary;
	law(primary != NULL && assessment_stack_find(model, primary->id) ==
	    primary, "a stack is recommended");
	law(*advice.headline != '\0' && strchr(advice.headline, '{') == NULL,
	    "in words, all of them filled in");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct yaml_source source = { file, 1, (const char *)data, size };
	ARENA(arena);
	struct assessment model;
	size_t count;

	said_begin();
	if (assessment_read(arena, &source, &model) != OK) {
		check_refusal(said_end(), file, lines_of(data, size));
		return 0;
	}
	(void)said_end();
	check_model(&model);
	count = assessment_count(&model);
	for (size_t i = 0; i < count; i += 1 + count / COMBINATIONS_MAX)
		check_answers(arena, &model, i);
	return 0;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
    unsigned seed)
{
	return values_mutate(data, size, max_size, seed);
}
