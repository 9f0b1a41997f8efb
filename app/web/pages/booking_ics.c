#include "base/arena.h"
#include "calendar/ics.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "crypto/own_copy.h"
#include "crypto/token.h"
#include "store/store.h"
#include "web/app.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

/* Who it is, from their own copy, which their link opens; nobody when there is
 * none or it cannot be read. */
static struct ics_person
visitor(struct request *req, const struct booking_view *booking)
{
	const uint8_t *bytes;
	size_t len;
	struct lead_own own;

	if (own_copy_open(req->arena, req->params[0], booking->own,
		booking->own_len, &bytes, &len) != OK ||
	    lead_own_unpack(req->arena, bytes, len, &own) != OK)
		return (struct ics_person){ "", "" };
	return (struct ics_person){ own.head.name, own.head.email };
}

/* The same words for the time as on the visitor's page (row B2). */
static const char *
when(struct request *req, const struct booking_view *booking)
{
	const struct zone *owner = req->app->settings.availability.zone;
	const struct zone *zone = zone_find(booking->zone);
	const struct slot *slot = &booking->slot;
	const char *label = label_slot(req->arena, zone == NULL ? owner : zone,
	    slot->starts_at, slot->ends_at);

	if (zone == NULL || zone == owner)
		return label;
	return arena_printf(req->arena, "%s\nFor %s that is %s.", label,
	    req->app->settings.owner.name,
	    label_slot(req->arena, owner, slot->starts_at, slot->ends_at));
}

static const char *
description(struct request *req, const struct booking_view *booking,
    const char *link)
{
	const char *label = when(req, booking);

	if (booking->state == BOOKING_CANCELLED)
		return arena_printf(req->arena, "%s\n\nThis call is "
		    "cancelled. If you would still like to talk, choose a new "
		    "time:\n%s/book", label, req->app->public_url);
	return arena_printf(req->arena, "%s\n\nMove it, cancel it or see what "
	    "we hold about you:\n%s\nWhoever has this address can do the "
	    "same, so treat it like a key.", label, link);
}

/* An invitation names who is invited (RFC 5546, 3.2.2). */
static enum ics_method
method_for(const struct booking_view *booking,
    const struct ics_person *attendee)
{
	if (booking->state == BOOKING_CANCELLED)
		return ICS_CANCEL;
	return *attendee->email == '\0' ? ICS_PUBLISH : ICS_REQUEST;
}

static void
put_file(struct request *req, struct response *res,
    const struct booking_view *booking)
{
	const struct settings *settings = &req->app->settings;
	const char *link = arena_printf(req->arena, "%s/booking/%s",
	    req->app->public_url, req->params[0]);
	struct ics_event event = {
		.uid = arena_printf(req->arena, "%s@fourways", booking->uid),
		.sequence = (int)booking->sequence,
		.starts_at = booking->slot.starts_at,
		.ends_at = booking->slot.ends_at,
		.stamp_at = req->now,
		.summary = arena_printf(req->arena, "Discovery call with %s",
		    settings->owner.name),
		.description = description(req, booking, link),
		.location = "", /* agreed by mail */
		.url = link,
		.organizer = { settings->owner.name, settings->owner.email },
		.attendee = visitor(req, booking),
		.tentative = booking->state == BOOKING_REQUESTED,
		.alarms = true,
	};

	event.method = method_for(booking, &event.attendee);
	res->content_type = arena_printf(req->arena,
	    "text/calendar; charset=utf-8; method=%s",
	    ics_method_name(event.method));
	response_header(res, "content-disposition",
	    "attachment; filename=\"discovery-call.ics\"");
	ics_write(&event, &res->body);
}

/* Whether there is a date to tell of: not of a request that waited in vain,
 * nor of a past call whose data is erased. */
static bool
has_date(const struct booking_view *booking, int64_t now)
{
	if (booking->state == BOOKING_REQUESTED)
		return now < booking->held_until;
	return !booking->erased || booking->state == BOOKING_CANCELLED;
}

enum status
booking_invite(struct request *req, struct response *res)
{
	struct booking_view booking;
	uint8_t hash[TOKEN_HASH_SIZE];
	enum status st;

	res->referrer = "no-referrer";
	if (token_hash(req->params[0], hash) != OK)
		return NOT_FOUND;
	st = store_booking_by_token(req->app->store, req->arena, hash,
	    &booking);
	if (st != OK)
		return st;
	if (!has_date(&booking, req->now))
		return NOT_FOUND;
	put_file(req, res, &booking);
	return OK;
}
