#include "web/tries.h"

#include "base/arena.h"
#include "web/app.h"
#include "web/rates.h"
#include "web/request.h"
#include "web/throttle.h"

/* A network is a few hundred addresses; a minute is what is counted. */
enum { NETWORK_TIMES = 3, MINUTE = 60 };

struct tries
tries_of_login(struct request *req, const char *email, int64_t device_id)
{
	if (device_id == 0)
		return (struct tries){ THROTTLE_ACCOUNT, email };
	return (struct tries){ THROTTLE_DEVICE,
		arena_printf(req->arena, "%lld", (long long)device_id) };
}

struct tries
tries_of_proof(struct request *req, int64_t admin_id)
{
	return (struct tries){ THROTTLE_PROOF,
		arena_printf(req->arena, "%lld", (long long)admin_id) };
}

/* Whether the client, or all of its network, has been at it too often. */
static bool
is_flood(const struct request *req)
{
	const struct app *app = req->app;
	const unsigned most =
	    (unsigned)app->settings.limits.signins_per_minute;

	return most > 0 && (rates_get(app->rates, RATE_SIGNINS, req->client,
	    req->now) >= most || rates_get(app->rates, RATE_SIGNINS_NETWORK,
	    req->network, req->now) >= most * NETWORK_TIMES);
}

int
tries_wait(struct request *req, const struct tries *tries)
{
	const struct app *app = req->app;

	if (app->no_limits)
		return 0;
	if (tries->lane == THROTTLE_ACCOUNT && is_flood(req))
		return MINUTE;
	return throttle_wait(app->throttle, tries->lane,
	    tries->name, app->settings.limits.failed_signins, req->now);
}

const char tries_busy_text[] =
    "Others are signing in at this moment. Nothing was tried; please wait a few "
    "seconds and try again.";

const char *
tries_wait_text(struct request *req, int wait)
{
	return arena_printf(req->arena, "There were too many tries. Nothing was "
	    "tried now: please wait %d second%s and try again.", wait,
	    wait == 1 ? "" : "s");
}

void
tries_count(struct request *req, const struct tries *tries)
{
	const struct app *app = req->app;

	throttle_try(app->throttle, tries->lane,
	    tries->name, req->now);
	if (tries->lane != THROTTLE_ACCOUNT)
		return;
	rates_add(app->rates, RATE_SIGNINS, req->client, req->now);
	rates_add(app->rates, RATE_SIGNINS_NETWORK, req->network, req->now);
}

void
tries_pass(struct request *req, const struct tries *tries)
{
	throttle_pass(req->app->throttle, tries->lane,
	    tries->name);
}
