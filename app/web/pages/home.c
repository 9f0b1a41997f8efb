#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "views_gen.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/cards.h"
#include "web/pages/pages.h"
#include "web/pages/slot_list.h"
#include "web/request.h"
#include "web/response.h"

static const char cache_page[] = "public, max-age=300";

/* As long as the page itself is kept. */
static const char cache_home[] = "public, max-age=60";

/* The next free time by the owner's clock. Without one the page still has a
 * way to the list, so a store that does not answer is no reason to refuse it;
 * while pages are prepared it is not open yet. */
static void
find_next(struct request *req, struct home_view *view)
{
	struct slot_list list = {
		.zone = req->app->settings.availability.zone };
	int64_t at;

	if (view->closed || req->app->store == NULL ||
	    slot_list_find(req, &list) != OK)
		return;
	view->full = list.free_slots.len == 0;
	if (view->full)
		return;
	at = list.free_slots.at[0].starts_at;
	view->next_day = label_day(req->arena, list.zone, at);
	view->next_time = label_time(req->arena, list.zone, at);
	view->zone = zone_name(list.zone);
}

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
		.next_day = "",
		.next_time = "",
		.zone = "",
		.closed = !settings->capacity.open,
	};

	find_next(req, &view);
	res->cache = cache_home;
	home_page(&res->body, &view);
	return OK;
}

static void
legal(struct request *req, struct response *res, const struct page_head *head,
    struct safe_html html, bool privacy)
{
	struct legal_view view = {
		.page = page_frame(req, head),
		.heading = head->title,
		.html = html,
		.privacy = privacy,
	};

	res->cache = cache_page;
	legal_page(&res->body, &view);
}

enum status
privacy_show(struct request *req, struct response *res)
{
	legal(req, res, &(struct page_head){
		.title = "Privacy",
		.description = "What this site stores about you and for how "
		    "long, who reads it, and how you have it corrected or "
		    "erased.",
		.path = "/privacy",
	}, req->app->privacy, true);
	return OK;
}

enum status
imprint_show(struct request *req, struct response *res)
{
	legal(req, res, &(struct page_head){
		.title = "Imprint",
		.description = "Who runs this site, where to write to them, "
		    "and who answers for what it says.",
		.path = "/imprint",
	}, req->app->imprint, false);
	return OK;
}
