#include "base/arena.h"
#include "base/text.h"
#include "domain/recommendation.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/pages/assessment_form.h"
#include "web/pages/outcome.h"
#include "web/pages/pages.h"
#include "web/pages/record.h"
#include "web/pages/result_json.h"
#include "web/pages/result_page.h"
#include "web/request.h"
#include "web/response.h"

/* What a result is shown as: the ending of its address. */
enum shape { SHAPE_PAGE, SHAPE_JSON, SHAPE_RECORD };

static const struct {
	const char *ending;
	enum shape shape;
} endings[] = { { ".json", SHAPE_JSON }, { ".md", SHAPE_RECORD } };

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

/* Takes the ending off a name; *code is in arena. */
static enum shape
shape_of(struct arena *arena, const char *name, const char **code)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t cut = strlen(endings[i].ending);

		if (len <= cut ||
		    strcmp(name + len - cut, endings[i].ending) != 0)
			continue;
		*code = arena_strndup(arena, name, len - cut);
		return endings[i].shape;
	}
	*code = name;
	return SHAPE_PAGE;
}

/* An old code leads to today's, in the same shape; a page says why. */
static enum status
lead_on(struct request *req, struct response *res, const char *old,
    const struct answers *answers)
{
	const char *today =
	    assessment_code(req->arena, req->app->assessment, answers);
	const char *ending = req->params[0] + strlen(old);

	if (*ending != '\0')
		return response_redirect(res, req, "/assessment/%s%s", today,
		    ending);
	return response_redirect(res, req, "/assessment/%s?from=%s", today,
	    old);
}

/* The old code that "?from=" names, if it is one that leads here. */
static struct result_from
read_from(struct request *req, const struct answers *answers)
{
	const struct assessment *model = req->app->assessment;
	const char *code = form_text(&req->form, "from");
	struct result_from from = { 0 };
	struct answers led;

	if (assessment_code_follow(model, code, &led, from.retired) ==
	    CODE_OLD && assessment_index(model, &led) ==
	    assessment_index(model, answers))
		from.code = code;
	return from;
}

enum status
result_show(struct request *req, struct response *res)
{
	const struct assessment *model = req->app->assessment;
	const struct retired *retired[ASSESSMENT_QUESTIONS];
	struct recommendation result;
	struct result_from from;
	struct answers answers;
	const char *code;
	enum shape shape = shape_of(req->arena, req->params[0], &code);
	enum code_age age =
	    assessment_code_follow(model, code, &answers, retired);

	if (age == CODE_OLD)
		return lead_on(req, res, code, &answers);
	if (age == CODE_UNKNOWN) {
		if (shape == SHAPE_PAGE)
			assessment_form_unknown(req, res, code, &answers);
		return NOT_FOUND;
	}
	recommend(req->arena, model, &answers, &result);
	if (shape == SHAPE_JSON)
		return result_json(res, model, &result);
	if (shape == SHAPE_RECORD)
		return record_write(req, res, &result);
	request_count(req, count_of_result(&result.verdict));
	from = read_from(req, &answers);
	result_page_show(req, res, &result, &from);
	return OK;
}
