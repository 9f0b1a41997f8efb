/*
 * One line for programs that watch the site: is it well? Everybody may ask, so
 * it tells the version, a number of minutes and a word about the disk, and
 * nothing of what is stored.
 */
#include "store/outbox.h"
#include "web/app.h"
#include "web/counts.h"
#include "web/health.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

/* Seconds after which what waits is no longer well. */
enum { OUTBOX_AGE_MAX = 3600 };

/* How long the oldest of a channel has been due; 0 for none, and where nothing
 * is to leave at all. */
static int64_t
waits(const struct request *req, enum outbox_channel channel)
{
	const struct app *app = req->app;
	const bool leaves = channel == OUTBOX_MAIL ? app_sends_mail(app) :
	    *app->settings.webhook.url != '\0';
	const int64_t due_at = app->health.oldest[channel];

	return leaves && due_at != 0 && req->now > due_at ?
	    req->now - due_at : 0;
}

static void
not_ok(struct response *res)
{
	res->code = 503;
	res->retry_after = 60;
	buf_puts(&res->body, "not ok " FOURWAYS_VERSION ": ");
}

static void
say_disk(struct response *res, enum disk disk)
{
	not_ok(res);
	buf_printf(&res->body, "nothing can be stored; %s\n",
	    disk == DISK_FULL ? "the disk is full" : disk == DISK_READ_ONLY ?
	    "the disk is read-only" : "the log says why");
}

static void
say_outbox(const struct request *req, struct response *res, const char *what,
    int64_t seconds)
{
	not_ok(res);
	buf_printf(&res->body, "the oldest %s that has not left was due %lld "
	    "minutes ago%s\n", what, (long long)seconds / 60,
	    req->app->role == ROLE_ADMIN ? "; /admin/outbox says why" : "");
}

enum status
health_show(struct request *req, struct response *res)
{
	const struct health *health = &req->app->health;
	enum status st = health_look(req->app, req->now);
	int64_t mail;
	int64_t hooks;

	if (st != OK)
		return st;
	mail = waits(req, OUTBOX_MAIL);
	hooks = waits(req, OUTBOX_HOOK);
	res->content_type = "text/plain; charset=utf-8";
	if (counts_wait_for_disk(req->app) || health->disk >= DISK_FULL)
		say_disk(res, health->disk);
	else if (mail > OUTBOX_AGE_MAX)
		say_outbox(req, res, "mail", mail);
	else if (hooks > OUTBOX_AGE_MAX)
		say_outbox(req, res, "webhook", hooks);
	else
		buf_printf(&res->body, "ok %s outbox=%lldm disk=%s\n",
		    FOURWAYS_VERSION,
		    (long long)(mail > hooks ? mail : hooks) / 60,
		    disk_name(health->disk));
	return OK;
}
