#include "web/pages/result_page.h"

#include "base/arena.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/result_words.h"
#include "web/request.h"
#include "web/response.h"

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
fill_answers(struct request *req, const struct recommendation *result,
    struct result_view *view)
{
	const struct assessment *model = req->app->assessment;
	struct answer_view *at =
	    arena_array(req->arena, ASSESSMENT_QUESTIONS, sizeof(*at));

	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		at[i] = (struct answer_view){
			.question = model->questions[i].label,
			.option =
			    assessment_option(model, &result->answers, i)->label,
			.change_href = change_href(req->arena, model,
			    &result->answers, i),
		};
	view->answers.at = at;
	view->answers.len = ASSESSMENT_QUESTIONS;
}

/* Bars start at zero; a negative score has none. The longest fills the row. */
static void
fill_scores(struct request *req, const struct recommendation *result,
    struct result_view *view)
{
	const struct assessment *model = req->app->assessment;
	const struct verdict *verdict = &result->verdict;
	struct score_view *at =
	    arena_array(req->arena, model->stacks.len, sizeof(*at));
	int best = 1;

	for (size_t i = 0; i < model->stacks.len; i++)
		if (verdict->scores[i] > best)
			best = verdict->scores[i];
	for (size_t i = 0; i < model->stacks.len; i++) {
		const struct stack *stack = verdict->order[i];
		int points = verdict->scores[stack->place];

		at[i] = (struct score_view){
			.name = stack->name,
			.points = words_score(req->arena, points),
			.bar = points > 0 ? points * 100 / best : 0,
			.recommended = stack == verdict->primary,
			.second = stack == result->second,
		};
	}
	view->scores.at = at;
	view->scores.len = model->stacks.len;
	view->stack_count = words_number(req->arena, model->stacks.len);
	view->runner_up = arena_printf(req->arena, "%s with %s",
	    verdict->runner_up->name, words_of_points(req->arena,
	    verdict->scores[verdict->runner_up->place]));
}

/* Two services although a stack that is not the main one has more points. */
static const char *
leader_text(struct request *req, const struct recommendation *result)
{
	const struct verdict *verdict = &result->verdict;
	const struct stack *leader = verdict->order[0];

	if (verdict->rule == NULL || leader == verdict->primary ||
	    verdict->guarded)
		return "";
	return arena_printf(req->arena, "Points alone would put %s first, "
	    "with %d against %d for %s. We keep %s all the same: what your "
	    "team knows carries the product, and “%s” gets a service of its "
	    "own.", leader->name, verdict->scores[leader->place],
	    verdict->scores[verdict->primary->place], verdict->primary->name,
	    verdict->primary->name, verdict->rule->when->label);
}

static struct tally_view
tally_view(struct request *req, const struct recommendation *result,
    const struct stack *stack, const struct reasons *reasons)
{
	if (stack == NULL)
		return (struct tally_view){ .stack = "" };
	return (struct tally_view){
		.stack = stack->name,
		.total = words_score(req->arena,
		    result->verdict.scores[stack->place]),
		.reasons = words_reasons(req, reasons, stack),
	};
}

/* What the answers say against the stack, then what is said against it
 * whatever the answers are. In a close call all points of the other stand
 * beside, and are not said again. */
static void
fill_against(struct request *req, const struct recommendation *result,
    struct result_view *view)
{
	const struct stack *primary = result->verdict.primary;
	struct reasons_view said =
	    words_reasons(req, &result->against, primary);
	struct reason_view *at = arena_array(req->arena,
	    said.len + result->weaknesses.len, sizeof(*at));
	size_t len = 0;

	for (size_t i = 0; i < said.len; i++)
		if (*said.at[i].stack == '\0' || !view->close)
			at[len++] = said.at[i];
	for (size_t i = 0; i < result->weaknesses.len; i++)
		at[len++] = (struct reason_view){
			.stack = "",
			.note = words_note(req, result->weaknesses.at[i]),
		};
	view->against = (struct reasons_view){ at, len };
}

static struct flips_view
flips_of(struct request *req, const struct recommendation *result,
    const struct question *question)
{
	struct flips_view view = { .question = question->label };
	struct flip_view *at =
	    arena_array(req->arena, question->options.len, sizeof(*at));

	for (size_t i = 0; i < result->flips.len; i++) {
		const struct flip *flip = &result->flips.at[i];

		if (flip->question != question)
			continue;
		at[view.flips.len++] = (struct flip_view){
			.option = flip->option->label,
			.href = arena_printf(req->arena, "/assessment/%s",
			    flip->code),
			.outcome = words_advice(req->arena, flip->kind,
			    flip->primary, flip->partner),
		};
	}
	view.flips.at = at;
	return view;
}

static void
fill_flips(struct request *req, const struct recommendation *result,
    struct result_view *view)
{
	struct flips_view *at =
	    arena_array(req->arena, ASSESSMENT_QUESTIONS, sizeof(*at));

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		at[q] = flips_of(req, result,
		    &req->app->assessment->questions[q]);
	view->questions.at = at;
	view->questions.len = ASSESSMENT_QUESTIONS;
	view->flips = result->flips.len > 0;
}

static void
fill_notes(struct request *req, const struct recommendation *result,
    struct result_view *view)
{
	struct note_view *tensions =
	    arena_array(req->arena, result->tensions.len, sizeof(*tensions));

	for (size_t i = 0; i < result->tensions.len; i++)
		tensions[i] = words_note(req, &result->tensions.at[i].why);
	view->tensions = (struct note_views){ tensions, result->tensions.len };
	view->decided = words_note(req, result->guarded != NULL ?
	    result->guarded : result->tie);
	view->overruled = words_note(req, result->overruled);
	view->caveat = words_note(req, result->caveat);
	view->split = words_note(req, result->split);
	view->keeps = words_note(req, result->keeps);
	view->moves = words_note(req, result->moves);
	view->cost = words_note(req, result->cost);
	view->leader = leader_text(req, result);
}

static void
fill_from(struct request *req, const struct result_from *from,
    struct result_view *view)
{
	struct note_view *at =
	    arena_array(req->arena, ASSESSMENT_QUESTIONS, sizeof(*at));
	size_t len = 0;

	view->from = from->code == NULL ? "" : from->code;
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		if (from->code != NULL && from->retired[q] != NULL)
			at[len++].text = from->retired[q]->text;
	view->renewed = (struct note_views){ at, len };
}

static void
fill_links(struct arena *arena, const char *code, struct result_view *view)
{
	view->book_href = arena_printf(arena, "/book?result=%s", code);
	view->json_href = arena_printf(arena, "/assessment/%s.json", code);
	view->record_href = arena_printf(arena, "/assessment/%s.md", code);
	view->vs_path = arena_printf(arena, "/assessment/%s/vs", code);
	view->vs_href = arena_printf(arena, "/assessment?vs=%s", code);
}

void
result_page_show(struct request *req, struct response *res,
    const struct recommendation *result, const struct result_from *from)
{
	const struct verdict *verdict = &result->verdict;
	struct page_head head = { .title = result->headline };
	struct result_view view = {
		.page = page_frame(req, &head),
		.code = result->code,
		.edition = req->app->assessment->edition,
		.kind = words_kind(verdict->kind),
		.headline = result->headline,
		.text = result->text,
		.confidence = verdict->kind == VERDICT_CLOSE ? "" :
		    words_confidence(result),
		.lead = words_lead(req->arena, result),
		.close = verdict->kind == VERDICT_CLOSE,
		.hybrid = verdict->kind == VERDICT_HYBRID,
		.start_one = verdict->kind == VERDICT_START_ONE,
		.first = tally_view(req, result, verdict->primary,
		    &result->reasons),
		.second = tally_view(req, result, result->second,
		    &result->second_reasons),
	};

	fill_answers(req, result, &view);
	fill_scores(req, result, &view);
	fill_against(req, result, &view);
	fill_flips(req, result, &view);
	fill_notes(req, result, &view);
	fill_from(req, from, &view);
	fill_links(req->arena, result->code, &view);
	res->cache = "public, max-age=300";
	result_page(&res->body, &view);
}
