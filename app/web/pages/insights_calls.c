#include "domain/insights.h"

#include "base/arena.h"
#include "calendar/civil.h"
#include "calendar/instant.h"
#include "store/insights.h"
#include "web/app.h"
#include "web/pages/insights.h"
#include "web/request.h"

enum { FRESH_DAYS = 180 };

/* ---- what was recommended in calls ---- */

static const char *
of_label(struct request *req, const struct agreement *agreement)
{
	return arena_printf(req->arena, "%lld of %lld",
	    (long long)agreement->agreed, (long long)agreement->calls);
}

/* The options that came up in calls. */
static struct insights_lines
options_view(struct request *req, const struct question *question,
    const struct agreement *of)
{
	struct insights_line *at = arena_array(req->arena,
	    question->options.len, sizeof(*at));
	size_t len = 0;

	for (size_t i = 0; i < question->options.len; i++)
		if (of[i].calls > 0)
			at[len++] = (struct insights_line){
				.label = question->options.at[i].label,
				.count = of_label(req, &of[i]),
				.share = insights_share(req, of[i].agreed,
				    of[i].calls),
				.bar = percent_of(of[i].agreed, of[i].calls),
			};
	return (struct insights_lines){ at, len };
}

static void
fill_agreement(struct request *req, const struct agreements *agreements,
    struct insights_view *view)
{
	const struct assessment *model = req->app->assessment;
	struct insights_question *at =
	    arena_array(req->arena, ASSESSMENT_QUESTIONS, sizeof(*at));

	for (size_t i = 0; i < ASSESSMENT_QUESTIONS; i++)
		at[i] = (struct insights_question){
			model->questions[i].label,
			options_view(req, &model->questions[i],
			    agreements->of[i]) };
	view->agreement = (struct insights_questions){ at,
		agreements->all.calls == 0 ? 0 : ASSESSMENT_QUESTIONS };
	view->agreed = agreements->all.calls == 0 ? "" :
	    of_label(req, &agreements->all);
	view->agreed_share = insights_share(req, agreements->all.agreed,
	    agreements->all.calls);
}

/* "Node.js and Python" of two. */
static const char *
pair_label(struct request *req, const struct stack *first,
    const struct stack *second)
{
	return second == NULL ? first->name : arena_printf(req->arena,
	    "%s and %s", first->name, second->name);
}

static struct insights_miss
miss_view(struct request *req, const struct call_outcome *outcome,
    const struct judged *judged)
{
	const struct assessment *model = req->app->assessment;
	const char *plus = strchr(outcome->recommended, '+');

	return (struct insights_miss){
		.lead_id = outcome->lead_id,
		.code = outcome->result,
		.advised = pair_label(req, judged->verdict.primary,
		    judged->verdict.partner),
		.recommended = pair_label(req, judged->recommended,
		    plus == NULL ? NULL : assessment_stack_find(model,
			plus + 1)),
		.confidence = verdict_confidence(model,
		    judged->verdict.margin),
	};
}

enum status
insights_calls(struct request *req, struct insights_view *view)
{
	struct agreements agreements = { 0 };
	struct call_outcomes outcomes;
	struct insights_miss *misses;
	struct judged judged;
	enum status st = store_call_outcomes(req->app->store, req->arena,
	    &outcomes);

	if (st != OK)
		return st;
	misses = arena_array(req->arena, outcomes.len, sizeof(*misses));
	view->misses.at = misses;
	for (size_t i = 0; i < outcomes.len; i++) {
		const struct call_outcome *outcome = &outcomes.at[i];

		if (agreement_add(req->app->assessment, outcome->result,
		    outcome->recommended, &agreements, &judged) != OK)
			view->unjudged++;
		else if (!judged.agrees)
			misses[view->misses.len++] = miss_view(req, outcome,
			    &judged);
	}
	fill_agreement(req, &agreements, view);
	return OK;
}

/* ---- claims ---- */

/* A date of the register, which its loader has checked, as a day. */
static int64_t
day_of(struct request *req, const char *date)
{
	struct civil civil = { .year = 1970, .month = 1, .day = 1 };

	if (wall_parse(arena_printf(req->arena, "%sT00:00", date),
	    &civil) != OK)
		return 0;
	return civil_days(civil.year, civil.month, civil.day);
}

void
insights_claims(struct request *req, int64_t today,
    struct insights_view *view)
{
	const struct claim_register *all = &req->app->claims;
	const struct claim *oldest = NULL;
	struct insights_claim *at =
	    arena_array(req->arena, all->claims.len, sizeof(*at));

	view->stale.at = at;
	for (size_t i = 0; i < all->claims.len; i++) {
		const struct claim *claim = &all->claims.at[i];
		int64_t days = today - day_of(req, claim->checked);

		if (oldest == NULL || strcmp(claim->checked,
		    oldest->checked) < 0)
			oldest = claim;
		if (days > FRESH_DAYS)
			at[view->stale.len++] = (struct insights_claim){
				claim->id, claim->text, claim->checked_label,
				claim->checked, days };
	}
	view->stale_count = (int64_t)view->stale.len;
	view->claims = (int64_t)all->claims.len;
	view->oldest = oldest == NULL ? "" : oldest->checked_label;
	view->fresh_days = FRESH_DAYS;
}
