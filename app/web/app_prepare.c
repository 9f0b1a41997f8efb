#include "web/app.h"

#include <malloc.h>

#include "base/arena.h"
#include "base/embedded.h"
#include "base/text.h"
#include "config/assessment_file.h"
#include "web/assets.h"
#include "web/picture.h"
#include "web/prepared.h"
#include "web/routes.h"

/* Results are made when somebody asks for them. */
static bool
is_result(const struct app *app, const char *path)
{
	static const char prefix[] = "/assessment/";
	struct answers answers;

	return text_starts(path, prefix) &&
	    assessment_code_parse(app->assessment, path + strlen(prefix),
	    &answers) == OK;
}

static enum status
prepare_public(struct app *app)
{
	static const char *const paths[] = { "/", "/guides",
		"/guides/sources", "/guides/disagreements", "/stacks",
		"/compare", "/assessment", "/assessment/proof", "/privacy",
		"/imprint", "/how-your-data-is-kept", "/feed.xml", "/sitemap.xml" };
	enum status st = OK;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]) && st == OK;
	    i++)
		st = prepared_add(app->prepared, app, paths[i]);
	for (size_t i = 0; i < app->guides.len && st == OK; i++)
		st = prepared_add(app->prepared, app,
		    arena_printf(app->arena, "/guides/%s",
			app->guides.at[i].slug));
	for (size_t i = 0; i < app->profiles.len && st == OK; i++)
		st = prepared_add(app->prepared, app,
		    app->profiles.at[i].href);
	for (size_t i = 0; i < app->comparisons.len && st == OK; i++)
		st = prepared_add(app->prepared, app,
		    app->comparisons.at[i].href);
	for (size_t i = 0; i < web_pictures_len && st == OK; i++)
		st = prepared_add(app->prepared, app,
		    arena_printf(app->arena, "/pictures/%s",
			web_pictures[i].name));
	/* It names the next free time. */
	if (st == OK)
		prepared_live(app->prepared, app, "/");
	prepared_later(app->prepared, app, is_result);
	return st;
}

enum { ASSETS = 4 };

/* What both listeners serve to everybody. */
static void
assets(const struct app *app, const char *paths[ASSETS])
{
	paths[0] = "/favicon.svg";
	paths[1] = "/robots.txt";
	paths[2] = app->css_path;
	paths[3] = app->js_path;
}

static enum status
prepare_assets(struct app *app)
{
	const char *paths[ASSETS];
	enum status st = OK;

	assets(app, paths);
	for (size_t i = 0; i < ASSETS && st == OK; i++)
		st = prepared_add(app->prepared, app, paths[i]);
	return st;
}

/* The desk has few users and much to do at the start. */
static bool
is_asset(const struct app *app, const char *path)
{
	const char *paths[ASSETS];
	bool is = false;

	assets(app, paths);
	for (size_t i = 0; i < ASSETS; i++)
		is |= strcmp(path, paths[i]) == 0;
	return is;
}

enum status
app_prepare(struct app *app)
{
	enum status st;

	if (!routes_are_complete())
		return FAILED;
	app->prepared = prepared_new();
	if (app->role != ROLE_PUBLIC) {
		prepared_later(app->prepared, app, is_asset);
		return OK;
	}
	if ((st = prepare_public(app)) == OK)
		st = prepare_assets(app);
	/* The compressors' work space is not needed again. */
	(void)malloc_trim(0);
	return st;
}
