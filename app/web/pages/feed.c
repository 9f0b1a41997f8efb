#include "base/arena.h"
#include "content/absolute.h"
#include "web/app.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"
#include "web/xml.h"

/*
 * The guides as an Atom feed (RFC 4287), each in full with its notes, so that
 * nobody must come here to read them. An entry is named by the address of its
 * page, which is never given to another guide.
 *
 * A guide's dates are days; Atom wants an instant, which is the beginning of
 * the day in UTC.
 */
enum { CONTENT_MAX = 2 << 20 };

static void
put_day(struct buf *out, const char *name, const char *day)
{
	buf_printf(out, "<%s>%sT00:00:00Z</%s>\n", name, day, name);
}

static void
put_link(struct buf *out, const char *rel, const char *type, const char *href)
{
	buf_printf(out, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
	xml_text(out, href);
	buf_puts(out, "\"/>\n");
}

static void
put_content(struct request *req, struct buf *out, const struct guide *guide,
    const char *url)
{
	const char *site = req->app->public_url;
	BUF(html, CONTENT_MAX);

	absolute_links(&html, guide->html, site, url);
	absolute_links(&html, guide->notes_html, site, url);
	buf_puts(out, "<content type=\"html\">");
	xml_text(out, buf_text(&html));
	buf_puts(out, "</content>\n");
	if (html.failed)
		out->failed = true;
}

static void
put_entry(struct request *req, struct buf *out, const struct guide *guide)
{
	const char *url = arena_printf(req->arena, "%s/guides/%s",
	    req->app->public_url, guide->slug);

	buf_puts(out, "<entry>\n");
	xml_element(out, "id", url);
	xml_element(out, "title", guide->title);
	put_link(out, "alternate", "text/html", url);
	put_day(out, "published", guide->published);
	put_day(out, "updated", guide->updated);
	xml_element(out, "summary", guide->summary);
	put_content(req, out, guide, url);
	buf_puts(out, "</entry>\n");
}

static void
put_head(struct request *req, struct buf *out)
{
	const struct app *app = req->app;
	const char *self =
	    arena_printf(req->arena, "%s/feed.xml", app->public_url);

	xml_element(out, "id", self);
	xml_element(out, "title", app->settings.name);
	if (*app->settings.tagline != '\0')
		xml_element(out, "subtitle", app->settings.tagline);
	put_link(out, "self", "application/atom+xml", self);
	put_link(out, "alternate", "text/html",
	    arena_printf(req->arena, "%s/guides", app->public_url));
	put_day(out, "updated", guides_updated(&app->guides));
	buf_puts(out, "<author>\n");
	xml_element(out, "name", app->settings.owner.name);
	buf_puts(out, "</author>\n");
}

enum status
feed_show(struct request *req, struct response *res)
{
	const struct guides *guides = &req->app->guides;
	struct buf *out = &res->body;

	res->content_type = "application/atom+xml; charset=utf-8";
	res->cache = "public, max-age=300";
	buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
	    "xml:lang=\"en-GB\">\n");
	put_head(req, out);
	for (size_t i = 0; i < guides->len; i++)
		put_entry(req, out, &guides->at[i]);
	buf_puts(out, "</feed>\n");
	return OK;
}
