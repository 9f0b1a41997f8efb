#include "cli/demo_plan.h"

#include <string.h>

#include "base/arena.h"
#include "base/util.h"
#include "domain/verdict.h"

/* The questions in the order in which a message answers them, and what stands
 * behind each answer. */
static const struct {
	const char *question;
	const char *behind;
} parts[] = {
	{ "hard", " " },
	{ "life", "\n" },
	{ "team", " " },
	{ "lang", "\n\n" },
};

uint32_t
demo_mix(size_t number, uint32_t salt)
{
	uint32_t mixed = ((uint32_t)number + 1) * 2654435761u ^
	    salt * 2246822519u;

	mixed ^= mixed >> 15;
	mixed *= 2246822519u;
	return mixed ^ mixed >> 13;
}

static const struct option *
answer_to(const struct assessment *model, const struct answers *answers,
    const char *question)
{
	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		if (strcmp(model->questions[i].id, question) == 0)
			return assessment_option(model, answers, i);
	return NULL;
}

/* Fits the answers, as far as they are those that come with the program. */
static const char *
compose(struct arena *arena, const struct demo_texts *texts,
    const struct assessment *model, const struct answers *answers,
    size_t number)
{
	const char *message = "";

	for (size_t i = 0; i < countof(parts); i++) {
		const struct option *option = answer_to(model, answers,
		    parts[i].question);
		const char *text = option == NULL ? NULL : demo_text(texts,
		    arena_printf(arena, "%s/%s", parts[i].question,
			option->id), demo_mix(number, (uint32_t)i + 7));

		if (text != NULL)
			message = arena_printf(arena, "%s%s%s", message, text,
			    parts[i].behind);
	}
	return arena_printf(arena, "%s%s", message, demo_text(texts, "ask",
	    demo_mix(number, 11)));
}

/* What the assessment says, but for one call of six: the owner heard more than
 * four answers tell. */
static const char *
recommend(struct arena *arena, const struct assessment *model,
    const struct answers *answers, size_t number)
{
	struct verdict verdict;

	verdict_reach(model, answers, &verdict);
	if (demo_mix(number, 13) % 6 == 0 && verdict.runner_up != NULL)
		return verdict.runner_up->id;
	if (verdict.partner == NULL || demo_mix(number, 17) % 2 == 0)
		return verdict.primary->id;
	return arena_printf(arena, "%s+%s", verdict.primary->id,
	    verdict.partner->id);
}

/* Most who book have taken the assessment, and some who write. */
static bool
brings_result(const struct demo_lead *lead, size_t number)
{
	return demo_mix(number, 3) % 6 < (lead->kind == LEAD_BOOKING ? 5 : 2);
}

void
demo_write(struct arena *arena, const struct demo_texts *texts,
    const struct assessment *model, size_t number, struct demo_lead *lead)
{
	struct answers answers;

	demo_person(arena, texts, number, &lead->person);
	lead->result = lead->recommended = "";
	if (lead->doubt != DOUBT_NONE && lead->doubt != DOUBT_HASTE) {
		lead->message = demo_text(texts, "spam", number);
		return;
	}
	if (!brings_result(lead, number)) {
		lead->message = demo_text(texts, "plain", number);
		return;
	}
	answers = assessment_answers_at(model,
	    demo_mix(number, 5) % assessment_count(model));
	lead->result = assessment_code(arena, model, &answers);
	lead->message = compose(arena, texts, model, &answers, number);
	lead->recommended = recommend(arena, model, &answers, number);
}
