#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "domain/promise.h"
#include "store/notes.h"
#include "store/today.h"
#include "vault/leads.h"
#include "web/app.h"
#include "web/pages/desk_lead.h"
#include "web/pages/slot_list.h"
#include "web/pages/today.h"
#include "web/request.h"

enum { PROMISE_DAYS = 30, DAY_SECONDS = 86400 };

enum status
today_open_lead(struct request *req, int64_t id, struct lead_row *row)
{
	struct lead_body body;
	enum status st = vault_lead(&req->app->vault, req->arena, id, row,
	    &body);

	if (st == OK && row->unreadable)
		row->head = (struct lead_head){ "(cannot be read)", "", "" };
	return st;
}

/* "1 hour", "31 hours" */
static const char *
hours_text(struct request *req, int64_t hours)
{
	return arena_printf(req->arena, "%lld %s", (long long)hours,
	    hours == 1 ? "hour" : "hours");
}

/* "Waits for 31 hours: 7 hours late" */
static const char *
waits_text(struct request *req, const struct reply *reply)
{
	const int64_t hours = reply_hours(reply, req->now);
	const int promise = req->app->settings.reply_hours;
	const char *waits = hours == 0 ? "Came within the last hour" :
	    arena_printf(req->arena, "Waits for %s", hours_text(req, hours));

	if (!reply_is_late(reply, promise, req->now))
		return arena_printf(req->arena, "%s: %s left", waits,
		    hours_text(req, promise - hours));
	if (hours == promise)
		return arena_printf(req->arena, "%s: late since just now",
		    waits);
	return arena_printf(req->arena, "%s: %s late", waits,
	    hours_text(req, hours - promise));
}

static enum status
message_view(struct request *req, const struct today_message *message,
    struct today_message_view *view)
{
	const struct reply reply = { .came_at = message->created_at };
	struct lead_row row;
	enum status st = today_open_lead(req, message->id, &row);

	if (st != OK)
		return st;
	*view = (struct today_message_view){
		.lead_id = message->id,
		.name = row.head.name,
		.company = row.head.company,
		.came = label_moment(req->arena,
		    req->app->settings.availability.zone,
		    message->created_at),
		.waits = waits_text(req, &reply),
		.late = reply_is_late(&reply, req->app->settings.reply_hours,
		    req->now),
		.next = desk_follow_up_buttons(req, message->id,
		    row.head.name),
	};
	return OK;
}

/* When a message was answered: its first change or note. Both lists are in
 * order of id, and *next is how far the notes are looked through. */
static int64_t
answered_at(const struct today_message *message,
    const struct note_firsts *notes, size_t *next)
{
	int64_t at = message->changed_at;

	while (*next < notes->len && notes->at[*next].lead_id < message->id)
		++*next;
	if (*next < notes->len && notes->at[*next].lead_id == message->id &&
	    (at == 0 || notes->at[*next].at < at))
		at = notes->at[*next].at;
	return at;
}

static const char *
kept_text(struct request *req, const struct promise_kept *kept)
{
	const long long waiting = kept->waiting + kept->overdue;
	const long long all = kept->in_time + kept->late + waiting;

	if (all == 0)
		return "";
	return arena_printf(req->arena, "Messages of the last %d days: %lld. "
	    "Answered within %d hours: %lld; later: %lld; not yet: %lld.",
	    PROMISE_DAYS, all, req->app->settings.reply_hours,
	    (long long)kept->in_time, (long long)kept->late, waiting);
}

/* Sorts out the messages nobody answered, at first in the order they came. */
static void
sort_out(struct request *req, const struct today_messages *all,
    const struct note_firsts *notes, struct today_messages *waiting,
    struct promise_kept *kept)
{
	const int64_t since = req->now - PROMISE_DAYS * DAY_SECONDS;
	size_t next = 0;

	waiting->at = arena_array(req->arena, all->len, sizeof(*waiting->at));
	waiting->len = 0;
	for (size_t i = 0; i < all->len; i++) {
		const struct today_message *message = &all->at[i];
		const struct reply reply = { message->created_at,
			answered_at(message, notes, &next) };

		if (message->created_at >= since)
			promise_count(kept, &reply,
			    req->app->settings.reply_hours, req->now);
		if (message->open && reply.answered_at == 0)
			waiting->at[waiting->len++] = *message;
	}
}

enum status
today_find_messages(struct request *req, struct today_messages *waiting,
    struct today_view *view)
{
	struct promise_kept kept = { 0 };
	struct note_firsts notes = { 0 };
	struct today_messages all;
	enum status st = store_today_messages(req->app->store, req->arena,
	    req->now - PROMISE_DAYS * DAY_SECONDS, &all);

	if (st == OK && all.len > 0)
		st = office_notes_first(req->app->office, req->arena,
		    all.at[0].id, &notes);
	if (st != OK)
		return st;
	sort_out(req, &all, &notes, waiting, &kept);
	view->kept = kept_text(req, &kept);
	return OK;
}

enum status
today_fill_messages(struct request *req,
    const struct today_messages *waiting, struct today_view *view)
{
	const size_t len = waiting->len > TODAY_SHOWN ? TODAY_SHOWN :
	    waiting->len;
	struct today_message_view *at =
	    arena_array(req->arena, len, sizeof(*at));
	enum status st = OK;

	for (size_t i = 0; st == OK && i < len; i++)
		st = message_view(req, &waiting->at[i], &at[i]);
	view->messages.at = at;
	view->messages.len = len;
	view->messages.count = (int64_t)waiting->len;
	return st;
}
