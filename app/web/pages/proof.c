#include "domain/proof.h"

#include "base/arena.h"
#include "domain/verdict.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/pages/result_words.h"
#include "web/request.h"
#include "web/response.h"

/* The other stack of a cell, and how it belongs to the first: "≈ Go" says more
 * in a table than "a close call". NULL where there is none. */
static const struct stack *
other_stack(const struct verdict *verdict, const char **how)
{
	static const char *const words[VERDICT_KIND_COUNT] = {
		[VERDICT_SINGLE] = "",
		[VERDICT_CLOSE] = "≈ ",
		[VERDICT_HYBRID] = "+ ",
		[VERDICT_START_ONE] = "› ",
	};

	*how = words[verdict->kind];
	return verdict->kind == VERDICT_CLOSE ? verdict->runner_up :
						verdict->partner;
}

static int
hue_of(const struct stack *stack)
{
	return (int)stack->place + 1;
}

static struct proof_cell_view
cell_view(struct request *req, const struct answers *answers)
{
	struct verdict verdict;
	const struct stack *other;
	const char *how;

	verdict_reach(req->app->assessment, answers, &verdict);
	other = other_stack(&verdict, &how);
	return (struct proof_cell_view){
		.code = assessment_code(req->arena, req->app->assessment,
		    answers),
		.kind = verdict_kind_id(verdict.kind),
		.stack = verdict.primary->name,
		.hue = hue_of(verdict.primary),
		.other = other == NULL ? "" : arena_printf(req->arena,
		    "%s%s", how, other->name),
		.other_hue = hue_of(other == NULL ? verdict.primary : other),
	};
}

/* The results of three fixed answers, by the fourth. */
static struct proof_row_view
row_view(struct request *req, struct answers answers)
{
	const struct question *questions = req->app->assessment->questions;
	size_t len = questions[3].options.len;
	struct proof_cell_view *at = arena_array(req->arena, len, sizeof(*at));

	for (size_t o = 0; o < len; o++) {
		answers.option[3] = o;
		at[o] = cell_view(req, &answers);
	}
	return (struct proof_row_view){
		.id = questions[2].options.at[answers.option[2]].id,
		.name = questions[2].options.at[answers.option[2]].label,
		.cells = { at, len },
	};
}

static struct proof_group_view
group_view(struct request *req, struct answers answers)
{
	const struct question *questions = req->app->assessment->questions;
	size_t len = questions[2].options.len;
	struct proof_row_view *at = arena_array(req->arena, len, sizeof(*at));

	for (size_t o = 0; o < len; o++) {
		answers.option[2] = o;
		at[o] = row_view(req, answers);
	}
	return (struct proof_group_view){
		.name = questions[1].options.at[answers.option[1]].label,
		.rows = { at, len },
	};
}

static struct proof_table_view
table_view(struct request *req, const struct option *first)
{
	const struct question *questions = req->app->assessment->questions;
	size_t len = questions[1].options.len;
	struct proof_group_view *at =
	    arena_array(req->arena, len, sizeof(*at));
	struct answers answers = { { first->place } };

	for (size_t o = 0; o < len; o++) {
		answers.option[1] = o;
		at[o] = group_view(req, answers);
	}
	return (struct proof_table_view){
		.id = arena_printf(req->arena, "%s-%s", questions[0].id,
		    first->id),
		.name = first->label,
		.groups = { at, len },
	};
}

/* The short names that stand at the tables' edges, and in every address. */
static struct proof_key_view
key_view(struct arena *arena, const struct question *question)
{
	size_t len = question->options.len;
	struct proof_answer_view *at = arena_array(arena, len, sizeof(*at));

	for (size_t o = 0; o < len; o++)
		at[o] = (struct proof_answer_view){
			question->options.at[o].id,
			question->options.at[o].label };
	return (struct proof_key_view){ question->label, { at, len } };
}

static void
fill_tables(struct request *req, struct proof_view *view)
{
	const struct question *questions = req->app->assessment->questions;
	size_t len = questions[0].options.len;
	struct proof_table_view *at =
	    arena_array(req->arena, len, sizeof(*at));

	for (size_t o = 0; o < len; o++)
		at[o] = table_view(req, &questions[0].options.at[o]);
	view->tables.at = at;
	view->tables.len = len;
	view->row_key = key_view(req->arena, &questions[2]);
	view->column_key = key_view(req->arena, &questions[3]);
	view->span = (int)questions[3].options.len + 1;
}

/* Bars as long as the counts are large, the longest all of the width. */
static void
fill_bars(struct proof_count_view *at, size_t len)
{
	int64_t most = 1;

	for (size_t i = 0; i < len; i++)
		most = at[i].count > most ? at[i].count : most;
	for (size_t i = 0; i < len; i++)
		at[i].bar = (int)(at[i].count * 100 / most);
}

static void
fill_counts(struct request *req, struct proof_view *view)
{
	const struct assessment *model = req->app->assessment;
	struct proof_count_view *at =
	    arena_array(req->arena, model->outcomes.len, sizeof(*at));
	struct proof_sway_view *sways =
	    arena_array(req->arena, ASSESSMENT_QUESTIONS, sizeof(*sways));
	struct proof_counts counts;
	size_t len = 0;

	proof_count(req->arena, model, &counts);
	for (size_t i = 0; i < model->outcomes.len; i++) {
		const struct outcome *outcome = &model->outcomes.at[i];
		struct answers first =
		    assessment_answers_at(model, counts.first[i]);

		if (counts.outcomes[i] == 0)
			continue;
		at[len++] = (struct proof_count_view){
			.count = (int64_t)counts.outcomes[i],
			.outcome = words_advice(req->arena, outcome->kind,
			    outcome->primary, outcome->partner),
			.href = arena_printf(req->arena, "/assessment/%s",
			    assessment_code(req->arena, model, &first)),
		};
	}
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		sways[q] = (struct proof_sway_view){
			model->questions[q].label, (int64_t)counts.sways[q] };
	fill_bars(at, len);
	view->counts.at = at;
	view->counts.len = len;
	view->sways.at = sways;
	view->sways.len = ASSESSMENT_QUESTIONS;
	view->combinations = (int64_t)counts.combinations;
	view->advice_count = (int64_t)counts.advice_len;
	view->outcome_count = (int64_t)counts.outcomes_len;
}

static struct proof_points_view
points_view(struct request *req, const struct option *option)
{
	const struct assessment *model = req->app->assessment;
	size_t len = model->stacks.len;
	struct text_view *at = arena_array(req->arena, len, sizeof(*at));

	for (size_t s = 0; s < len; s++) {
		const struct weight *weight =
		    option_weight(option, &model->stacks.at[s]);

		at[s].text = weight == NULL ? "" :
		    words_points(req->arena, weight->points);
	}
	return (struct proof_points_view){ option->label, { at, len } };
}

static struct proof_question_view
question_view(struct request *req, const struct question *question)
{
	struct proof_points_view *at =
	    arena_array(req->arena, question->options.len, sizeof(*at));

	for (size_t o = 0; o < question->options.len; o++)
		at[o] = points_view(req, &question->options.at[o]);
	return (struct proof_question_view){
		.id = question->id,
		.name = question->label,
		.options = { at, question->options.len },
	};
}

static void
fill_points(struct request *req, struct proof_view *view)
{
	const struct assessment *model = req->app->assessment;
	struct proof_question_view *at =
	    arena_array(req->arena, ASSESSMENT_QUESTIONS, sizeof(*at));
	struct text_view *stacks =
	    arena_array(req->arena, model->stacks.len, sizeof(*stacks));
	struct proof_hue_view *hues =
	    arena_array(req->arena, model->stacks.len, sizeof(*hues));

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		at[q] = question_view(req, &model->questions[q]);
	for (size_t s = 0; s < model->stacks.len; s++) {
		stacks[s].text = model->stacks.at[s].name;
		hues[s] = (struct proof_hue_view){
			hue_of(&model->stacks.at[s]), stacks[s].text };
	}
	view->hues.at = hues;
	view->hues.len = model->stacks.len;
	view->points.at = at;
	view->points.len = ASSESSMENT_QUESTIONS;
	view->stacks = (struct texts_view){ stacks, model->stacks.len };
}

/* A stack as the table names it: the rules may not know it any more. */
static struct stack
stack_of(const struct assessment *model, const char *id)
{
	const struct stack *stack = assessment_stack_find(model, id);

	return stack != NULL ? *stack : (struct stack){ .name = id };
}

static struct proof_move_view
move_view(struct request *req, const struct moved *was)
{
	const struct assessment *model = req->app->assessment;
	struct stack primary = stack_of(model, was->primary);
	struct stack partner = stack_of(model, was->partner);
	struct verdict now;

	verdict_reach(model, &was->answers, &now);
	return (struct proof_move_view){
		.code = was->code,
		.was = words_advice(req->arena, was->kind, &primary, &partner),
		.now = words_advice(req->arena, now.kind, now.primary,
		    now.partner),
	};
}

/* "12 have moved, 96 are new and none is gone" */
static const char *
moves_text(struct arena *arena, const struct assessment_moves *moves)
{
	size_t len = moves->moved.len;

	if (len + moves->new_count + moves->gone == 0)
		return "none has moved";
	return arena_printf(arena, "%s moved, %s new, %s gone",
	    words_number(arena, len), words_number(arena, moves->new_count),
	    words_number(arena, moves->gone));
}

static void
fill_moves(struct request *req, struct proof_view *view)
{
	const struct assessment_moves *moves = &req->app->moves;
	struct proof_move_view *at =
	    arena_array(req->arena, moves->moved.len, sizeof(*at));

	view->since = "";
	if (moves->edition != NULL)
		view->since = arena_printf(req->arena, "Held against the "
		    "results of edition %s, as they were written down: %s.",
		    moves->edition, moves_text(req->arena, moves));
	for (size_t i = 0; i < moves->moved.len; i++)
		at[i] = move_view(req, &moves->moved.at[i]);
	view->moves.at = at;
	view->moves.len = moves->moved.len;
}

enum status
proof_show(struct request *req, struct response *res)
{
	struct page_head head = {
		.title = "Every result, proven",
		.description = "All combinations of answers to the four "
		    "questions, with the points behind them: each has one "
		    "recommendation, and none is left to chance.",
		.path = "/assessment/proof",
	};
	struct proof_view view = {
		.page = page_frame(req, &head),
		.edition = req->app->assessment->edition,
		.sha256 = req->app->proof_sha256,
	};

	fill_moves(req, &view);
	fill_counts(req, &view);
	fill_points(req, &view);
	fill_tables(req, &view);
	res->cache = "public, max-age=300";
	proof_page(&res->body, &view);
	return OK;
}
