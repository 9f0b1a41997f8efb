#include "web/pages/news.h"

#include "web/app.h"
#include "web/pages/news_hook.h"
#include "web/request.h"

static struct news_writer
writer_of(struct request *req)
{
	struct app *app = req->app;

	return (struct news_writer){ app->mail_sealer, &app->uuids,
		app->settings.mail.owner_full };
}

enum status
news_make(struct request *req, const struct news *news,
    struct outbox_list *list)
{
	const struct news_writer writer = writer_of(req);
	enum status st = news_letters(&writer, req->arena, news, req->now,
	    NEWS_HOOKS_MAX, list);

	return st == OK ? news_hook_add(req, news, list) : st;
}

enum status
news_letter(struct request *req, enum letter_kind kind,
    const struct lead_own *of, struct outbox_new *message)
{
	const struct news_writer writer = writer_of(req);

	return news_letter_alone(&writer, req->arena, kind, of, req->now,
	    message);
}
