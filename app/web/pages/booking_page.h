#ifndef WEB_PAGES_BOOKING_PAGE_H
#define WEB_PAGES_BOOKING_PAGE_H

#include "domain/booking.h"
#include "domain/problems.h"
#include "web/pages/slot_list.h"

struct request;
struct response;

/*
 * The booking page in the making: what is known of the visitor's wish so far,
 * shown again with whatever is wrong with it.
 */
struct booking_page {
	struct slot_list list;
	struct bring_view bring;
	/* Shows what would be sent, in so many words; NULL: not asked for. */
	const struct booking_details *preview;
	struct slot preview_slot;
	struct problems problems;
};

/* Reads tz and result of the form; what is wrong becomes a problem. */
void booking_page_read(struct request *req, struct booking_page *page);

/* Writes the page; the HTTP status is the caller's. */
void booking_page_show(struct request *req, struct response *res,
    const struct booking_page *page);

#endif
