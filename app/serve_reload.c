#include "serve_private.h"

#include <sysexits.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/demo_folder.h"
#include "serve_checks.h"

int
serve_reload_in(void *context)
{
	const struct serve *serve = context;

	return serve_demo_reset_in(&serve->demo);
}

/* Puts a demonstration back to the beginning, for the processes to come; those
 * that serve keep what they have open. */
static int
reset(struct serve *serve, const struct app *app)
{
	ARENA(arena);
	const char *data = serve->options.data;
	int locks[ROLES];
	bool done;

	if (serve_demo_renew(&serve->demo, app) != OK ||
	    serve_take_locks(serve, demo_beside(arena, data), locks) != EX_OK)
		return EX_IOERR;
	done = demo_swap(data) == OK;
	for (size_t i = 0; i < ROLES; i++) {
		(void)close(done ? serve->locks[i] : locks[i]);
		serve->locks[i] = done ? locks[i] : serve->locks[i];
	}
	return done ? serve_check_tls(&serve->options) : EX_IOERR;
}

void
serve_make_meters(struct serve *serve)
{
	for (size_t i = 0; i < ROLES; i++)
		if (serve->runs[i])
			serve_meters_make(&serve->meters, &serve->options,
			    serve_roles[i]);
}

bool
serve_reload(void *context)
{
	struct serve *serve = context;
	bool due = serve_reload_in(serve) == 0;
	struct app app;

	if (serve_load(serve, &app) != EX_OK ||
	    serve_check_tls(&serve->options) != EX_OK ||
	    (due && reset(serve, &app) != EX_OK)) {
		app_free(&app);
		if (due)
			serve_demo_failed(&serve->demo);
		return false;
	}
	/* The children that serve have copies of their own. */
	app_free(&serve->app);
	serve->app = app;
	if (due) {
		serve_demo_done(&serve->demo, &app);
		serve_make_meters(serve);
	}
	return true;
}
