#include "serve_options.h"

#include <limits.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "cli/demo_plan.h"
#include "cli/options.h"

enum {
	WORKERS_MAX = 64,
	/* One answers while the other makes a long export; a job of theirs
	 * takes its turn. More would only cost memory. */
	DESK_WORKERS = 2,
};

int
serve_refuse(int code, const char *why)
{
	(void)fprintf(stderr, "fourways: %s\n", why);
	return code;
}

static bool
read_words(struct serve_options *o, int argc, char **argv)
{
	const struct option_row rows[] = {
		{ "data", &o->data, NULL },
		{ "conf", &o->conf, NULL },
		{ "assets", &o->assets, NULL },
		{ "role", &o->role, NULL },
		{ "listen", &o->listen, NULL },
		{ "admin-listen", &o->admin_listen, NULL },
		{ "redirect-listen", &o->redirect_listen, NULL },
		{ "acme", &o->acme, NULL },
		{ "workers", &o->workers_text, NULL },
		{ "test-now", &o->test_now, NULL },
		{ "tls-cert", &o->tls_cert, NULL },
		{ "tls-key", &o->tls_key, NULL },
		{ "demo", NULL, &o->demo },
		{ "demo-leads", &o->demo_leads_text, NULL },
		{ "no-limits", NULL, &o->no_limits },
	};
	const char *words[1];

	return options_read(argc, argv, rows, countof(rows), words, 0);
}

static const char *
or_default(const char *value, const char *standard)
{
	return value == NULL ? standard : value;
}

/* How much there is of a demonstration. */
static int
read_demo(struct serve_options *o)
{
	o->demo_leads = DEMO_LEADS;
	if (o->demo_leads_text == NULL)
		return EX_OK;
	if (!o->demo)
		return serve_refuse(EX_USAGE, "--demo-leads belongs to --demo");
	if (!text_int(o->demo_leads_text, DEMO_NAMED, DEMO_LEADS,
	    &o->demo_leads))
		return serve_refuse(EX_USAGE, "--demo-leads is a number from 3 "
		    "to 200");
	return EX_OK;
}

/* What is of no use without another. */
static int
check_pairs(const struct serve_options *o)
{
	if ((o->tls_cert == NULL) != (o->tls_key == NULL))
		return serve_refuse(EX_USAGE, "--tls-cert and --tls-key belong "
		    "together");
	if (o->redirect_listen != NULL && o->tls_cert == NULL)
		return serve_refuse(EX_USAGE, "--redirect-listen leads to https "
		    "and needs --tls-cert and --tls-key");
	if (o->redirect_listen != NULL && strcmp(o->role, "all") != 0 &&
	    strcmp(o->role, "public") != 0)
		return serve_refuse(EX_USAGE, "--redirect-listen is for the "
		    "public role");
	if (o->acme != NULL && o->redirect_listen == NULL)
		return serve_refuse(EX_USAGE, "--acme needs --redirect-listen, "
		    "where its files are shown");
	return EX_OK;
}

int
serve_options_read(struct serve_options *o, int argc, char **argv)
{
	struct timespec real;
	int64_t test_now;

	if (!read_words(o, argc, argv))
		return EX_USAGE;
	o->data = or_default(o->data, "data");
	o->conf = or_default(o->conf, "conf");
	o->assets = or_default(o->assets, FOURWAYS_ASSETS);
	o->role = or_default(o->role, "all");
	o->listen = or_default(o->listen, "127.0.0.1:8080");
	o->admin_listen = or_default(o->admin_listen, "127.0.0.1:8081");
	o->workers = sysconf(_SC_NPROCESSORS_ONLN);
	if (o->workers_text != NULL &&
	    !text_int(o->workers_text, 1, WORKERS_MAX, &o->workers))
		return serve_refuse(EX_USAGE, "--workers is a number from 1 "
		    "to 64");
	if (check_pairs(o) != EX_OK || read_demo(o) != EX_OK)
		return EX_USAGE;
	if (o->test_now != NULL) {
		if (instant_parse(o->test_now, &test_now) != OK)
			return serve_refuse(EX_USAGE, "--test-now is written as "
			    "2026-11-24T09:30:00Z");
		(void)clock_gettime(CLOCK_REALTIME, &real);
		o->clock_shift = test_now - real.tv_sec;
	}
	return EX_OK;
}

static const char *
absolute(struct arena *arena, const char *path)
{
	char resolved[PATH_MAX];

	if (realpath(path, resolved) == NULL)
		return path;
	return arena_strdup(arena, resolved);
}

/* The same for a link that may lead elsewhere tomorrow, as that to a renewed
 * certificate. */
static const char *
absolute_link(struct arena *arena, const char *path)
{
	char folder[PATH_MAX];

	if (path == NULL || path[0] == '/' ||
	    getcwd(folder, sizeof(folder)) == NULL)
		return path;
	return arena_printf(arena, "%s/%s", folder, path);
}

void
serve_options_stay(struct serve_options *o, struct arena *arena)
{
	o->data = absolute(arena, o->data);
	o->tls_cert = absolute_link(arena, o->tls_cert);
	o->tls_key = absolute_link(arena, o->tls_key);
}

size_t
serve_workers(const struct serve_options *o, enum role role)
{
	if (role == ROLE_COURIER)
		return 1;
	return role == ROLE_ADMIN && o->workers > DESK_WORKERS ? DESK_WORKERS :
	    (size_t)o->workers;
}
