#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "store/booking_list.h"
#include "store/lead_changes.h"
#include "store/office.h"
#include "store/outbox.h"
#include "store/taken.h"
#include "vault/notes.h"
#include "web/app.h"
#include "web/pages/admin_lead.h"
#include "web/pages/desk.h"
#include "web/pages/desk_lead.h"
#include "web/pages/outbox_row.h"
#include "web/request.h"

enum { READS_SHOWN = 5 };

/* Something that happened, to be put in order. */
struct event {
	int64_t at;
	struct lead_event_view view;
};

/* All of a lead; room for each is made beforehand. */
struct events {
	struct event *at;
	size_t len;
};

static const struct zone *
owner_zone(const struct request *req)
{
	return req->app->settings.availability.zone;
}

static const char *
iso(struct request *req, int64_t at)
{
	char text[INSTANT_TEXT_SIZE];

	instant_format(at, text);
	return arena_strdup(req->arena, text);
}

/* Puts an event behind those that are no later: most come in order. */
static void
add(struct request *req, struct events *events, int64_t at,
    const struct lead_event_view *view)
{
	size_t place = events->len++;

	for (; place > 0 && events->at[place - 1].at > at; place--)
		events->at[place] = events->at[place - 1];
	events->at[place] = (struct event){ at, *view };
	events->at[place].view.when =
	    label_moment(req->arena, owner_zone(req), at);
	events->at[place].view.when_iso = iso(req, at);
	events->at[place].view.ahead = at > req->now;
}

/* ---- who ---- */

static const char *
admin_label(struct request *req, int64_t id)
{
	struct admin admin;

	if (id == 0)
		return "the command line";
	if (office_admin_by_id(req->app->office, req->arena, id, &admin) == OK)
		return admin.email;
	return arena_printf(req->arena, "admin %lld", (long long)id);
}

/* ---- what was changed ---- */

static const char *
stage_label(const char *id)
{
	enum lead_stage stage;

	return lead_stage_find(id, &stage) == OK ? lead_stage_label(stage) :
	    id;
}

static const char *
day_label(struct request *req, const char *text)
{
	int64_t day;

	return follow_up_read(text, &day) == OK && day != 0 ?
	    desk_day_label(req, day) : "none";
}

static const char *
change_text(struct request *req, const struct lead_change *change)
{
	switch (change->kind) {
	case LEAD_CHANGE_STAGE:
		return arena_printf(req->arena, "Moved from %s to %s",
		    stage_label(change->before), stage_label(change->after));
	case LEAD_CHANGE_FOLLOW_UP:
		return arena_printf(req->arena, "Next date: %s",
		    day_label(req, change->after));
	case LEAD_CHANGE_RECOMMENDED:
	case LEAD_CHANGE_KIND_COUNT:
		break;
	}
	return arena_printf(req->arena, "Recommended: %s",
	    *change->after == '\0' ? "nothing any more" :
	    desk_stacks_label(req, change->after));
}

/* ---- calls: those that have begun, and those to come ---- */

static void
fill_calls(struct request *req, const struct booking_entries *calls,
    struct admin_lead_view *view)
{
	struct lead_call_view *begun =
	    arena_array(req->arena, calls->len, sizeof(*begun));
	struct lead_call_view *ahead =
	    arena_array(req->arena, calls->len, sizeof(*ahead));

	view->calls.at = begun;
	view->ahead.at = ahead;
	for (size_t i = 0; i < calls->len; i++) {
		const struct booking_entry *call = &calls->at[i];
		const struct lead_call_view shown = {
			.id = call->id,
			.when = desk_when(req, &call->slot),
			.held = call->state == BOOKING_HELD,
			.missed = call->state == BOOKING_MISSED,
		};

		if (call->state == BOOKING_CANCELLED)
			continue;
		if (call->slot.starts_at <= req->now)
			begun[view->calls.len++] = shown;
		else
			ahead[view->ahead.len++] = shown;
	}
}

/* ---- the history ---- */

static const char *
call_text(struct request *req, const struct booking_entry *call)
{
	return arena_printf(req->arena, "Call, %s: %s%s",
	    label_span(req->arena, owner_zone(req), call->slot.starts_at,
		call->slot.ends_at), desk_booking_state(req, call),
	    call->overlaps ? ", put over something else by hand" : "");
}

/* When a message left or is due; when it was queued, of one that was given up
 * or not needed before it was due. */
static int64_t
message_at(const struct request *req, const struct outbox_row *message)
{
	if (message->state == OUTBOX_SENT)
		return message->sent_at;
	return message->state == OUTBOX_WAITING ||
	    message->due_at <= req->now ? message->due_at :
	    message->created_at;
}

static void
add_messages(struct request *req, const struct outbox_rows *messages,
    struct events *events)
{
	for (size_t i = 0; i < messages->len; i++) {
		const struct outbox_row *message = &messages->at[i];

		add(req, events, message_at(req, message),
		    &(struct lead_event_view){
			.what = outbox_row_line(req, message), .who = "",
			.text = "",
			.href = arena_printf(req->arena, "/admin/outbox/%lld",
			    (long long)message->id) });
	}
}

static void
add_all(struct request *req, const struct lead_row *row,
    const struct lead_changes *changes, const struct vault_notes *notes,
    const struct booking_entries *calls, struct events *events)
{
	add(req, events, row->created_at, &(struct lead_event_view){
		.what = row->kind == LEAD_BOOKING ? "Booked a call" :
		    "Sent the message", .who = "", .text = "", .href = "" });
	for (size_t i = 0; i < changes->len; i++)
		add(req, events, changes->at[i].at, &(struct lead_event_view){
			.what = change_text(req, &changes->at[i]),
			.who = admin_label(req, changes->at[i].admin_id),
			.text = "", .href = "" });
	for (size_t i = 0; i < notes->len; i++)
		add(req, events, notes->at[i].created_at,
		    &(struct lead_event_view){ .what = "Note",
			.who = admin_label(req, notes->at[i].admin_id),
			.text = notes->at[i].unreadable ?
			    "(cannot be read)" : notes->at[i].text,
			.href = "" });
	for (size_t i = 0; i < calls->len; i++)
		add(req, events, calls->at[i].slot.starts_at,
		    &(struct lead_event_view){
			.what = call_text(req, &calls->at[i]), .who = "",
			.text = "", .href = "" });
}

enum status
lead_history_fill(struct request *req, const struct lead_row *row,
    struct admin_lead_view *view)
{
	struct store *store = req->app->store;
	struct lead_event_view *at;
	struct booking_entries calls;
	struct lead_changes changes;
	struct outbox_rows messages;
	struct vault_notes notes;
	struct events events = { 0 };
	enum status st;

	if ((st = store_lead_changes(store, req->arena, row->id,
		&changes)) != OK ||
	    (st = store_bookings_of_lead(store, req->arena, row->id,
		&calls)) != OK ||
	    (st = store_outbox_of_lead(store, req->arena, row->id,
		&messages)) != OK ||
	    (st = vault_notes(&req->app->vault, req->arena, row->id,
		&notes)) != OK)
		return st;
	events.at = arena_array(req->arena, 1 + changes.len + notes.len +
	    calls.len + messages.len, sizeof(*events.at));
	fill_calls(req, &calls, view);
	view->mails = app_sends_mail(req->app) && *row->head.email != '\0';
	add_all(req, row, &changes, &notes, &calls, &events);
	add_messages(req, &messages, &events);
	at = arena_array(req->arena, events.len, sizeof(*at));
	for (size_t i = 0; i < events.len; i++)
		at[i] = events.at[i].view;
	view->history.at = at;
	view->history.len = events.len;
	return OK;
}

/* ---- who looked ---- */

enum status
lead_reads_fill(struct request *req, int64_t id, struct admin_lead_view *view)
{
	struct lead_read_view *at;
	struct audit_rows rows;
	enum status st = office_audit_of_lead(req->app->office, req->arena,
	    id, READS_SHOWN, &rows);

	if (st != OK)
		return st;
	at = arena_array(req->arena, rows.len, sizeof(*at));
	for (size_t i = 0; i < rows.len; i++)
		at[i] = (struct lead_read_view){
			.when = label_moment(req->arena, owner_zone(req),
			    rows.at[i].at),
			.who = *rows.at[i].email != '\0' ? rows.at[i].email :
			    admin_label(req, rows.at[i].admin_id),
			.what = strcmp(rows.at[i].kind,
			    audit_kind_id(AUDIT_LEAD_EXPORTED)) == 0 ?
			    "took a copy out" : "",
		};
	view->reads.at = at;
	view->reads.len = rows.len;
	return OK;
}

/* ---- the same person ---- */

/* "2nd contact" */
static const char *
nth_label(struct request *req, size_t nth)
{
	static const char *const endings[] = { "th", "st", "nd", "rd" };
	const bool teen = nth % 100 / 10 == 1;

	return arena_printf(req->arena, "%zu%s contact", nth,
	    endings[teen || nth % 10 > 3 ? 0 : nth % 10]);
}

static enum status
other_view(struct request *req, int64_t id, size_t nth,
    struct lead_other_view *view)
{
	struct lead_row row;
	enum status st = store_lead(req->app->store, req->arena, id, &row);

	if (st != OK)
		return st;
	*view = (struct lead_other_view){
		.id = id,
		.label = nth_label(req, nth),
		.what = arena_printf(req->arena, "%s of %s",
		    lead_kind_label(row.kind), label_moment(req->arena,
		    owner_zone(req), row.created_at)),
		.stage = lead_stage_label(row.stage),
	};
	return OK;
}

enum status
lead_others_fill(struct request *req, int64_t id,
    struct admin_lead_view *view)
{
	struct lead_other_view *at;
	struct taken_same same;
	size_t len = 0;
	enum status st = office_same_person(req->app->office, req->arena, id,
	    &same);

	view->seen = "";
	at = arena_array(req->arena, same.len, sizeof(*at));
	for (size_t i = 0; st == OK && i < same.len; i++) {
		if (same.at[i] == id)
			view->seen = same.len < 2 ? "" : nth_label(req, i + 1);
		else
			st = other_view(req, same.at[i], i + 1, &at[len++]);
		/* One that is erased goes out of the office a moment later. */
		if (st == NOT_FOUND) {
			len--;
			st = OK;
		}
	}
	view->others.at = at;
	view->others.len = len;
	return st;
}
