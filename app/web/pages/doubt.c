#include "web/pages/doubt.h"

#include "base/log.h"
#include "crypto/form_key.h"
#include "domain/problems.h"
#include "web/app.h"
#include "web/rates.h"
#include "web/request.h"

static struct submission
submission_of(struct request *req)
{
	const struct app *app = req->app;
	struct submission submission = {
		.trapped = *form_text(&req->form, "website") != '\0',
		.now = req->now,
		.posts = rates_get(app->rates, RATE_POSTS, req->client,
		    req->now),
		.leads = rates_get(app->rates, RATE_LEADS, req->client,
		    req->now) + 1,
	};

	if (form_nonce_read(&app->form_key, form_text(&req->form, "nonce"),
	    &submission.rendered_at) != OK)
		submission.rendered_at = 0;
	return submission;
}

enum status
doubt_form(struct request *req, enum doubt *doubt)
{
	const struct app *app = req->app;
	const struct submission_limits limits = {
		.form_seconds = app->settings.limits.form_seconds,
		.posts_per_10_minutes =
		    app->settings.limits.posts_per_10_minutes,
		.leads_per_hour = app->settings.limits.leads_per_hour,
	};
	struct submission submission;

	rates_add(app->rates, RATE_POSTS, req->client, req->now);
	submission = submission_of(req);
	*doubt = submission_judge(&submission, &limits);
	if (*doubt != DOUBT_NONE)
		log_info("form.doubt", "reason=%s ignored=%s",
		    doubt_id(*doubt), app->no_limits ? "yes" : "no");
	if (app->no_limits)
		*doubt = DOUBT_NONE;
	else if (submission_is_refused(&submission, &limits))
		return LIMITED;
	return OK;
}

void
doubt_handed_over(struct request *req, int64_t at)
{
	rates_add(req->app->rates, RATE_LEADS, req->client, at);
}

void
doubt_not_stored(struct request *req, int64_t at)
{
	rates_take_back(req->app->rates, RATE_LEADS, req->client, at);
}

void
doubt_explain(enum status st, struct problems *problems)
{
	if (st == LIMITED)
		problems_add(problems, "form", "Too many forms have come in "
		    "just now, so this one was not taken yet. Nothing is lost: "
		    "please send it again in ten minutes.");
	if (st == BUSY)
		problems_add(problems, "form", "We cannot store this at this "
		    "moment. Nothing is lost: please send it again in a "
		    "minute.");
}
