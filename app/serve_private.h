#ifndef APP_SERVE_PRIVATE_H
#define APP_SERVE_PRIVATE_H

#include <stdbool.h>

#include "redirect.h"
#include "serve_demo.h"
#include "serve_meters.h"
#include "serve_options.h"
#include "web/app.h"
#include "web/listen.h"

/* The inside of serve.h, for the files that make it up. */

enum { ROLES = 3 };

extern const enum role serve_roles[ROLES];

/* Everything of a run; lives as long as the process. */
struct serve {
	struct serve_options options;
	struct app app;
	struct listen_socket sockets[2]; /* public, admin */
	struct redirect redirect;
	bool runs[ROLES];
	int locks[ROLES]; /* of those that run */
	struct serve_demo demo;
	struct serve_meters meters;
	int argc;
	char **argv;
	char ready[450]; /* the line that says so */
};

/* Takes the locks of the roles that run, in a data folder: an exit code, with
 * one line on standard error unless it is EX_OK. */
int serve_take_locks(const struct serve *serve, const char *data,
    int locks[ROLES]);

/* Loads configuration and content into *app, whose arena is to be freed
 * whatever the answer, and looks at the passphrases: an exit code, the same
 * way. */
int serve_load(const struct serve *serve, struct app *app);

/* What the roles that run count, in the data folder there is now. */
void serve_make_meters(struct serve *serve);

/* The supervisor's hooks (supervisor.h); context is a struct serve. */
int serve_reload_in(void *context);
bool serve_reload(void *context);

#endif
