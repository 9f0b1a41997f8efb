#include "web/structured.h"

#include <jansson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "web/app.h"
#include "web/page.h"
#include "web/picture.h"

enum { ELEMENT_MAX = 64 * 1024 };

static json_t *
address(const struct app *app, const char *path)
{
	return json_sprintf("%s%s", app->public_url, path);
}

/* The page itself, which is where the facts were checked. */
static json_t *
web_page(const struct app *app, const struct page_head *head)
{
	return json_pack("{s:s, s:o, s:o, s:s, s:s}",
	    "@type", "WebPage", "@id", address(app, head->path),
	    "url", address(app, head->path), "name", head->title,
	    "lastReviewed", head->guide->checked);
}

static json_t *
image(struct arena *arena, const struct app *app, const struct guide *guide)
{
	struct picture picture = picture_of(arena, app, guide);

	return json_pack("{s:s, s:o, s:s, s:i, s:i}", "@type", "ImageObject",
	    "url", address(app, picture.path), "caption", picture.alt,
	    "width", PICTURE_WIDTH, "height", PICTURE_HEIGHT);
}

static json_t *
article(struct arena *arena, const struct app *app,
    const struct page_head *head)
{
	const struct guide *guide = head->guide;

	return json_pack("{s:s, s:o, s:s, s:s, s:o, s:s, s:s, s:s, s:i, s:o, "
	    "s:{s:s, s:s, s:o}, s:{s:s, s:s, s:o}, s:o}",
	    "@type", "Article",
	    "@id", json_sprintf("%s%s#article", app->public_url, head->path),
	    "headline", guide->title, "description", guide->summary,
	    "image", image(arena, app, guide),
	    "inLanguage", "en-GB", "datePublished", guide->published,
	    "dateModified", guide->updated, "wordCount", guide->word_count,
	    "timeRequired", json_sprintf("PT%dM", guide->reading_minutes),
	    "author", "@type", "Person", "name", app->settings.owner.name,
	    "url", address(app, "/"),
	    "publisher", "@type", "Organization", "name", app->settings.name,
	    "url", address(app, "/"),
	    "mainEntityOfPage", web_page(app, head));
}

static void
add_step(json_t *steps, const struct app *app, const char *name,
    const char *path)
{
	json_array_append_new(steps, json_pack("{s:s, s:I, s:s, s:o}",
	    "@type", "ListItem", "position",
	    (json_int_t)json_array_size(steps) + 1, "name", name, "item",
	    address(app, path)));
}

/* The way to the page, which begins at the front page. */
static json_t *
breadcrumbs(const struct app *app, const struct crumbs *crumbs)
{
	json_t *steps = json_array();

	add_step(steps, app, app->settings.name, "/");
	for (size_t i = 0; i < crumbs->len; i++)
		add_step(steps, app, crumbs->at[i].name, crumbs->at[i].path);
	return json_pack("{s:s, s:o}", "@type", "BreadcrumbList",
	    "itemListElement", steps);
}

/* Outside of texts JSON has none of these, so each is part of a text and may
 * stand there by its number: "</script>" ends nothing. */
static int
add_harmless(const char *bytes, size_t len, void *context)
{
	struct buf *out = context;

	for (size_t i = 0; i < len; i++)
		if (bytes[i] == '<' || bytes[i] == '>' || bytes[i] == '&')
			buf_printf(out, "\\u%04x", (unsigned)bytes[i]);
		else
			buf_putc(out, bytes[i]);
	return 0;
}

static struct safe_html
element(struct arena *arena, const struct page_head *head, json_t *graph)
{
	json_t *json = json_pack("{s:s, s:o}", "@context",
	    "https://schema.org", "@graph", graph);
	BUF(out, ELEMENT_MAX);

	buf_puts(&out, "<script type=\"application/ld+json\">");
	if (json == NULL || json_dump_callback(json, add_harmless, &out,
	    JSON_COMPACT | JSON_ENSURE_ASCII) != 0)
		out.failed = true;
	buf_puts(&out, "</script>");
	json_decref(json);
	if (out.failed) {
		log_error("structured", "left_out=%s", head->path);
		return (struct safe_html){ 0 };
	}
	return (struct safe_html){ arena_strndup(arena, buf_text(&out),
	    out.len), out.len };
}

struct safe_html
structured_data(struct arena *arena, const struct app *app,
    const struct page_head *head)
{
	json_t *graph;

	if (head->guide == NULL && head->crumbs.len == 0)
		return (struct safe_html){ 0 };
	graph = json_array();
	if (head->guide != NULL)
		json_array_append_new(graph, article(arena, app, head));
	if (head->crumbs.len > 0)
		json_array_append_new(graph,
		    breadcrumbs(app, &head->crumbs));
	return element(arena, head, graph);
}
