#include "base/arena.h"
#include "base/util.h"
#include "web/app.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"
#include "web/routes.h"
#include "web/xml.h"

/*
 * The site map (sitemaps.org): every page that is there to be found, none
 * that leads elsewhere or says noindex, such as a result of the assessment.
 *
 * lastmod is the last day on which somebody changed or checked what the page
 * says: a guide's date of update, or the newest check among the claims behind
 * a profile or register. Pages without such a day, as forms, have none. Days
 * ("2026-11-21") sort as texts.
 */
struct map {
	struct buf *out;
	const char *site;
};

static void
put(const struct map *map, const char *path, const char *lastmod)
{
	buf_puts(map->out, "<url><loc>");
	xml_text(map->out, map->site);
	xml_text(map->out, path);
	buf_puts(map->out, "</loc>");
	if (*lastmod != '\0')
		buf_printf(map->out, "<lastmod>%s</lastmod>", lastmod);
	buf_puts(map->out, "</url>\n");
}

static const char *
later(const char *a, const char *b)
{
	return strcmp(a, b) < 0 ? b : a;
}

static const char *
last_check_of_all(const struct claim_register *claims)
{
	const char *day = "";

	for (size_t i = 0; i < claims->claims.len; i++)
		day = later(day, claims->claims.at[i].checked);
	return day;
}

static const char *
last_check(const struct profile *profile)
{
	const char *day = "";

	for (size_t r = 0; r < PROFILE_ROWS; r++) {
		const struct statements *row = &profile->rows[r].statements;

		for (size_t s = 0; s < row->len; s++)
			for (size_t c = 0; c < row->at[s].claims.len; c++)
				day = later(day,
				    row->at[s].claims.at[c]->checked);
	}
	return day;
}

static void
put_guides(const struct map *map, const struct app *app)
{
	const char *facts = last_check_of_all(&app->claims);
	ARENA(arena);

	put(map, "/", guides_updated(&app->guides));
	put(map, "/guides", guides_updated(&app->guides));
	for (size_t i = 0; i < app->guides.len; i++)
		put(map, arena_printf(arena, "/guides/%s",
		    app->guides.at[i].slug), app->guides.at[i].updated);
	put(map, "/guides/sources", facts);
	put(map, "/guides/disagreements", facts);
}

static void
put_profiles(const struct map *map, const struct profiles *profiles)
{
	const char *day = "";

	for (size_t i = 0; i < profiles->len; i++)
		day = later(day, last_check(&profiles->at[i]));
	put(map, "/stacks", day);
	for (size_t i = 0; i < profiles->len; i++)
		put(map, profiles->at[i].href, last_check(&profiles->at[i]));
	put(map, "/compare", day);
}

static void
put_comparisons(const struct map *map, const struct comparisons *comparisons)
{
	for (size_t i = 0; i < comparisons->len; i++) {
		const struct comparison *pair = &comparisons->at[i];

		put(map, pair->href,
		    later(last_check(pair->a), last_check(pair->b)));
	}
}

static bool
is_page(const char *path)
{
	for (size_t i = 0; i < routes_len; i++)
		if (routes[i].method == GET && routes[i].gate == PUBLIC &&
		    strcmp(routes[i].path, path) == 0)
			return true;
	return false;
}

static void
put_others(const struct map *map)
{
	static const char *const paths[] = { "/assessment",
		"/assessment/proof", "/book", "/contact", "/privacy",
		"/imprint", "/how-your-data-is-kept" };

	for (size_t i = 0; i < countof(paths); i++)
		if (is_page(paths[i]))
			put(map, paths[i], "");
}

enum status
sitemap_show(struct request *req, struct response *res)
{
	const struct app *app = req->app;
	struct map map = { &res->body, app->public_url };

	res->content_type = "application/xml; charset=utf-8";
	res->cache = "public, max-age=300";
	buf_puts(map.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
	    "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
	put_guides(&map, app);
	put_profiles(&map, &app->profiles);
	put_comparisons(&map, &app->comparisons);
	put_others(&map);
	buf_puts(map.out, "</urlset>\n");
	return OK;
}
