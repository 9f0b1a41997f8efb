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
#include "store/store.h"
#include "web/dispatch.h"
#include "web/prepared.h"
#include "web/response.h"

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
	return app_open(app);
}

int
site_open(void **state)
{
	static const char pattern[] = "/tmp/fourways-web-XXXXXX";
	struct site *site = *state;
	struct setup setup = { site->dir, SITE_EMAIL, SITE_PASSPHRASE,
		&passphrase_cost_demo };
	char recovery[RECOVERY_TEXT_SIZE];

	memcpy(site->dir, pattern, sizeof(pattern));
	site->arena = arena_new(ARENA_STEP);
	site->now = SITE_NOW;
	site->cookie = NULL;
	if (mkdtemp(site->dir) == NULL || setup_create(&setup, recovery) != OK ||
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

	app_close(&site->front);
	app_close(&site->desk);
	prepared_free(site->front.prepared);
	prepared_free(site->desk.prepared);
	arena_free(site->arena);
	return remove_folder(AT_FDCWD, site->dir);
}

void
site_wait(struct site *site, int64_t seconds)
{
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

struct answer
site_ask(struct site *site, struct app *app, const struct ask *ask)
{
	struct request req = { .app = app, .arena = site->arena,
		.now = site->now };
	struct response res = response_new();
	struct answer answer;
	enum status st;

	fill_request(&req, ask);
	st = dispatch(&req, &res);
	if (st == PENDING) {
		assert_non_null(req.job);
		req.job->run(req.job);
		req.job->done = true;
		response_reset(&res);
		st = dispatch(&req, &res);
	}
	assert_status(st, OK);
	answer = on_the_wire(site->arena, &req, &res);
	response_free(&res);
	answer_is_sound(site->arena, &answer, req.head, app->https);
	return answer;
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
	if (site->cookie != NULL)
		ask->headers[0] = (struct header){ "cookie", site->cookie };
	return site_ask(site, &site->desk, ask);
}

struct answer
desk_get(struct site *site, const char *target)
{
	return desk_ask(site, &(struct ask){ .target = target });
}

struct answer
desk_post(struct site *site, const char *target, const char *form)
{
	return desk_ask(site, &(struct ask){ .method = "POST",
		.target = target, .body = form });
}

void
site_sign_in(struct site *site)
{
	struct answer answer = desk_post(site, "/admin/login",
	    form_of(site->arena, "email", SITE_EMAIL, "password",
		SITE_PASSPHRASE, NULL));
	const char *cookie;

	assert_int_equal(answer.code, 303);
	cookie = answer_header(site->arena, &answer, "set-cookie");
	assert_non_null(cookie);
	site->cookie = arena_strndup(site->arena, cookie,
	    strcspn(cookie, ";"));
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
