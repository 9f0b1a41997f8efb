#include "web/pages/outbox_row.h"

#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/hook.h"
#include "domain/letter.h"
#include "domain/retry.h"
#include "web/app.h"
#include "web/pages/slot_list.h"
#include "web/request.h"

static const char *
what_of(struct request *req, const struct outbox_row *row)
{
	enum letter_kind kind;

	if (row->channel == OUTBOX_HOOK)
		return arena_printf(req->arena, "Webhook %s", row->kind);
	return letter_find(row->kind, &kind) == OK ? letter_label(kind) :
	    row->kind;
}

static const char *
state_of(const struct outbox_row *row)
{
	switch (row->state) {
	case OUTBOX_SENT:
		return "Sent";
	case OUTBOX_DEAD:
		return "Given up";
	case OUTBOX_CANCELLED:
		return "Not needed";
	case OUTBOX_WAITING:
		break;
	}
	return row->tries > 0 ? "Not sent" : "Waiting";
}

static const char *
moment(struct request *req, int64_t at)
{
	return label_moment(req->arena,
	    req->app->settings.availability.zone, at);
}

/* The time alone where it is within half a day. */
static const char *
soon(struct request *req, int64_t at)
{
	const struct zone *zone = req->app->settings.availability.zone;

	return at < req->now + 12 * 3600 ? label_time(req->arena, zone, at) :
	    moment(req, at);
}

static const char *
waiting_detail(struct request *req, const struct outbox_row *row)
{
	if (row->tries > 0)
		return arena_printf(req->arena, "%s, try %lld of %d, next %s",
		    *row->last_reason == '\0' ? "cut off" : row->last_reason,
		    (long long)row->tries, RETRY_TRIES,
		    soon(req, row->next_try_at));
	if (*row->last_reason != '\0')
		return row->last_reason;
	return row->next_try_at <= req->now ? "leaves in a moment" :
	    arena_printf(req->arena, "leaves %s",
		moment(req, row->next_try_at));
}

static const char *
detail_of(struct request *req, const struct outbox_row *row)
{
	switch (row->state) {
	case OUTBOX_WAITING:
		return waiting_detail(req, row);
	case OUTBOX_DEAD:
		return *row->last_reason == '\0' ? "it waited for a week" :
		    arena_printf(req->arena, "%s, after %lld of %d tries",
			row->last_reason, (long long)row->tries, RETRY_TRIES);
	case OUTBOX_CANCELLED:
		return row->last_reason;
	case OUTBOX_SENT:
		break;
	}
	return "";
}

bool
outbox_row_is_made_again(const struct outbox_row *row)
{
	enum letter_kind kind;
	enum hook_kind hook;

	if (row->channel == OUTBOX_HOOK)
		return row->lead_id != 0 && hook_find(row->kind, &hook) == OK;
	return row->lead_id != 0 && letter_find(row->kind, &kind) == OK &&
	    kind != LETTER_REMINDER_DAY && kind != LETTER_REMINDER_HOUR;
}

static const char *
again_of(const struct outbox_row *row)
{
	if (row->state == OUTBOX_DEAD && row->has_body)
		return "Try again";
	if (row->state == OUTBOX_WAITING)
		return row->tries > 0 ? "Try now" : "";
	return row->state == OUTBOX_SENT && outbox_row_is_made_again(row) ?
	    "Send again" : "";
}

struct outbox_row_view
outbox_row_view(struct request *req, const struct outbox_row *row)
{
	int64_t at = row->state == OUTBOX_SENT ? row->sent_at : row->due_at;
	char iso[INSTANT_TEXT_SIZE];
	struct outbox_row_view view = {
		.id = row->id,
		.what = what_of(req, row),
		.state = state_of(row),
		.detail = detail_of(req, row),
		.subject = "",
		.href = "",
		.when = moment(req, at),
		.alarm = row->state == OUTBOX_DEAD,
		.again = again_of(row),
	};

	instant_format(at, iso);
	view.when_iso = arena_strdup(req->arena, iso);
	if (row->lead_id != 0) {
		view.subject = arena_printf(req->arena, "lead %lld",
		    (long long)row->lead_id);
		view.href = arena_printf(req->arena, "/admin/leads/%lld",
		    (long long)row->lead_id);
	}
	return view;
}

/* ---- elsewhere on the desk ---- */

const char *
outbox_row_line(struct request *req, const struct outbox_row *row)
{
	static const char *const states[] = {
		[OUTBOX_WAITING] = "waiting",
		[OUTBOX_DEAD] = "given up",
		[OUTBOX_CANCELLED] = "not needed",
	};
	const char *what = arena_printf(req->arena, "%s%s",
	    row->channel == OUTBOX_MAIL ? "Mail: " : "", what_of(req, row));

	if (row->state == OUTBOX_SENT)
		return arena_printf(req->arena, "%s – sent %s", what,
		    label_time(req->arena,
		    req->app->settings.availability.zone, row->sent_at));
	return arena_printf(req->arena, "%s – %s: %s", what,
	    states[row->state], detail_of(req, row));
}

/* The time alone where it is today's. */
static const char *
since(struct request *req, int64_t at)
{
	const struct zone *zone = req->app->settings.availability.zone;
	int64_t from;
	int64_t to;

	owner_day(zone, req->now, &from, &to);
	return at >= from && at < to ? label_time(req->arena, zone, at) :
	    moment(req, at);
}

enum status
outbox_unsent_text(struct request *req, const char **text)
{
	/* Without a server mail waits for one, and the outbox says so. */
	const bool mail = req->app->demo ||
	    *req->app->settings.smtp.host != '\0';
	struct outbox_unsent unsent;
	bool one;
	enum status st = store_outbox_unsent(req->app->store, req->arena,
	    mail, req->now, &unsent);

	*text = "";
	if (st != OK || unsent.count == 0)
		return st;
	one = unsent.count == 1;
	*text = arena_printf(req->arena, "%lld %s%s %s not gone out; %s "
	    "%s%s%s.", (long long)unsent.count,
	    unsent.hooks > 0 ? "message" : "mail", one ? "" : "s",
	    one ? "has" : "have", one ? "due since" : "the oldest since",
	    since(req, unsent.due_at), *unsent.reason == '\0' ? "" : ": ",
	    unsent.reason);
	return OK;
}
