#include "base/embedded.h"
#include "base/text.h"
#include "store/outbox.h"
#include "web/app.h"
#include "web/assets.h"
#include "web/counts.h"
#include "web/pages/pages.h"
#include "web/picture.h"
#include "web/request.h"
#include "web/response.h"

/* Seconds after which what waits is no longer well. */
enum { OUTBOX_AGE_MAX = 3600 };

static enum status
one_of(const struct embedded_file *files, size_t len, struct response *res,
    const char *name, const char *type)
{
	for (size_t i = 0; i < len; i++) {
		if (strcmp(files[i].name, name) != 0)
			continue;
		res->content_type = type;
		buf_add(&res->body, files[i].bytes, files[i].size);
		return OK;
	}
	return NOT_FOUND;
}

static enum status
file(struct response *res, const char *name, const char *type)
{
	return one_of(web_assets, web_assets_len, res, name, type);
}

/* The name carries the content's hash, so it may be kept for ever. */
enum status
style_show(struct request *req, struct response *res)
{
	const struct app *app = req->app;

	res->cache = "public, max-age=31536000, immutable";
	if (strcmp(req->path, app->css_path) == 0)
		return file(res, "site.css", "text/css; charset=utf-8");
	if (strcmp(req->path, app->js_path) == 0)
		return file(res, "site.js", "text/javascript; charset=utf-8");
	return NOT_FOUND;
}

enum status
icon_show(struct request *req, struct response *res)
{
	res->cache = "public, max-age=86400";
	return file(res, "favicon.svg", "image/svg+xml; charset=utf-8");
}

enum status
picture_show(struct request *req, struct response *res)
{
	res->cache = "public, max-age=604800";
	return one_of(web_pictures, web_pictures_len, res, req->params[0],
	    "image/png");
}

enum status
robots_show(struct request *req, struct response *res)
{
	res->content_type = "text/plain; charset=utf-8";
	res->cache = "public, max-age=86400";
	buf_puts(&res->body, "User-agent: *\n");
	if (req->app->role == ROLE_PUBLIC)
		buf_printf(&res->body, "Disallow: /booking/\n\n"
		    "Sitemap: %s/sitemap.xml\n", req->app->public_url);
	else
		buf_puts(&res->body, "Disallow: /\n");
	return OK;
}

/* How long the oldest of a channel has been due; 0 for none, and where nothing
 * is to leave at all. */
static enum status
waits(struct request *req, enum outbox_channel channel, bool leaves,
    int64_t *seconds)
{
	int64_t due_at = req->now;
	enum status st = OK;

	if (leaves)
		st = store_outbox_oldest(req->app->store, channel, req->now,
		    &due_at);
	*seconds = req->now - due_at;
	return st == NOT_FOUND ? OK : st;
}

enum status
health_show(struct request *req, struct response *res)
{
	const struct settings *settings = &req->app->settings;
	int64_t mail;
	int64_t hooks;
	enum status st;

	if ((st = waits(req, OUTBOX_MAIL, req->app->demo ||
	    *settings->smtp.host != '\0', &mail)) != OK ||
	    (st = waits(req, OUTBOX_HOOK, *settings->webhook.url != '\0',
	    &hooks)) != OK)
		return st;
	res->content_type = "text/plain; charset=utf-8";
	if (counts_wait_for_disk(req->app)) {
		res->code = 503;
		res->retry_after = 60;
		buf_puts(&res->body, "not ok " FOURWAYS_VERSION ": nothing can "
		    "be stored; the log says why\n");
		return OK;
	}
	if (mail <= OUTBOX_AGE_MAX && hooks <= OUTBOX_AGE_MAX) {
		buf_printf(&res->body, "ok %s outbox=%llds\n",
		    FOURWAYS_VERSION, (long long)(mail > hooks ? mail : hooks));
		return OK;
	}
	res->code = 503;
	res->retry_after = 60;
	buf_printf(&res->body, "not ok %s: the oldest %s that has not left was "
	    "due %lld minutes ago; /admin/outbox says why\n",
	    FOURWAYS_VERSION, mail > OUTBOX_AGE_MAX ? "mail" : "webhook",
	    (long long)(mail > OUTBOX_AGE_MAX ? mail : hooks) / 60);
	return OK;
}
