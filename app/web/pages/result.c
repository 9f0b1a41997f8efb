#include "domain/recommendation.h"

#include "base/arena.h"
#include "base/text.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/outcome.h"
#include "web/pages/pages.h"
#include "web/pages/result_json.h"
#include "web/request.h"
#include "web/response.h"

static const char *
kind_label(enum verdict_kind kind)
{
	switch (kind) {
	case VERDICT_SINGLE:
		return "One stack";
	case VERDICT_CLOSE:
		return "A close call";
	case VERDICT_HYBRID:
		return "Two services";
	case VERDICT_START_ONE:
		return "Start with one";
	case VERDICT_KIND_COUNT:
		break;
	}
	return "";
}

const char *
outcome_headline(struct request *req, const char *code)
{
	struct recommendation result;
	struct answers answers;

	if (assessment_code_parse(req->app->assessment, code, &answers) != OK)
		return NULL;
	recommend(req->arena, req->app->assessment, &answers, &result);
	return result.headline;
}

static const char *
note_text(const struct note *note)
{
	return note == NULL ? "" : note->text;
}

static const char *
claims_text(struct arena *arena, const struct claims *claims)
{
	const char *text = "";

	for (size_t i = 0; i < claims->len; i++)
		text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : ", ",
		    claims->at[i]);
	return text;
}

/* U+2212 for minus: a hyphen is read out as a hyphen. */
static const char *
points_text(struct arena *arena, int points)
{
	return points < 0 ? arena_printf(arena, "\u2212%d", -points) :
	    arena_printf(arena, "+%d", points);
}

static struct reasons_view
reasons_view(struct arena *arena, const struct reasons *reasons)
{
	struct reason_view *at =
	    arena_array(arena, reasons->len, sizeof(*at));

	for (size_t i = 0; i < reasons->len; i++) {
		const struct reason *reason = &reasons->at[i];

		at[i] = (struct reason_view){
			.points = points_text(arena, reason->points),
			.text = reason->text,
			.because = reason->option->label,
			.href = reason->href,
			.claims = claims_text(arena, &reason->claims),
			.judgement = reason->judgement,
		};
	}
	return (struct reasons_view){ at, reasons->len };
}

/* The form with all four answers kept, at the group that is to change. */
static const char *
change_href(struct arena *arena, const struct assessment *model,
    const struct answers *answers, size_t place)
{
	const char *query = "edit=1";

	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		query = arena_printf(arena, "%s&%s=%s", query,
		    model->questions[i].id,
		    assessment_option(model, answers, i)->id);
	return arena_printf(arena, "/assessment?%s#%s", query,
	    model->questions[place].id);
}

static void
fill_answers(struct arena *arena, const struct assessment *model,
    const struct recommendation *result, struct result_view *view)
{
	struct answer_view *at =
	    arena_array(arena, ASSESSMENT_QUESTIONS, sizeof(*at));

	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		at[i] = (struct answer_view){
			.question = model->questions[i].label,
			.option =
			    assessment_option(model, &result->answers, i)->label,
			.change_href =
			    change_href(arena, model, &result->answers, i),
		};
	view->answers.at = at;
	view->answers.len = ASSESSMENT_QUESTIONS;
}

/* Bars start at zero; a negative score has none. The longest fills the row. */
static void
fill_scores(struct arena *arena, const struct assessment *model,
    const struct verdict *verdict, struct result_view *view)
{
	struct score_view *at =
	    arena_array(arena, model->stacks.len, sizeof(*at));
	int best = 1;

	for (size_t i = 0; i < model->stacks.len; i++)
		if (verdict->scores[i] > best)
			best = verdict->scores[i];
	for (size_t i = 0; i < model->stacks.len; i++) {
		const struct stack *stack = verdict->order[i];
		int points = verdict->scores[stack->place];

		at[i] = (struct score_view){
			.name = stack->name,
			.points = points,
			.bar = points > 0 ? points * 100 / best : 0,
			.recommended = stack == verdict->primary,
			.partner = stack == verdict->partner,
		};
	}
	view->scores.at = at;
	view->scores.len = model->stacks.len;
}

static const char *
outcome_text(struct arena *arena, const struct flip *flip)
{
	switch (flip->kind) {
	case VERDICT_HYBRID:
		return arena_printf(arena, "%s with %s", flip->primary->name,
		    flip->partner->name);
	case VERDICT_START_ONE:
		return arena_printf(arena, "%s first, %s later",
		    flip->primary->name, flip->partner->name);
	case VERDICT_CLOSE:
		return arena_printf(arena, "%s, a close call",
		    flip->primary->name);
	case VERDICT_SINGLE:
	case VERDICT_KIND_COUNT:
		break;
	}
	return flip->primary->name;
}

static void
fill_flips(struct arena *arena, const struct recommendation *result,
    struct result_view *view)
{
	struct flip_view *at =
	    arena_array(arena, result->flips.len, sizeof(*at));

	for (size_t i = 0; i < result->flips.len; i++) {
		const struct flip *flip = &result->flips.at[i];

		at[i] = (struct flip_view){
			.question = flip->question->label,
			.option = flip->option->label,
			.href = arena_printf(arena, "/assessment/%s",
			    flip->code),
			.outcome = outcome_text(arena, flip),
		};
	}
	view->flips.at = at;
	view->flips.len = result->flips.len;
}

static void
fill_tensions(struct arena *arena, const struct recommendation *result,
    struct result_view *view)
{
	struct text_view *at =
	    arena_array(arena, result->tensions.len, sizeof(*at));

	for (size_t i = 0; i < result->tensions.len; i++)
		at[i].text = result->tensions.at[i].why.text;
	view->tensions.at = at;
	view->tensions.len = result->tensions.len;
}

/* A margin is shown only where one stack was chosen (INTERFACES). */
static const char *
shown_confidence(const struct recommendation *result)
{
	switch (result->verdict.kind) {
	case VERDICT_SINGLE:
	case VERDICT_CLOSE:
		return result->confidence;
	case VERDICT_HYBRID:
	case VERDICT_START_ONE:
	case VERDICT_KIND_COUNT:
		break;
	}
	return "";
}

static void
show(struct request *req, struct response *res,
    const struct recommendation *result)
{
	const struct assessment *model = req->app->assessment;
	const struct verdict *verdict = &result->verdict;
	struct arena *arena = req->arena;
	struct page_head head = { .title = result->headline };
	struct result_view view = {
		.page = page_frame(req, &head),
		.code = result->code,
		.edition = model->edition,
		.kind = kind_label(verdict->kind),
		.headline = result->headline,
		.text = result->text,
		.confidence = shown_confidence(result),
		.total = verdict->scores[verdict->primary->place],
		.stack = verdict->primary->name,
		.runner_up = verdict->runner_up->name,
		.tie_break = result->guarded != NULL ?
		    note_text(result->guarded) : note_text(result->tie),
		.overruled = note_text(result->overruled),
		.reasons = reasons_view(arena, &result->reasons),
		.against = reasons_view(arena, &result->against),
		.book_href =
		    arena_printf(arena, "/book?result=%s", result->code),
		.json_href =
		    arena_printf(arena, "/assessment/%s.json", result->code),
	};

	fill_answers(arena, model, result, &view);
	fill_scores(arena, model, verdict, &view);
	fill_flips(arena, result, &view);
	fill_tensions(arena, result, &view);
	res->cache = "public, max-age=300";
	result_page(&res->body, &view);
}

/* The code without ".json", or NULL when that is not how it ends. */
static const char *
code_of_json(struct arena *arena, const char *name)
{
	static const char ending[] = ".json";
	size_t len = strlen(name);
	size_t cut = sizeof(ending) - 1;

	if (len <= cut || strcmp(name + len - cut, ending) != 0)
		return NULL;
	return arena_strndup(arena, name, len - cut);
}

enum status
result_show(struct request *req, struct response *res)
{
	const struct assessment *model = req->app->assessment;
	const char *data = code_of_json(req->arena, req->params[0]);
	struct recommendation result;
	struct answers answers;

	if (assessment_code_parse(model, data == NULL ? req->params[0] : data,
		&answers) != OK)
		return NOT_FOUND;
	recommend(req->arena, model, &answers, &result);
	if (data != NULL)
		return result_json(res, model, &result);
	show(req, res, &result);
	return OK;
}
