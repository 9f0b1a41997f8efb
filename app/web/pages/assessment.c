#include "domain/assessment.h"

#include "base/arena.h"
#include "domain/problems.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/page.h"
#include "web/pages/assessment_form.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

static struct question_view
question_view(struct request *req, const struct question *question,
    size_t chosen, const struct problems *problems)
{
	struct option_view *options =
	    arena_array(req->arena, question->options.len, sizeof(*options));
	const char *problem = problems_of(problems, question->id);
	struct question_view view = {
		.id = question->id,
		.label = question->label,
		.hint = question->hint,
		.problem = problem == NULL ? "" : problem,
	};

	for (size_t i = 0; i < question->options.len; i++) {
		const struct option *option = &question->options.at[i];

		options[i] = (struct option_view){ question->id, option->id,
			option->label, option->hint, i == chosen };
	}
	view.options.at = options;
	view.options.len = question->options.len;
	return view;
}

/* The form as it is to be shown. */
struct shown {
	struct answers answers;   /* checked; ANSWER_NONE where none is */
	struct problems problems;
	const char *unknown;      /* a code that led here, or "" */
	const char *vs;           /* the result to be compared with, or "" */
};

static void
show(struct request *req, struct response *res, const struct shown *shown)
{
	const struct assessment *model = req->app->assessment;
	struct question_view *questions =
	    arena_array(req->arena, ASSESSMENT_QUESTIONS, sizeof(*questions));
	struct page_head head = {
		.title = "Four questions about your backend",
		.description = "Four questions, and a recommendation that shows "
		    "every point that counted and what would change it.",
		.path = "/assessment",
		.wrong = shown->problems.len > 0,
	};
	struct assessment_view view = {
		.page = page_frame(req, &head),
		.problems = page_problems(req, &shown->problems),
		.edition = model->edition,
		.unknown = shown->unknown,
		.vs = shown->vs,
	};

	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		questions[i] = question_view(req, &model->questions[i],
		    shown->answers.option[i], &shown->problems);
	view.questions.at = questions;
	view.questions.len = ASSESSMENT_QUESTIONS;
	res->cache = "public, max-age=300";
	assessment_page(&res->body, &view);
}

void
assessment_form_unknown(struct request *req, struct response *res,
    const char *code, const struct answers *answers)
{
	const struct shown shown = { .answers = *answers, .unknown = code,
		.vs = "" };

	show(req, res, &shown);
}

/* "?vs=CODE": whoever answers wants to see both. What is no code of ours has
 * nothing to compare with, and the form is then an ordinary one. */
static const char *
read_vs(struct request *req)
{
	const char *code = form_text(&req->form, "vs");
	struct answers answers;

	return assessment_code_parse(req->app->assessment, code, &answers) ==
	    OK ? code : "";
}

/* Reads the answers and says whether they were sent to be judged: the form is
 * sent by GET, so its address is the submission. Nothing asked yet, or
 * answers brought along to be looked at ("edit"), only show the form. */
static bool
read_form(struct request *req, struct shown *shown)
{
	const struct assessment *model = req->app->assessment;
	bool sent = form_get(&req->form, "go") != NULL;
	const char *ids[ASSESSMENT_QUESTIONS];
	struct problems none = { 0 };

	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++) {
		ids[i] = form_get(&req->form, model->questions[i].id);
		sent |= ids[i] != NULL;
	}
	if (req->form_problem != NULL) {
		problems_add(&shown->problems, "form", req->form_problem);
		sent = true;
	}
	if (form_get(&req->form, "edit") != NULL)
		sent = false;
	/* What is wrong is in shown; whether anything is, in its len. */
	(void)assessment_form_check(req->arena, model, ids, &shown->answers,
	    sent ? &shown->problems : &none);
	return sent;
}

/* The answers each for itself: what somebody answered as a whole is kept
 * nowhere. */
static void
count_answers(struct request *req, const struct answers *answers)
{
	request_count(req, COUNT_ANSWERED);
	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		request_count(req, count_of_option(assessment_option(
		    req->app->assessment, answers, i)));
}

enum status
assessment_show(struct request *req, struct response *res)
{
	struct shown shown = { .unknown = "", .vs = read_vs(req) };
	bool sent = read_form(req, &shown);
	const char *code;

	if (!sent || shown.problems.len > 0) {
		if (!sent)
			shown.problems.len = 0;
		show(req, res, &shown);
		return sent ? INVALID : OK;
	}
	count_answers(req, &shown.answers);
	code = assessment_code(req->arena, req->app->assessment,
	    &shown.answers);
	if (*shown.vs != '\0')
		return response_redirect(res, req, "/assessment/%s/vs/%s",
		    shown.vs, code);
	return response_redirect(res, req, "/assessment/%s", code);
}
