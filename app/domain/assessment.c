#include "domain/assessment.h"

#include <assert.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/util.h"
#include "domain/problems.h"

size_t
assessment_count(const struct assessment *model)
{
	size_t count = 1;

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		count *= model->questions[q].options.len;
	return count;
}

struct answers
assessment_answers_at(const struct assessment *model, size_t index)
{
	struct answers answers;

	for (size_t q = ASSESSMENT_QUESTIONS; q-- > 0;) {
		size_t len = model->questions[q].options.len;

		answers.option[q] = index % len;
		index /= len;
	}
	return answers;
}

size_t
assessment_index(const struct assessment *model, const struct answers *answers)
{
	size_t index = 0;

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		index = index * model->questions[q].options.len +
		    answers->option[q];
	return index;
}

/* The place of the option with this id of len bytes, or ANSWER_NONE. */
static size_t
option_place(const struct question *question, const char *id, size_t len)
{
	for (size_t o = 0; o < question->options.len; o++) {
		const char *known = question->options.at[o].id;

		if (strlen(known) == len && memcmp(known, id, len) == 0)
			return o;
	}
	return ANSWER_NONE;
}

/* What an id of len bytes, not of this edition, leads on to; or NULL. */
static const struct retired *
retired_find(const struct assessment *model, const struct question *question,
    const char *id, size_t len)
{
	for (size_t i = 0; i < model->retired.len; i++) {
		const struct retired *retired = &model->retired.at[i];

		if (retired->question == question &&
		    strlen(retired->id) == len &&
		    memcmp(retired->id, id, len) == 0)
			return retired;
	}
	return NULL;
}

enum code_age
assessment_code_follow(const struct assessment *model, const char *code,
    struct answers *answers,
    const struct retired *retired[ASSESSMENT_QUESTIONS])
{
	enum code_age age = CODE_FOUND;

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		const struct question *question = &model->questions[q];
		size_t len = strcspn(code, "-");
		char end = q + 1 < ASSESSMENT_QUESTIONS ? '-' : '\0';

		answers->option[q] = option_place(question, code, len);
		retired[q] = retired_find(model, question, code, len);
		if (retired[q] != NULL) {
			answers->option[q] = retired[q]->now->place;
			age = age == CODE_FOUND ? CODE_OLD : age;
		}
		if (answers->option[q] == ANSWER_NONE || code[len] != end)
			age = CODE_UNKNOWN;
		code += code[len] == '\0' ? len : len + 1;
	}
	return age;
}

enum status
assessment_code_parse(const struct assessment *model, const char *code,
    struct answers *answers)
{
	const struct retired *retired[ASSESSMENT_QUESTIONS];
	struct answers found;

	if (assessment_code_follow(model, code, &found, retired) != CODE_FOUND)
		return NOT_FOUND;
	*answers = found;
	return OK;
}

char *
assessment_code(struct arena *arena, const struct assessment *model,
    const struct answers *answers)
{
	BUF(code, ASSESSMENT_QUESTIONS * (ASSESSMENT_ID_MAX + 1));

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		if (q > 0)
			buf_putc(&code, '-');
		buf_puts(&code, assessment_option(model, answers, q)->id);
	}
	assert(!code.failed);
	return arena_strdup(arena, buf_text(&code));
}

enum status
assessment_form_check(struct arena *arena, const struct assessment *model,
    const char *const ids[ASSESSMENT_QUESTIONS], struct answers *answers,
    struct problems *problems)
{
	enum status st = OK;

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		const struct question *question = &model->questions[q];
		const char *id = ids[q] == NULL ? "" : ids[q];

		answers->option[q] = option_place(question, id, strlen(id));
		if (answers->option[q] != ANSWER_NONE)
			continue;
		st = INVALID;
		problems_add(problems, question->id, arena_printf(arena,
		    *id == '\0' ?
		    "“%s” has no answer yet. Please choose one." :
		    "The answer to “%s” is none of those offered. Please "
		    "choose one.",
		    question->label));
	}
	return st;
}

const struct option *
assessment_option(const struct assessment *model, const struct answers *answers,
    size_t place)
{
	const struct question *question = &model->questions[place];

	assert(answers->option[place] < question->options.len);
	return &question->options.at[answers->option[place]];
}

bool
option_is_chosen(const struct option *option, const struct answers *answers)
{
	return answers->option[option->question->place] == option->place;
}

const struct weight *
option_weight(const struct option *option, const struct stack *stack)
{
	for (size_t i = 0; i < option->weights.len; i++)
		if (option->weights.at[i].stack == stack)
			return &option->weights.at[i];
	return NULL;
}

const struct stack *
assessment_stack_find(const struct assessment *model, const char *id)
{
	for (size_t s = 0; s < model->stacks.len; s++)
		if (strcmp(model->stacks.at[s].id, id) == 0)
			return &model->stacks.at[s];
	return NULL;
}

const struct outcome *
assessment_outcome_find(const struct assessment *model, enum verdict_kind kind,
    const struct stack *primary, const struct stack *partner)
{
	for (size_t i = 0; i < model->outcomes.len; i++) {
		const struct outcome *outcome = &model->outcomes.at[i];

		if (outcome->kind == kind && outcome->primary == primary &&
		    outcome->partner == partner)
			return outcome;
	}
	return NULL;
}

static void
visit_all(const struct notes *notes, note_visit *visit, void *context)
{
	for (size_t i = 0; i < notes->len; i++)
		visit(context, &notes->at[i]);
}

static void
visit_weights(const struct question *question, note_visit *visit,
    void *context)
{
	for (size_t o = 0; o < question->options.len; o++) {
		const struct weights *weights = &question->options.at[o].weights;

		for (size_t i = 0; i < weights->len; i++)
			visit(context, &weights->at[i].why);
	}
}

static void
visit_hybrid(const struct hybrid *hybrid, note_visit *visit, void *context)
{
	const struct note *const notes[] = { &hybrid->why, hybrid->keeps,
		hybrid->moves, hybrid->cost };

	for (size_t i = 0; i < countof(notes); i++)
		if (notes[i] != NULL)
			visit(context, notes[i]);
}

void
assessment_each_note(const struct assessment *model, note_visit *visit,
    void *context)
{
	for (size_t s = 0; s < model->stacks.len; s++) {
		visit_all(&model->stacks.at[s].weaknesses, visit, context);
		if (model->stacks.at[s].caveat != NULL)
			visit(context, model->stacks.at[s].caveat);
	}
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		visit_weights(&model->questions[q], visit, context);
	for (size_t i = 0; i < model->hybrids.len; i++)
		visit_hybrid(&model->hybrids.at[i], visit, context);
	for (size_t i = 0; i < model->ties.len; i++)
		visit(context, &model->ties.at[i].why);
	for (size_t i = 0; i < model->tensions.len; i++)
		visit(context, &model->tensions.at[i].why);
	visit(context, &model->guarded);
	visit(context, &model->overruled);
}
