#include "web/pages/own.h"

#include "base/arena.h"
#include "calendar/instant.h"
#include "calendar/zone.h"
#include "crypto/own_copy.h"
#include "web/app.h"
#include "web/page.h"
#include "web/pages/pages.h"
#include "web/request.h"
#include "web/response.h"

static void
show_erased(struct request *req, struct response *res)
{
	res->code = 410;
	page_message(req, res, &(struct page_message){
		.heading = "Everything about this booking is erased",
		.text = "We hold neither your name nor your address nor "
		    "anything you wrote. If there was a call to come, it is "
		    "cancelled.",
		.mend = "You can book a new call at any time.",
	});
}

/* Nothing is said of why a copy does not open: it is damaged, or of a booking
 * that never had one. */
static void
read_copy(struct request *req, struct own_booking *own)
{
	const struct booking_view *row = &own->row;
	const uint8_t *bytes;
	size_t len;

	own->readable = own_copy_open(req->arena, own->token, row->own,
	    row->own_len, &bytes, &len) == OK &&
	    lead_own_unpack(req->arena, bytes, len, &own->lead) == OK;
	if (!own->readable)
		own->lead = (struct lead_own){ { "", "", "" }, { "" } };
}

bool
own_find(struct request *req, struct response *res, struct own_booking *own,
    enum status *st)
{
	res->referrer = "no-referrer";
	own->token = req->params[0];
	if (token_hash(own->token, own->hash) != OK) {
		*st = NOT_FOUND;
		return false;
	}
	*st = store_booking_by_token(req->app->store, req->arena, own->hash,
	    &own->row);
	if (*st == OK && own->row.erased)
		show_erased(req, res);
	if (*st != OK || own->row.erased)
		return false;
	own->zone = zone_find(own->row.zone);
	if (own->zone == NULL)
		own->zone = req->app->settings.availability.zone;
	read_copy(req, own);
	return true;
}

bool
own_is_active(const struct own_booking *own, int64_t now)
{
	return own->row.slot.starts_at > now &&
	    (own->row.state == BOOKING_CONFIRMED ||
	    own->row.state == BOOKING_REQUESTED);
}

const char *
own_refusal(const struct own_booking *own, int64_t now)
{
	if (own->row.state == BOOKING_CANCELLED)
		return "This call is cancelled, and that is final. Please book "
		    "a new one.";
	if (own->row.slot.starts_at <= now)
		return "The call has begun, so it can no longer be moved or "
		    "cancelled here.";
	return "This call can no longer be moved or cancelled here.";
}

const char *
own_when(struct request *req, const struct own_booking *own)
{
	return label_slot(req->arena, own->zone, own->row.slot.starts_at,
	    own->row.slot.ends_at);
}
