#include "serve_private.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/secrecy.h"
#include "cli/demo.h"
#include "cli/demo_folder.h"
#include "cli/exits.h"
#include "courier/courier.h"
#include "crypto/token.h"
#include "serve.h"
#include "serve_checks.h"
#include "store/instance.h"
#include "store/meters.h"
#include "supervisor.h"
#include "upkeep.h"
#include "web/acme.h"
#include "web/kore_serve.h"

const enum role serve_roles[ROLES] = { ROLE_PUBLIC, ROLE_ADMIN,
	ROLE_COURIER };

/* One role in its process. */
struct serve_role {
	struct serve *serve;
	enum role role;
};

static int
choose_roles(struct serve *serve)
{
	bool all = strcmp(serve->options.role, "all") == 0;
	bool any = false;

	for (size_t i = 0; i < ROLES; i++) {
		serve->runs[i] = all ||
		    strcmp(serve->options.role, role_name(serve_roles[i])) == 0;
		any |= serve->runs[i];
	}
	return any ? EX_OK :
	    serve_refuse(EX_USAGE, "--role is all, public, admin or courier");
}

int
serve_take_locks(const struct serve *serve, const char *data, int locks[ROLES])
{
	for (size_t i = 0; i < ROLES; i++) {
		enum status st;

		if (!serve->runs[i])
			continue;
		st = store_instance_lock(data, role_name(serve_roles[i]),
		    &locks[i]);
		if (st == CONFLICT) {
			(void)fprintf(stderr, "fourways: another instance "
			    "serves %s; stop it first or choose another "
			    "--data\n", data);
			return EX_TEMPFAIL;
		}
		if (st != OK)
			return EX_IOERR;
	}
	return EX_OK;
}

/* A folder that is there is ours from now on. */
static int
take_data(struct serve *serve, struct arena *arena)
{
	serve_options_stay(&serve->options, arena);
	return serve_take_locks(serve, serve->options.data, serve->locks);
}

static int
find_data(struct serve *serve, struct arena *arena)
{
	const struct serve_options *o = &serve->options;
	int code = serve_demo_find(&serve->demo, o,
	    strcmp(o->role, "all") == 0);

	if (code != EX_OK || serve->demo.fresh)
		return code;
	if (access(o->data, F_OK) == -1) {
		(void)fprintf(stderr, "fourways: there is no data in %s; run "
		    "\"fourways init --data %s\" first\n", o->data, o->data);
		return EX_CONFIG;
	}
	return take_data(serve, arena);
}

static int
open_sockets(struct serve *serve)
{
	const struct serve_options *o = &serve->options;
	bool tls = o->tls_cert != NULL;
	int code = EX_OK;

	if (serve->runs[0])
		code = listen_open(o->listen, tls, &serve->sockets[0]);
	if (code == EX_OK && serve->runs[1])
		code = listen_open(o->admin_listen, tls, &serve->sockets[1]);
	if (code == EX_OK)
		code = redirect_open(o, &serve->redirect);
	return code;
}

/* Loads configuration and content into *app, whose arena is to be freed
 * whatever the answer: an exit code. Touches no database. */
static int
load_files(const struct serve *serve, struct app *app)
{
	const struct serve_options *o = &serve->options;
	struct app_options options = {
		.data = o->data,
		.conf = o->conf,
		.assets = o->assets,
		.public_url = serve->sockets[0].url,
		.admin_url = serve->sockets[1].url,
		.https = o->tls_cert != NULL,
		.demo = o->demo,
		.demo_resets = serve->demo.resets ? DEMO_RESET_TIME : "",
		.no_limits = o->no_limits,
		.clock_shift = o->clock_shift,
	};
	enum status st = app_load(&options, app);
	bool open = false;
	int code;

	if (st != OK)
		return exit_of_conf(st);
	for (size_t i = 0; i < 2; i++)
		open |= serve->runs[i] && !serve->sockets[i].loopback;
	if ((code = serve_check_settings(o, app, open)) == EX_OK)
		code = serve_check_place(o, app);
	return code == EX_OK ? redirect_check(&serve->redirect,
	    &app->settings) : code;
}

int
serve_load(const struct serve *serve, struct app *app)
{
	int code = load_files(serve, app);

	return code == EX_OK && serve->runs[1] ?
	    serve_check_passphrases(serve->options.data, app) : code;
}

/* A demonstration that is not there yet is made by what the files say. */
static int
make_demo(struct serve *serve, struct arena *arena)
{
	int code;

	if ((code = load_files(serve, &serve->app)) != EX_OK ||
	    (code = serve_demo_make(&serve->demo, &serve->app)) != EX_OK ||
	    (code = take_data(serve, arena)) != EX_OK)
		return code;
	/* Its name can be resolved only now that it is there. */
	serve->app.data = serve->options.data;
	return EX_OK;
}

/* All that is read at the start; what is wrong with the data comes first. */
static int
load_all(struct serve *serve, struct arena *arena)
{
	bool fresh = serve->demo.fresh;
	struct upkeep upkeep;
	int files = fresh ? make_demo(serve, arena) : EX_OK;
	int code;

	if (files != EX_OK)
		return files;
	upkeep_start(&upkeep, serve->options.data);
	if (upkeep.closed && serve->runs[1])
		return serve_refuse(EX_CONFIG, "this user may not open "
		    "office.db in --data; the desk runs as the one whose it is");
	if (!fresh)
		files = load_files(serve, &serve->app);
	if ((code = exit_of_data(upkeep_end(&upkeep))) != EX_OK ||
	    (code = files) != EX_OK ||
	    (code = exit_of_data(upkeep_keys(&upkeep))) != EX_OK)
		return code;
	return serve->runs[1] ? serve_check_passphrases(
	    serve->options.data, &serve->app) : EX_OK;
}

static int
run_courier(const struct serve *serve, int ready_fd)
{
	const struct app *app = &serve->app;

	return courier_run(&(struct courier){
		.data = app->data,
		.conf = app->conf,
		.settings = &app->settings,
		.public_url = app->public_url,
		.admin_url = app->admin_url,
		.demo = app->demo,
		.clock_shift = app->clock_shift,
		.commits = &meters_worker(app->meters, 0)->commits,
		.ready_fd = ready_fd,
		.ready_text = "ready\n",
	});
}

static int
run_role(void *context, int ready_fd)
{
	struct serve_role *what = context;
	struct serve *serve = what->serve;
	const bool admin = what->role == ROLE_ADMIN;
	const struct listen_socket *socket = &serve->sockets[admin ? 1 : 0];
	struct kore_serve kore = {
		.app = &serve->app,
		.listen_fd = socket->fd,
		.family = socket->family,
		.workers = serve_workers(&serve->options, what->role),
		.tls_cert = serve->options.tls_cert,
		.tls_key = serve->options.tls_key,
		.redirect_fd = admin ? -1 : serve->redirect.socket.fd,
		.redirect_family = serve->redirect.socket.family,
		.acme = serve->redirect.acme,
		.ready_fd = ready_fd,
		.ready_text = "ready\n",
	};

	log_role(role_name(what->role));
	serve->app.role = what->role;
	serve->app.meters = serve_meters_take(&serve->meters, what->role);
	if (what->role != ROLE_PUBLIC)
		secrecy_no_looking();
	if (what->role == ROLE_COURIER)
		return run_courier(serve, ready_fd);
	if (app_prepare(&serve->app) != OK)
		return EX_CONFIG;
	return kore_serve_run(&kore, serve->argc, serve->argv);
}

static void
role_died(void *context)
{
	const struct serve_role *what = context;

	serve_meters_died(&what->serve->meters, what->role);
}

static void
announce(void *context)
{
	const struct serve *serve = context;

	(void)printf("%s", serve->ready);
	(void)fflush(stdout);
}

static void
watched(void *context)
{
	struct serve *serve = context;

	acme_read(serve->redirect.acme);
}

static void
write_ready(struct serve *serve)
{
	bool all = strcmp(serve->options.role, "all") == 0;
	BUF(line, sizeof(serve->ready) - 1);

	buf_puts(&line, "ready");
	for (size_t i = 0; i < 2; i++)
		if (serve->runs[i])
			buf_printf(&line, " %s=%s", role_name(serve_roles[i]),
			    serve->sockets[i].url);
	if (serve->redirect.socket.fd != -1)
		buf_printf(&line, " redirect=%s", serve->redirect.socket.url);
	if (!all && serve->runs[2])
		buf_puts(&line, " courier");
	buf_putc(&line, '\n');
	memcpy(serve->ready, buf_text(&line), line.len + 1);
}

static int
run(struct serve *serve)
{
	const struct supervision hooks = { announce, serve_reload,
		serve_reload_in, watched,
		redirect_watch_fd(&serve->redirect), serve };
	struct serve_role roles[ROLES];
	struct supervised children[ROLES];
	size_t len = 0;

	write_ready(serve);
	serve_make_meters(serve);
	for (size_t i = 0; i < ROLES; i++) {
		if (!serve->runs[i])
			continue;
		roles[len] = (struct serve_role){ serve, serve_roles[i] };
		children[len] = (struct supervised){
			.name = role_name(serve_roles[i]),
			.run = run_role,
			.died = role_died,
			.context = &roles[len],
			/* Two of them would send the same mail. */
			.alone = serve_roles[i] == ROLE_COURIER,
		};
		len++;
	}
	return supervise(children, len, &hooks);
}

int
serve_command(int argc, char **argv)
{
	/* Static: it outlives every stack frame, and its size is known. */
	static struct serve serve;
	ARENA(arena);
	int code;

	serve.argc = argc;
	serve.argv = argv;
	/* Whoever reads the log may go away and take no process with it. */
	(void)signal(SIGPIPE, SIG_IGN);
	crypto_start();
	if ((code = serve_options_read(&serve.options, argc, argv)) != EX_OK ||
	    (code = choose_roles(&serve)) != EX_OK ||
	    (code = find_data(&serve, arena)) != EX_OK ||
	    (code = open_sockets(&serve)) != EX_OK ||
	    (code = load_all(&serve, arena)) != EX_OK ||
	    (code = serve_check_tls(&serve.options)) != EX_OK)
		return code;
	if (serve.options.no_limits)
		log_warn("serve.no_limits", "limits are counted but refuse "
		    "nothing: for tests and benchmarks only");
	serve_demo_plan(&serve.demo, &serve.app);
	if (serve.options.demo)
		demo_announce();
	return run(&serve);
}
