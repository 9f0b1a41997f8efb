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
