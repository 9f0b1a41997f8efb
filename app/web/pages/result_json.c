#include "web/pages/result_json.h"

#include <jansson.h>

#include "domain/recommendation.h"
#include "web/pages/json_body.h"
#include "web/response.h"

static json_t *
id_or_null(const struct stack *stack)
{
	return stack == NULL ? json_null() : json_string(stack->id);
}

static json_t *
claims_json(const struct claims *claims)
{
	json_t *list = json_array();

	for (size_t i = 0; i < claims->len; i++)
		json_array_append_new(list, json_string(claims->at[i]));
	return list;
}

static json_t *
reasons_json(const struct reasons *reasons)
{
	json_t *list = json_array();

	for (size_t i = 0; i < reasons->len; i++) {
		const struct reason *reason = &reasons->at[i];

		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:i, s:s, s:o, s:s, s:b}",
			"question", reason->question->id, "option",
			reason->option->id, "stack", reason->stack->id,
			"points", reason->points, "text", reason->text,
			"claims", claims_json(&reason->claims), "href",
			reason->href, "judgement", reason->judgement));
	}
	return list;
}

static json_t *
flips_json(const struct recommendation *result)
{
	json_t *list = json_array();

	for (size_t i = 0; i < result->flips.len; i++) {
		const struct flip *flip = &result->flips.at[i];

		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "question",
			flip->question->id, "option", flip->option->id, "code",
			flip->code, "kind", verdict_kind_id(flip->kind),
			"primary", flip->primary->id, "partner",
			id_or_null(flip->partner)));
	}
	return list;
}

static json_t *
tensions_json(const struct recommendation *result)
{
	json_t *list = json_array();

	for (size_t i = 0; i < result->tensions.len; i++) {
		const struct tension_note *note = &result->tensions.at[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s}",
		    "answer", note->answer->id, "against", note->against->id,
		    "text", note->why.text));
	}
	return list;
}

static json_t *
weaknesses_json(const struct stack *stack)
{
	json_t *list = json_array();

	for (size_t i = 0; i < stack->weaknesses.len; i++) {
		const struct note *note = &stack->weaknesses.at[i];

		json_array_append_new(list, json_pack("{s:s, s:o, s:s}",
		    "text", note->text, "claims", claims_json(&note->claims),
		    "href", note->href));
	}
	return list;
}

/* The letter of the tie-break that decided, or null. */
static json_t *
tie_json(const struct verdict *verdict)
{
	return verdict->tie == NULL ? json_null() :
	    json_stringn(&verdict->tie->letter, 1);
}

static json_t *
answers_json(const struct assessment *model,
    const struct recommendation *result)
{
	json_t *answers = json_object();

	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++) {
		const struct option *option = assessment_option(model,
		    &result->answers, i);

		json_object_set_new(answers, model->questions[i].id,
		    json_string(option->id));
	}
	return answers;
}

static json_t *
scores_json(const struct assessment *model,
    const struct recommendation *result)
{
	json_t *scores = json_object();

	for (size_t i = 0; i < model->stacks.len; i++)
		json_object_set_new(scores, model->stacks.at[i].id,
		    json_integer(result->verdict.scores[i]));
	return scores;
}

enum status
result_json(struct response *res, const struct assessment *model,
    const struct recommendation *result)
{
	const struct verdict *verdict = &result->verdict;
	json_t *rule = verdict->rule == NULL ? json_null() :
	    json_string(verdict->rule->id);
	json_t *json = json_pack("{s:s, s:s, s:o, s:s, s:s, s:o, s:o, s:i, "
	    "s:o, s:s, s:b, s:o, s:o, s:o, s:o, s:s, s:s, s:s, s:b, s:o, "
	    "s:o}",
	    "edition", model->edition, "code", result->code,
	    "answers", answers_json(model, result),
	    "kind", verdict_kind_id(verdict->kind),
	    "primary", verdict->primary->id,
	    "partner", id_or_null(verdict->partner), "rule", rule,
	    "margin", verdict->margin, "scores", scores_json(model, result),
	    "confidence", result->confidence,
	    "team_overruled", verdict->team_overruled,
	    "reasons", reasons_json(&result->reasons),
	    "against", reasons_json(&result->against),
	    "flips", flips_json(result), "tensions", tensions_json(result),
	    "headline", result->headline, "text", result->text,
	    "runner_up", verdict->runner_up->id, "guarded", verdict->guarded,
	    "tie", tie_json(verdict),
	    "weaknesses", weaknesses_json(verdict->primary));

	response_header(res, "x-robots-tag", "noindex");
	res->cache = "public, max-age=300";
	return json_body(res, json);
}
