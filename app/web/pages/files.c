#include "base/embedded.h"
#include "base/text.h"
#include "web/app.h"
#include "web/assets.h"
#include "web/pages/pages.h"
#include "web/picture.h"
#include "web/request.h"
#include "web/response.h"

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
