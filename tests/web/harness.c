#include "harness.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <sys/resource.h>

#include "test.h"

#include "answer.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/html.h"
#include "cli/setup.h"
#include "crypto/open.h"
#include "crypto/passphrase.h"
#include "store/store.h"
#include "store/uuid.h"
#include "store/writes.h"
#include "vault/leads.h"
#include "vault/sealing.h"
#include "vault/unlock.h"
#include "web/counts.h"
#include "web/device.h"
#include "web/dispatch.h"
#include "web/peers.h"
#include "web/prepared.h"
#include "web/rates.h"
#include "web/response.h"
#include "web/session.h"
#include "web/throttle.h"

enum { ARENA_STEP = 1 << 20, FORM_MAX = 1 << 20, WIRE_MAX = 5 << 20 };

int
site_load(void **state)
{
	static const struct app_options options = {
		.conf = SOURCE_ROOT "/conf",
		.assets = SOURCE_ROOT "/assets",
		.public_url = SITE_PUBLIC_URL,
		.admin_url = SITE_ADMIN_URL,
	};
	struct site *site = calloc(1, sizeof(*site));

	if (site == NULL || app_load(&options, &site->loaded) != OK)
		return -1;
	*state = site;
	return 0;
}

int
site_unload(void **state)
{
	struct site *site = *state;

	app_free(&site->loaded);
	free(site);
	return 0;
}

static enum status
open_role(struct site *site, struct app *app, enum role role)
{
	*app = site->loaded;
	app->role = role;
	app->data = site->dir;
	app->clock_shift = site->now - time(NULL);
	app->cost = &passphrase_cost_demo;
	if (role == ROLE_PUBLIC)
		app->counts = counts_new(app);
	if (role == ROLE_ADMIN) {
		app->throttle = throttle_new((const uint8_t *)site->dir);
		app->rates = rates_new();
	}
	return app_open(app);
}

int
site_open(void **state)
{
	static const char pattern[] = "/tmp/fourways-web-XXXXXX";
	struct site *site = *state;
	struct setup setup = { site->dir, SITE_EMAIL, SITE_PASSPHRASE,
		&passphrase_cost_demo };

	memcpy(site->dir, pattern, sizeof(pattern));
	site->arena = arena_new(ARENA_STEP);
	site->now = SITE_NOW;
	site->cookie = site->token = site->token_cookie = site->device = NULL;
	site->jobs = 0;
	if (mkdtemp(site->dir) == NULL ||
	    setup_create(&setup, site->recovery) != OK ||
	    open_role(site, &site->front, ROLE_PUBLIC) != OK ||
	    open_role(site, &site->desk, ROLE_ADMIN) != OK)
		return -1;
	return 0;
}

static int
remove_folder(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY);
	DIR *listing = fd == -1 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (listing == NULL)
		return -1;
	while ((entry = readdir(listing)) != NULL)
		if (entry->d_type != DT_DIR)
			(void)unlinkat(fd, entry->d_name, 0);
		else if (entry->d_name[0] != '.')
			(void)remove_folder(fd, entry->d_name);
	(void)closedir(listing);
	return unlinkat(at, name, AT_REMOVEDIR);
}

int
site_close(void **state)
{
	struct site *site = *state;

	throttle_free(site->desk.throttle);
	rates_free(site->desk.rates);
	app_close(&site->front);
	app_close(&site->desk);
	counts_free(site->front.counts);
	prepared_free(site->front.prepared);
	prepared_free(site->desk.prepared);
	arena_free(site->arena);
	return remove_folder(AT_FDCWD, site->dir);
}

void
site_count(struct site *site)
{
	assert_status(counts_write(&site->front, true), OK);
}

void
site_wait(struct site *site, int64_t seconds)
{
	site_count(site);
	site->now += seconds;
	site->front.clock_shift += seconds;
	site->desk.clock_shift += seconds;
}

static void
add_header(struct request *req, const char *name, const char *value)
{
	if (request_header(req, name) == NULL)
		req->headers[req->headers_len++] =
		    (struct header){ name, value };
}

static void
fill_request(struct request *req, const struct ask *ask)
{
	const char *method = ask->method == NULL ? "GET" : ask->method;
	const char *mark = strchr(ask->target, '?');

	req->head = strcmp(method, "HEAD") == 0;
	req->method = req->head || strcmp(method, "GET") == 0 ? GET :
	    strcmp(method, "POST") == 0 ? POST : OTHER;
	req->path = mark == NULL ? ask->target : arena_strndup(req->arena,
	    ask->target, (size_t)(mark - ask->target));
	req->query = mark == NULL ? "" : mark + 1;
	for (size_t i = 0; ask->headers[i].name != NULL; i++)
		req->headers[req->headers_len++] = ask->headers[i];
	add_header(req, "host", req->app->role == ROLE_ADMIN ?
	    strstr(SITE_ADMIN_URL, "127") : strstr(SITE_PUBLIC_URL, "127"));
	req->body = ask->body == NULL ? "" : ask->body;
	req->body_len = ask->body_len > 0 ? ask->body_len : strlen(req->body);
	req->busy = ask->busy;
	req->local = ask->local;
	req->client = ask->client;
	req->network = ask->network;
	/* Nobody has an address at the desk who is not given one. */
	if (req->app->role == ROLE_ADMIN && ask->client == 0)
		req->client = req->network = PEERS_NONE;
	if (req->body_len > 0)
		add_header(req, "content-type",
		    "application/x-www-form-urlencoded");
}

/* The answer as it goes on the wire, taken apart again. */
static struct answer
on_the_wire(struct arena *arena, const struct request *req,
    const struct response *res)
{
	struct response_wire wire = { .head = req->head,
		.https = req->app->https, .now = req->now };
	BUF(out, WIRE_MAX);
	const char *end;

	response_write(res, &wire, &out);
	assert_false(out.failed);
	end = memmem(out.data, out.len, "\r\n\r\n", 4);
	assert_non_null(end);
	end += 4;
	return (struct answer){
		.code = res->code,
		.head = arena_strndup(arena, out.data,
		    (size_t)(end - out.data)),
		.body = arena_strndup(arena, end,
		    out.len - (size_t)(end - out.data)),
		.len = out.len - (size_t)(end - out.data),
	};
}

/* Every form of the desk that changes something carries its session's token;
 * only at the door there is no session yet. */
static void
forms_have_tokens(const struct answer *answer)
{
	static const char form[] = "method=\"post\"";
	size_t door = answer_count(answer, "action=\"/admin/login\"");
	size_t tokens = answer_count(answer,
	    "<input type=\"hidden\" name=\"token\" value=\"");

	if (answer_count(answer, form) != tokens + door)
		fail_msg("a form lacks {{> form_token(page)}}: %s",
		    strstr(answer->body, "<main"));
}

void
site_begin(struct site *site, struct app *app, const struct ask *ask,
    struct flight *flight)
{
	*flight = (struct flight){ .req = { .app = app,
	    .arena = site->arena, .now = site->now } };
	fill_request(&flight->req, ask);
	flight->res = response_new();
	flight->pending = dispatch(&flight->req, &flight->res) == PENDING;
}

void
site_job_ran(struct job *job)
{
	assert_false(job->done);
}

static void
run_now(struct site *site, struct job *job)
{
	assert_non_null(job);
	assert_false(job->done);
	job->run(job);
	job->done = true;
	site->jobs++;
}

/* As the writer's thread does it, with a batch of one. */
static void
store_now(struct store *store, struct write *write)
{
	enum status begun = writes_begin(store);

	write->next = NULL;
	writes_end(store, begun, write);
	write->done = true;
}

void
site_fly(struct site *site, struct flight *flight)
{
	struct request *req = &flight->req;

	assert_true(flight->pending);
	if (req->write != NULL)
		store_now(req->app->store, req->write);
	else
		run_now(site, req->job);
	req->now = site->now;
	response_reset(&flight->res);
	flight->pending = dispatch(req, &flight->res) == PENDING;
}

struct answer
site_land(struct site *site, struct flight *flight)
{
	struct answer answer;

	while (flight->pending)
		site_fly(site, flight);
	answer = on_the_wire(site->arena, &flight->req, &flight->res);
	response_free(&flight->res);
	answer_is_sound(site->arena, &answer, flight->req.head,
	    flight->req.app->https);
	if (flight->req.app->role == ROLE_ADMIN)
		forms_have_tokens(&answer);
	return answer;
}

struct answer
site_ask(struct site *site, struct app *app, const struct ask *ask)
{
	struct flight flight;

	site_begin(site, app, ask, &flight);
	return site_land(site, &flight);
}

struct answer
site_get(struct site *site, const char *target)
{
	return site_ask(site, &site->front, &(struct ask){ .target = target });
}

struct answer
site_post(struct site *site, const char *target, const char *form)
{
	return site_ask(site, &site->front, &(struct ask){ .method = "POST",
		.target = target, .body = form });
}

static struct answer
desk_ask(struct site *site, struct ask *ask)
{
	const char *cookies = site->cookie;

	if (site->cookie != NULL && site->device != NULL)
		cookies = arena_printf(site->arena, "%s; %s", site->cookie,
		    site->device);
	else if (site->device != NULL)
		cookies = site->device;
	if (cookies != NULL)
		ask->headers[0] = (struct header){ "cookie", cookies };
	return site_ask(site, &site->desk, ask);
}

/* The token stands in the form for signing out, which every page has. */
static const char *
form_token(struct site *site)
{
	if (site->token_cookie != site->cookie && site->cookie != NULL) {
		struct answer page = desk_get(site, "/admin/leads");

		site->token = page.code != 200 ? NULL :
		    answer_between(site->arena, &page,
			"name=\"token\" value=\"", "\"");
	}
	site->token_cookie = site->cookie;
	return site->cookie == NULL ? NULL : site->token;
}

struct answer
desk_get(struct site *site, const char *target)
{
	return desk_ask(site, &(struct ask){ .target = target });
}

struct answer
desk_post(struct site *site, const char *target, const char *form)
{
	const char *token = strstr(form, "token=") != NULL ? NULL :
	    form_token(site);

	if (token != NULL)
		form = arena_printf(site->arena, "%s%stoken=%s", form,
		    *form == '\0' ? "" : "&", token);
	return desk_ask(site, &(struct ask){ .method = "POST",
		.target = target, .body = form });
}

void
site_sign_in(struct site *site)
{
	struct answer answer = desk_post(site, "/admin/login",
	    form_of(site->arena, "email", SITE_EMAIL, "password",
		SITE_PASSPHRASE, NULL));

	assert_int_equal(answer.code, 303);
	site_keep_cookies(site, &answer);
	assert_non_null(site->cookie);
}

/* "NAME=VALUE" of the line that sets a cookie; NULL where it is deleted. */
static const char *
pair_of(struct arena *arena, const char *line)
{
	const size_t len = strcspn(line, ";");

	return line[len - 1] == '=' ? NULL : arena_strndup(arena, line, len);
}

void
site_keep_cookies(struct site *site, const struct answer *answer)
{
	const char *session = answer_cookie(site->arena, answer,
	    SESSION_COOKIE);
	const char *device = answer_cookie(site->arena, answer,
	    DEVICE_COOKIE);

	if (answer_header(site->arena, answer, "clear-site-data") != NULL)
		site->cookie = site->device = NULL;
	if (session != NULL)
		site->cookie = pair_of(site->arena, session);
	if (device != NULL)
		site->device = pair_of(site->arena, device);
}

const char *
form_of(struct arena *arena, const char *name, ...)
{
	BUF(out, FORM_MAX);
	va_list args;

	va_start(args, name);
	for (; name != NULL; name = va_arg(args, const char *)) {
		const char *value = va_arg(args, const char *);

		if (value == NULL)
			continue;
		if (out.len > 0)
			buf_putc(&out, '&');
		html_percent(&out, name);
		buf_putc(&out, '=');
		html_percent(&out, value);
	}
	va_end(args);
	assert_false(out.failed);
	return arena_strdup(arena, buf_text(&out));
}

const struct sealed_lead *
site_seal(struct site *site, const struct lead_own *texts)
{
	struct sealed_lead *lead = arena_alloc(site->arena, sizeof(*lead));
	char *uuid = arena_alloc(site->arena, UUID_TEXT_SIZE);
	enum status st = uuid_new(uuid);

	assert_int_equal(st, OK);
	st = texts == NULL ? seal_lead(site->front.sealer, site->arena,
	    &(struct seal_texts){ uuid, "", 0, "", 0 }, site->now, lead) :
	    sealing_lead(site->front.sealer, site->arena, uuid, texts,
	    site->now, lead);
	assert_int_equal(st, OK);
	return lead;
}

void
site_lead(struct site *site, int64_t id, struct lead_row *row,
    struct lead_body *body)
{
	uint8_t key[PASSPHRASE_KEY_SIZE];
	struct unlock unlock;

	assert_int_equal(unlock_read(site->desk.office, site->arena,
	    SITE_EMAIL, &unlock), OK);
	assert_int_equal(unlock_try(&unlock.admin, SITE_PASSPHRASE, key), OK);
	assert_int_equal(unlock_open(&unlock, key, site->desk.opener), OK);
	assert_int_equal(vault_lead(&site->desk.vault, site->arena, id, row,
	    body), OK);
	opener_lock(site->desk.opener);
}

int64_t
site_leads(struct site *site)
{
	int64_t count = -1;

	assert_status(store_lead_count(site->desk.store, &count), OK);
	return count;
}

void
site_run(struct site *site, const char *file, const char *sql)
{
	const char *path = arena_printf(site->arena, "%s/%s", site->dir, file);
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_busy_timeout(db, 5000), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

void
site_fill_disk(bool full)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = full ? 4096 : limit.rlim_max;
	(void)signal(SIGXFSZ, full ? SIG_IGN : SIG_DFL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}
