#include "base/arena.h"
#include "base/text.h"
#include "domain/recommendation.h"
#include "web/app.h"
#include "web/pages/admin_lead.h"
#include "web/pages/result_words.h"
#include "web/request.h"

static void
fill_answers(struct request *req, const struct recommendation *result,
    struct lead_result_view *view)
{
	const struct assessment *model = req->app->assessment;
	struct lead_answer_view *at =
	    arena_array(req->arena, ASSESSMENT_QUESTIONS, sizeof(*at));

	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		at[i] = (struct lead_answer_view){
			model->questions[i].label,
			assessment_option(model, &result->answers, i)->label };
	view->answers.at = at;
	view->answers.len = ASSESSMENT_QUESTIONS;
}

static struct lead_reason_view
reason_view(struct request *req, const struct reason *reason,
    const struct stack *plain)
{
	return (struct lead_reason_view){
		.points = words_points(req->arena, reason->points),
		.stack = reason->stack == plain ? "" : reason->stack->name,
		.because = reason->option->label,
		.text = reason->text,
	};
}

static struct lead_reasons_view
reasons_view(struct request *req, const struct recommendation *result,
    const struct stack *stack, const struct reasons *reasons)
{
	struct lead_reason_view *at;

	if (stack == NULL)
		return (struct lead_reasons_view){ .stack = "" };
	at = arena_array(req->arena, reasons->len, sizeof(*at));
	for (size_t i = 0; i < reasons->len; i++)
		at[i] = reason_view(req, &reasons->at[i], stack);
	return (struct lead_reasons_view){
		.stack = stack->name,
		.total = words_score(req->arena,
		    result->verdict.scores[stack->place]),
		.at = at,
		.len = reasons->len,
	};
}

/* As on the page of the result: points first, then what holds always. */
static struct lead_reasons_view
against_view(struct request *req, const struct recommendation *result)
{
	const struct stack *primary = result->verdict.primary;
	struct lead_reason_view *at = arena_array(req->arena,
	    result->against.len + result->weaknesses.len, sizeof(*at));
	size_t len = 0;

	for (size_t i = 0; i < result->against.len; i++)
		at[len++] = reason_view(req, &result->against.at[i], primary);
	for (size_t i = 0; i < result->weaknesses.len; i++)
		at[len++] = (struct lead_reason_view){ "", "", "",
			result->weaknesses.at[i]->text };
	return (struct lead_reasons_view){ primary->name, "", at, len };
}

void
lead_result_fill(struct request *req, const char *code,
    struct lead_result_view *view)
{
	const struct assessment *model = req->app->assessment;
	const struct retired *retired[ASSESSMENT_QUESTIONS];
	struct recommendation result;
	struct answers answers;
	enum code_age age;

	*view = (struct lead_result_view){ .code = code, .headline = "" };
	if (*code == '\0')
		return;
	age = assessment_code_follow(model, code, &answers, retired);
	if (age == CODE_UNKNOWN)
		return;
	recommend(req->arena, model, &answers, &result);
	view->headline = result.headline;
	view->text = result.text;
	view->kind = words_kind(result.verdict.kind);
	view->lead = words_lead(req->arena, &result);
	/* The desk is another site, and links lead to https alone. */
	view->href = !text_starts(req->app->public_url, "https://") ? "" :
	    arena_printf(req->arena, "%s/assessment/%s",
	    req->app->public_url, code);
	view->old = age == CODE_OLD;
	fill_answers(req, &result, view);
	view->first = reasons_view(req, &result, result.verdict.primary,
	    &result.reasons);
	view->second = reasons_view(req, &result, result.second,
	    &result.second_reasons);
	view->against = against_view(req, &result);
}
