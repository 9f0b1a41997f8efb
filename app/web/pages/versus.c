#include "base/arena.h"
#include "base/text.h"
#include "domain/problems.h"
#include "domain/recommendation.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/pages/result_words.h"
#include "web/request.h"
#include "web/response.h"

/* Two results held against each other. */
struct pair {
	struct request *req;
	const struct assessment *model;
	struct recommendation a;
	struct recommendation b;
	size_t differ; /* answers that do */
	bool same;     /* kind, primary and partner are the same */
};

static const char *
advice_of(const struct pair *pair, const struct verdict *verdict)
{
	return words_advice(pair->req->arena, verdict->kind, verdict->primary,
	    verdict->partner);
}

static bool
differs(const struct pair *pair, size_t q)
{
	return pair->a.answers.option[q] != pair->b.answers.option[q];
}

/* The verdict on one's answers with the other's answer to question q. */
static struct verdict
with_answer_of(const struct pair *pair, const struct recommendation *one,
    const struct recommendation *other, size_t q)
{
	struct answers mixed = one->answers;
	struct verdict verdict;

	mixed.option[q] = other->answers.option[q];
	verdict_reach(pair->model, &mixed, &verdict);
	return verdict;
}

/* Whether the two reach the same once they agree on q, either way. */
static bool
settles(const struct pair *pair, size_t q)
{
	struct verdict a = with_answer_of(pair, &pair->a, &pair->b, q);
	struct verdict b = with_answer_of(pair, &pair->b, &pair->a, q);

	return verdict_same(&a, &pair->b.verdict) &&
	    verdict_same(&b, &pair->a.verdict);
}

static const char *
effect_of(const struct pair *pair, size_t q)
{
	struct verdict mixed = with_answer_of(pair, &pair->a, &pair->b, q);

	if (!differs(pair, q))
		return "";
	if (verdict_same(&mixed, &pair->a.verdict))
		return "Alone, it would leave A as it is";
	if (verdict_same(&mixed, &pair->b.verdict))
		return "Alone, it would turn A into B’s recommendation";
	return arena_printf(pair->req->arena, "Alone, it would turn A into %s",
	    advice_of(pair, &mixed));
}

static const char *
verdict_text(const struct pair *pair)
{
	struct arena *arena = pair->req->arena;
	const char *advice = advice_of(pair, &pair->a.verdict);

	if (pair->differ == 0)
		return "These are the same four answers.";
	if (pair->same)
		return arena_printf(arena, "%s apart, and both lead to %s.",
		    pair->differ == 1 ? "One answer" :
		    arena_printf(arena, "%s answers", pair->differ == 2 ?
		    "Two" : pair->differ == 3 ? "Three" : "Four"), advice);
	return arena_printf(arena, "A leads to %s, B to %s.", advice,
	    advice_of(pair, &pair->b.verdict));
}

/* What two people who answered like this should talk about. */
static const char *
advice_text(const struct pair *pair)
{
	struct arena *arena = pair->req->arena;
	const char *first = NULL;
	size_t found = 0;

	if (pair->differ == 0)
		return "";
	if (pair->same)
		return "You see some of it differently, but it makes no "
		    "difference to the advice. Spend the time on something "
		    "else.";
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++) {
		if (!differs(pair, q) || !settles(pair, q))
			continue;
		if (found++ == 0)
			first = pair->model->questions[q].label;
	}
	if (found == 0)
		return "No single answer settles it: talk about all of those "
		    "that differ, beginning at the top.";
	return arena_printf(arena, "Talk about “%s” %s. Once you agree on that "
	    "answer, whichever it is, you agree on the recommendation.", first,
	    found == 1 ? "first" : "first: it is one of those that settle it");
}

static void
fill_rows(const struct pair *pair, struct versus_view *view)
{
	struct versus_row_view *at = arena_array(pair->req->arena,
	    ASSESSMENT_QUESTIONS, sizeof(*at));

	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		at[q] = (struct versus_row_view){
			.question = pair->model->questions[q].label,
			.a = assessment_option(pair->model, &pair->a.answers,
			    q)->label,
			.b = assessment_option(pair->model, &pair->b.answers,
			    q)->label,
			.differ = differs(pair, q),
			.effect = effect_of(pair, q),
		};
	view->rows.at = at;
	view->rows.len = ASSESSMENT_QUESTIONS;
}

static void
fill_scores(const struct pair *pair, struct versus_view *view)
{
	struct arena *arena = pair->req->arena;
	struct versus_score_view *at =
	    arena_array(arena, pair->model->stacks.len, sizeof(*at));

	for (size_t s = 0; s < pair->model->stacks.len; s++)
		at[s] = (struct versus_score_view){
			.name = pair->model->stacks.at[s].name,
			.a = words_score(arena, pair->a.verdict.scores[s]),
			.b = words_score(arena, pair->b.verdict.scores[s]),
		};
	view->scores.at = at;
	view->scores.len = pair->model->stacks.len;
}

static struct versus_side_view
side_view(const struct pair *pair, const struct recommendation *result)
{
	return (struct versus_side_view){
		.code = result->code,
		.href = arena_printf(pair->req->arena, "/assessment/%s",
		    result->code),
		.kind = words_kind(result->verdict.kind),
		.headline = result->headline,
		.confidence = result->verdict.kind == VERDICT_CLOSE ? "" :
		    words_confidence(result),
	};
}

static void
show(const struct pair *pair, struct response *res)
{
	struct page_head head = { .title = "Two results compared" };
	struct versus_view view = {
		.page = page_frame(pair->req, &head),
		.verdict = verdict_text(pair),
		.advice = advice_text(pair),
		.matters = !pair->same,
		.a = side_view(pair, &pair->a),
		.b = side_view(pair, &pair->b),
		.edition = pair->model->edition,
	};

	fill_rows(pair, &view);
	fill_scores(pair, &view);
	res->cache = "public, max-age=300";
	versus_page(&res->body, &view);
}

enum status
versus_show(struct request *req, struct response *res)
{
	const struct retired *retired[ASSESSMENT_QUESTIONS];
	struct pair pair = { .req = req, .model = req->app->assessment };
	struct answers a, b;
	enum code_age age_a = assessment_code_follow(pair.model,
	    req->params[0], &a, retired);
	enum code_age age_b = assessment_code_follow(pair.model,
	    req->params[1], &b, retired);

	if (age_a == CODE_UNKNOWN || age_b == CODE_UNKNOWN)
		return NOT_FOUND;
	if (age_a == CODE_OLD || age_b == CODE_OLD)
		return response_redirect(res, req, "/assessment/%s/vs/%s",
		    assessment_code(req->arena, pair.model, &a),
		    assessment_code(req->arena, pair.model, &b));
	recommend(req->arena, pair.model, &a, &pair.a);
	recommend(req->arena, pair.model, &b, &pair.b);
	pair.same = verdict_same(&pair.a.verdict, &pair.b.verdict);
	for (size_t q = 0; q < ASSESSMENT_QUESTIONS; q++)
		pair.differ += differs(&pair, q);
	show(&pair, res);
	return OK;
}

/* A code, or the address of a result with or without what follows it. */
static enum status
read_other(struct request *req, const char *text, struct answers *answers)
{
	static const char mark[] = "/assessment/";
	const struct retired *retired[ASSESSMENT_QUESTIONS];
	const char *code = text_trim(req->arena, text);
	const char *behind = strstr(code, mark);

	if (behind != NULL)
		code = behind + strlen(mark);
	code = arena_strndup(req->arena, code, strcspn(code, "/?#."));
	return assessment_code_follow(req->app->assessment, code, answers,
	    retired) == CODE_UNKNOWN ? NOT_FOUND : OK;
}

static void
ask(struct request *req, struct response *res, const char *code,
    const struct problems *problems)
{
	struct page_head head = { .title = "Compare two results",
		.wrong = problems->len > 0 };
	struct versus_form_view view = {
		.page = page_frame(req, &head),
		.problems = page_problems(req, problems),
		.code = code,
		.href = arena_printf(req->arena, "/assessment/%s", code),
		.path = arena_printf(req->arena, "/assessment/%s/vs", code),
		.with = page_field(form_get(&req->form, "with"), problems,
		    "with"),
	};

	versus_form_page(&res->body, &view);
}

enum status
versus_find(struct request *req, struct response *res)
{
	const struct assessment *model = req->app->assessment;
	const char *with = form_get(&req->form, "with");
	const struct retired *retired[ASSESSMENT_QUESTIONS];
	struct problems problems = { 0 };
	struct answers ours, theirs;
	const char *code;

	if (assessment_code_follow(model, req->params[0], &ours, retired) ==
	    CODE_UNKNOWN)
		return NOT_FOUND;
	code = assessment_code(req->arena, model, &ours);
	if (with != NULL && read_other(req, with, &theirs) == OK)
		return response_redirect(res, req, "/assessment/%s/vs/%s",
		    code, assessment_code(req->arena, model, &theirs));
	if (req->form_problem != NULL)
		problems_add(&problems, "with", req->form_problem);
	else if (with != NULL)
		problems_add(&problems, "with", *with == '\0' ?
		    "Please enter the code or the address of the other "
		    "result." : "That is no code of a result here. It has "
		    "four parts with hyphens between, as the end of the "
		    "address of a result does.");
	ask(req, res, code, &problems);
	return problems.len > 0 ? INVALID : OK;
}
