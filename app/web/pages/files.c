#include "base/embedded.h"
#include "base/text.h"
#include "web/app.h"
#include "web/assets.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

static enum status
file(struct response *res, const char *name, const char *type)
{
	for (size_t i = 0; i < web_assets_len; i++) {
		if (strcmp(web_assets[i].name, name) != 0)
			continue;
		res->content_type = type;
		buf_add(&res->body, web_assets[i].bytes, web_assets[i].size);
		return OK;
	}
	return NOT_FOUND;
}

/* The name carries the content's hash, so it may be kept for ever. */
enum status
style_show(struct request *req, struct response *res)
{
	static const char script[] = "text/javascript; charset=utf-8";
	const struct app *app = req->app;

	res->cache = "public, max-age=31536000, immutable";
	if (strcmp(req->path, app->css_path) == 0)
		return file(res, "site.css", "text/css; charset=utf-8");
	if (strcmp(req->path, app->zone_js_path) == 0)
		return file(res, "zone.js", script);
	if (app->role == ROLE_ADMIN &&
	    strcmp(req->path, app->desk_js_path) == 0)
		return file(res, "desk.js", script);
	return NOT_FOUND;
}

enum status
icon_show(struct request *req, struct response *res)
{
	res->cache = "public, max-age=86400";
	return file(res, "favicon.svg", "image/svg+xml");
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

enum status
health_show(struct request *req, struct response *res)
{
	res->content_type = "text/plain; charset=utf-8";
	buf_printf(&res->body, "ok %s\n", FOURWAYS_VERSION);
	return OK;
}
