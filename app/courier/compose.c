#include "courier/compose.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "base/util.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "config/settings.h"
#include "courier/day_count.h"
#include "courier/letter_view.h"
#include "letters_gen.h"
#include "store/mail_facts.h"
#include "store/outbox.h"

enum { PART_MAX = 1 << 20 }; /* bytes of a part */

/* A mail in the making. */
struct draft {
	struct arena *arena;
	const struct compose *with;
	const struct outbox_row *row;
	const struct letter *letter;
	const struct zone *owner_zone;
	const struct zone *zone; /* the visitor's */
	struct mail_booking booking;
	struct letter_view view;
	struct mail *mail;
};

/* What each kind is made of. subject is followed by day and time where it is
 * about a call. */
static const struct {
	void (*text)(struct buf *out, const struct letter_view *view);
	void (*html)(struct buf *out, const struct letter_view *view);
	const char *subject;
	const char *event;
	bool active;  /* of no use once the call is cancelled */
	bool invites; /* carries a calendar file */
} forms[LETTER_KIND_COUNT] = {
	[LETTER_CONFIRMED] = { confirmed_text, confirmed_html,
		"Your call: ", "", true, true },
	[LETTER_MOVED] = { moved_text, moved_html,
		"New time for your call: ", "", true, true },
	[LETTER_CANCELLED] = { cancelled_text, cancelled_html,
		"Cancelled: your call, ", "", false, true },
	[LETTER_REMINDER_DAY] = { reminder_text, reminder_html,
		"Reminder: your call, ", "", true, false },
	[LETTER_REMINDER_HOUR] = { reminder_text, reminder_html,
		"Reminder: your call, ", "", true, false },
	[LETTER_RECEIVED] = { received_text, received_html,
		"We have your message", "", false, false },
	[LETTER_OWNER_BOOKED] = { owner_call_text, owner_call_html,
		"A call is booked: ", "Somebody has booked a call:", true,
		true },
	[LETTER_OWNER_REQUESTED] = { owner_call_text, owner_call_html,
		"A request waits for you: ", "Somebody asks for a call. The "
		"form looked as if a program had filled it in, so it waits for "
		"you, and the slot is kept for a day:", true, false },
	[LETTER_OWNER_MOVED] = { owner_call_text, owner_call_html,
		"A call is moved: ", "Your visitor has moved a call. It is "
		"now:", true, true },
	[LETTER_OWNER_CANCELLED] = { owner_call_text, owner_call_html,
		"A call is cancelled: ", "Your visitor has cancelled this "
		"call. The time is free again:", false, true },
	[LETTER_OWNER_MESSAGE] = { owner_message_text, owner_message_html,
		"Somebody has written to you", "A message has come through "
		"the site.", false, false },
	[LETTER_OWNER_DIGEST] = { digest_text, digest_html, "Today: ", "",
		false, false },
	[LETTER_TEST] = { test_text, test_html, "A test mail", "", false,
		false },
};

static bool
is_about_a_call(const struct draft *draft)
{
	return draft->row->booking_id != 0;
}

/* ---- facts ---- */

static const struct zone *
zone_or(const char *name, const struct zone *other)
{
	const struct zone *zone = zone_find(name);

	return zone == NULL ? other : zone;
}

/* Whether a mail about a call is still of use. */
static enum status
judge_call(const struct draft *draft, const char **why)
{
	const enum letter_kind kind = draft->mail->kind;
	const struct mail_booking *booking = &draft->booking;
	bool reminder = kind == LETTER_REMINDER_DAY ||
	    kind == LETTER_REMINDER_HOUR;

	/* An erasure cancels a call that is ahead, and tells the owner. */
	if (booking->lead_id == 0 && kind != LETTER_OWNER_CANCELLED)
		*why = "the call is erased";
	else if (forms[kind].active && booking->state == BOOKING_CANCELLED)
		*why = "the call is cancelled";
	else if (reminder && letter_reminder_is_late(kind,
	    booking->slot.starts_at, draft->with->now))
		*why = "too late for a reminder";
	else
		return OK;
	return DENIED;
}

static enum status
look_up_call(struct draft *draft, const char **why)
{
	enum status st = store_mail_booking(draft->with->store, draft->arena,
	    draft->row->booking_id, &draft->booking);

	if (st == NOT_FOUND) {
		*why = "the call is erased";
		return DENIED;
	}
	if (st != OK)
		return st;
	draft->zone = zone_or(draft->booking.zone, draft->owner_zone);
	return judge_call(draft, why);
}

static const char *
wish(const struct draft *draft, const struct zone *zone, int64_t at)
{
	return at == 0 ? "" : arena_printf(draft->arena, "%s (%s)",
	    label_moment(draft->arena, zone, at), zone_name(zone));
}

static enum status
look_up_message(struct draft *draft)
{
	struct mail_lead lead;
	const struct zone *zone;
	enum status st = store_mail_lead(draft->with->store, draft->arena,
	    draft->row->lead_id, &lead);

	if (st != OK)
		return st;
	zone = letter_is_for_owner(draft->mail->kind) ? draft->owner_zone :
	    zone_or(lead.zone, draft->owner_zone);
	draft->view.wish1 = wish(draft, zone, lead.wishes[0]);
	draft->view.wish2 = wish(draft, zone, lead.wishes[1]);
	if (lead.doubtful)
		draft->view.event = "A message has come through the site. It "
		    "looks as if a program had sent it, so it waits for you to "
		    "look at it.";
	return OK;
}

/* ---- the digest ---- */

static enum status
look_up_digest(struct draft *draft, const char **why)
{
	const struct compose *with = draft->with;
	int64_t then = draft->row->due_at;
	enum status st;

	if (zone_day(draft->owner_zone, then) !=
	    zone_day(draft->owner_zone, with->now)) {
		*why = "that day is over";
		return DENIED;
	}
	st = day_count(draft->arena, with->store, draft->owner_zone, then,
	    &draft->view.digest);
	if (st != OK)
		return st;
	draft->view.when = label_day(draft->arena, draft->owner_zone, then);
	*why = "nothing is due any more";
	return *draft->view.digest == '\0' ? DENIED : OK;
}

/* ---- the view ---- */

/* A page of the desk, or "" where its address is none of the web. */
static const char *
desk_link(const struct draft *draft)
{
	const char *url = draft->with->admin_url;

	if (!text_starts(url, "http"))
		return "";
	if (draft->row->lead_id == 0)
		return arena_printf(draft->arena, "%s/admin", url);
	return arena_printf(draft->arena, "%s/admin/leads/%lld", url,
	    (long long)draft->row->lead_id);
}

static void
fill_call(struct draft *draft)
{
	const struct slot *slot = &draft->booking.slot;
	struct letter_view *view = &draft->view;
	bool owner = letter_is_for_owner(draft->mail->kind);

	view->when = label_slot(draft->arena,
	    owner ? draft->owner_zone : draft->zone, slot->starts_at,
	    slot->ends_at);
	if (!owner && draft->zone != draft->owner_zone)
		view->owner_when = label_slot(draft->arena, draft->owner_zone,
		    slot->starts_at, slot->ends_at);
	if (owner && draft->booking.lead_id == 0) {
		view->event = "Your visitor has cancelled this call and "
		    "erased what they had written. The time is free again:";
		view->desk = "";
	}
	if (*draft->letter->token != '\0')
		view->link = arena_printf(draft->arena, "%s/booking/%s",
		    draft->with->public_url, draft->letter->token);
	if (*draft->booking.result != '\0')
		view->result_link = arena_printf(draft->arena,
		    "%s/assessment/%s", draft->with->public_url,
		    draft->booking.result);
}

static void
fill_view(struct draft *draft)
{
	const struct settings *settings = draft->with->settings;
	const struct lead_own *of = &draft->letter->of;

	draft->view = (struct letter_view){
		.foot = { settings->name, draft->with->public_url },
		.greeting = letter_may_greet(of->head.name) ?
		    arena_printf(draft->arena, "Hello %s,", of->head.name) :
		    "Hello,",
		.owner = settings->owner.name,
		.when = "", .owner_when = "", .link = "", .result_link = "",
		.wish1 = "", .wish2 = "", .digest = "",
		.event = forms[draft->mail->kind].event,
		.book = arena_printf(draft->arena, "%s/book",
		    draft->with->public_url),
		.desk = letter_is_for_owner(draft->mail->kind) ?
		    desk_link(draft) : "",
		.person = { of->head.name, of->head.email, of->head.company,
		    of->body.message },
		.reply_hours = settings->reply_hours,
	};
}

static const char *
subject_of(const struct draft *draft)
{
	const char *start = forms[draft->mail->kind].subject;
	const struct zone *zone = letter_is_for_owner(draft->mail->kind) ?
	    draft->owner_zone : draft->zone;
	int64_t at = draft->booking.slot.starts_at;

	if (draft->mail->kind == LETTER_OWNER_DIGEST)
		return arena_printf(draft->arena, "%s%s", start,
		    draft->view.digest);
	if (!is_about_a_call(draft))
		return start;
	return arena_printf(draft->arena, "%s%s, %s", start,
	    label_day(draft->arena, zone, at),
	    label_time(draft->arena, zone, at));
}

/* "Your call" of "Your call: Monday 9 November 2026, 15:45". */
static const char *
heading_of(const struct draft *draft)
{
	const char *start = forms[draft->mail->kind].subject;

	return !is_about_a_call(draft) ? draft->mail->subject :
	    arena_strndup(draft->arena, start, strlen(start) - strlen(": "));
}

/* ---- the calendar file ---- */

static const char *
event_text(const struct draft *draft)
{
	const struct letter_view *view = &draft->view;

	if (draft->booking.state == BOOKING_CANCELLED)
		return arena_printf(draft->arena, "%s\n\nThis call is "
		    "cancelled.", view->when);
	if (*view->link == '\0')
		return view->when;
	return arena_printf(draft->arena, "%s\n\nMove it, cancel it or see "
	    "what we hold about you:\n%s\nWhoever has this address can do the "
	    "same, so treat it like a key.", view->when, view->link);
}

/* The owner's file names the visitor only where his mails do. */
static void
write_event(struct draft *draft)
{
	const struct settings *settings = draft->with->settings;
	const struct mail_booking *booking = &draft->booking;
	const struct lead_head *head = &draft->letter->of.head;
	bool owner = letter_is_for_owner(draft->mail->kind);
	struct ics_event event = {
		.uid = arena_printf(draft->arena, "%s@fourways",
		    booking->uid),
		.sequence = (int)booking->sequence,
		.starts_at = booking->slot.starts_at,
		.ends_at = booking->slot.ends_at,
		.stamp_at = draft->with->now,
		.summary = owner ? "Discovery call" :
		    arena_printf(draft->arena, "Discovery call with %s",
			settings->owner.name),
		.description = event_text(draft),
		.location = "",
		.url = owner ? draft->view.desk : draft->view.link,
		.organizer = { settings->owner.name, settings->owner.email },
		.attendee = { head->name, head->email },
		.alarms = true,
	};
	BUF(out, PART_MAX);

	event.method = booking->state == BOOKING_CANCELLED ? ICS_CANCEL :
	    owner || *head->email == '\0' ? ICS_PUBLISH : ICS_REQUEST;
	if (event.method == ICS_PUBLISH)
		event.attendee = (struct ics_person){ "", "" };
	ics_write(&event, &out);
	draft->mail->method = event.method;
	draft->mail->ics = arena_strndup(draft->arena, buf_text(&out),
	    out.len);
	draft->mail->ics_len = out.len;
}

/* ---- the mail ---- */

static enum status
look_up(struct draft *draft, const char **why)
{
	if (is_about_a_call(draft))
		return look_up_call(draft, why);
	if (draft->row->lead_id != 0)
		return look_up_message(draft);
	if (draft->mail->kind == LETTER_OWNER_DIGEST)
		return look_up_digest(draft, why);
	return OK;
}

static void
address(struct draft *draft)
{
	const struct settings *settings = draft->with->settings;
	const struct lead_head *head = &draft->letter->of.head;
	bool owner = letter_is_for_owner(draft->mail->kind);

	draft->mail->to_name = owner ? settings->owner.name : head->name;
	draft->mail->to_email = owner ? settings->owner.email : head->email;
}

static void
write_parts(struct draft *draft)
{
	const enum letter_kind kind = draft->mail->kind;
	BUF(text, PART_MAX);
	BUF(html, PART_MAX);

	forms[kind].text(&text, &draft->view);
	forms[kind].html(&html, &draft->view);
	draft->mail->text = arena_strdup(draft->arena, buf_text(&text));
	draft->mail->html = arena_strdup(draft->arena, buf_text(&html));
}

enum status
compose_mail(struct arena *arena, const struct compose *with,
    const struct outbox_row *row, const struct letter *letter,
    struct mail *mail, const char **why)
{
	struct draft draft = { arena, with, row, letter,
		.owner_zone = with->settings->availability.zone,
		.zone = with->settings->availability.zone, .mail = mail };
	enum status st;

	*mail = (struct mail){ .uuid = row->uuid };
	*why = "its kind is not known";
	if (letter_find(row->kind, &mail->kind) != OK)
		return DENIED;
	fill_view(&draft);
	if ((st = look_up(&draft, why)) != OK)
		return st;
	address(&draft);
	if (is_about_a_call(&draft))
		fill_call(&draft);
	mail->subject = subject_of(&draft);
	draft.view.head.title = mail->subject;
	draft.view.head.heading = heading_of(&draft);
	if (is_about_a_call(&draft) && forms[mail->kind].invites)
		write_event(&draft);
	write_parts(&draft);
	return OK;
}
