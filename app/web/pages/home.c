#include "base/arena.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/cards.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

static const char cache_page[] = "public, max-age=300";

enum status
home_show(struct request *req, struct response *res)
{
	const struct settings *settings = &req->app->settings;
	struct page_head head = {
		.title = "Choose a backend with reasons you can check",
		.description = settings->tagline,
		.path = "/",
	};
	struct home_view view = {
		.page = page_frame(req, &head),
		.guides = guide_cards(req->arena, &req->app->guides),
		.reply_hours = settings->reply_hours,
		.slot_minutes = settings->availability.slot_minutes,
		.next_slot = "",
		.zone = "",
	};

	res->cache = cache_page;
	home_page(&res->body, &view);
	return OK;
}

static void
legal(struct request *req, struct response *res, const char *heading,
    const char *path, struct safe_html html)
{
	struct page_head head = {
		.title = heading,
		.description = heading,
		.path = path,
	};
	struct legal_view view = {
		.page = page_frame(req, &head),
		.heading = heading,
		.html = html,
	};

	res->cache = cache_page;
	legal_page(&res->body, &view);
}

enum status
privacy_show(struct request *req, struct response *res)
{
	legal(req, res, "Privacy", "/privacy", req->app->privacy);
	return OK;
}

enum status
imprint_show(struct request *req, struct response *res)
{
	legal(req, res, "Imprint", "/imprint", req->app->imprint);
	return OK;
}
