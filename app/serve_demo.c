#include "serve_demo.h"

#include <stdio.h>
#include <sysexits.h>
#include <time.h>

#include "base/log.h"
#include "cli/demo.h"
#include "cli/demo_folder.h"
#include "cli/exits.h"
#include "serve_options.h"
#include "web/app.h"

enum {
	AGAIN_SECONDS = 600,
	/* So often the clock is looked at: it may be set, or the machine
	 * sleep. */
	LOOK_SECONDS = 60,
};

static int64_t
now_of(const struct serve_demo *demo)
{
	return time(NULL) + demo->options->clock_shift;
}

int
serve_demo_find(struct serve_demo *demo, const struct serve_options *options,
    bool all)
{
	int64_t made_at;
	enum status st;

	*demo = (struct serve_demo){ .options = options };
	if (!options->demo)
		return EX_OK;
	st = demo_check(options->data, &made_at);
	demo->fresh = st == NOT_FOUND;
	demo->resets = all;
	demo->began_at = now_of(demo);
	/* A clock that was set back: from now on. */
	if (st == OK && made_at < demo->began_at)
		demo->began_at = made_at;
	return st == OK || demo->fresh ? EX_OK : EX_CONFIG;
}

static struct demo
wanted(const struct serve_demo *demo, const struct app *app)
{
	return (struct demo){
		.settings = &app->settings,
		.assessment = app->assessment,
		.public_url = app->public_url,
		.admin_url = app->admin_url,
		.leads = (size_t)demo->options->demo_leads,
		.now = now_of(demo),
	};
}

int
serve_demo_make(const struct serve_demo *demo, const struct app *app)
{
	const struct demo data = wanted(demo, app);

	return exit_of_data(demo_create(&data, demo->options->data));
}

void
serve_demo_plan(struct serve_demo *demo, const struct app *app)
{
	demo->reset_at = demo->resets ? demo_reset_after(
	    app->settings.availability.zone, demo->began_at) : 0;
}

int
serve_demo_reset_in(const struct serve_demo *demo)
{
	const int64_t left = demo->reset_at - now_of(demo);

	if (demo->reset_at == 0)
		return -1;
	if (left <= 0)
		return 0;
	return (int)(left < LOOK_SECONDS ? left : LOOK_SECONDS) * 1000;
}

enum status
serve_demo_renew(const struct serve_demo *demo, const struct app *app)
{
	const struct demo data = wanted(demo, app);

	return demo_renew(&data, demo->options->data);
}

void
serve_demo_done(struct serve_demo *demo, const struct app *app)
{
	log_info("demo.reset", "back at the beginning");
	demo->began_at = now_of(demo);
	serve_demo_plan(demo, app);
}

void
serve_demo_failed(struct serve_demo *demo)
{
	log_error("demo.reset", "tried again in %d minutes",
	    AGAIN_SECONDS / 60);
	demo->reset_at = now_of(demo) + AGAIN_SECONDS;
}
