/*
 * The laws of assessment.yaml, over any bytes:
 *  - it is read or refused, in one line that names a line there is; what no
 *    answers lead to is logged and kept;
 *  - the model keeps its limits, and every pointer leads into it;
 *  - each combination of answers has a code that is read back, and a
 *    recommendation of stacks that exist, with a text.
 */
#include "base/arena.h"
#include "config/assessment_file.h"
#include "domain/recommendation.h"
#include "said.h"

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
check_model(const struct assessment *model)
{
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
