#include "domain/assessment.h"

#include "base/arena.h"
#include "domain/problems.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
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

static void
show(struct request *req, struct response *res, const struct answers *answers,
    const struct problems *problems)
{
	const struct assessment *model = req->app->assessment;
	struct question_view *questions =
	    arena_array(req->arena, ASSESSMENT_QUESTIONS, sizeof(*questions));
	struct page_head head = {
		.title = "Four questions about your backend",
		.description = "Four questions, and a recommendation that shows "
		    "every point that counted and what would change it.",
		.path = "/assessment",
		.wrong = problems->len > 0,
	};
	struct assessment_view view = {
		.page = page_frame(req, &head),
		.problems = page_problems(req, problems),
		.edition = model->edition,
	};

	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		questions[i] = question_view(req, &model->questions[i],
		    answers->option[i], problems);
	view.questions.at = questions;
	view.questions.len = ASSESSMENT_QUESTIONS;
	res->cache = "public, max-age=300";
	assessment_page(&res->body, &view);
}

/*
 * The form is sent by GET, so its address is the submission. Nothing asked
 * yet, or answers brought along to be looked at ("edit"), show the form;
 * anything else is judged.
 */
enum status
assessment_show(struct request *req, struct response *res)
{
	const struct assessment *model = req->app->assessment;
	bool sent = form_get(&req->form, "go") != NULL;
	const char *ids[ASSESSMENT_QUESTIONS];
	struct problems problems = { 0 };
	struct problems none = { 0 };
	struct answers answers;

	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++) {
		ids[i] = form_get(&req->form, model->questions[i].id);
		sent |= ids[i] != NULL;
	}
	if (req->form_problem != NULL) {
		problems_add(&problems, "form", req->form_problem);
		sent = true;
	}
	if (form_get(&req->form, "edit") != NULL)
		sent = false;
	if (assessment_form_check(req->arena, model, ids, &answers,
		&problems) == OK && problems.len == 0 && sent)
		return response_redirect(res, req, "/assessment/%s",
		    assessment_code(req->arena, model, &answers));
	show(req, res, &answers, sent ? &problems : &none);
	return sent ? INVALID : OK;
}
