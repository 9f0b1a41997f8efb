#ifndef WEB_PAGES_BOOKING_PAGE_H
#define WEB_PAGES_BOOKING_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "domain/availability.h"
#include "domain/problems.h"

struct request;
struct response;
struct zone;

/*
 * The booking page in the making: what is known of the visitor's wish so far,
 * shown again with whatever is wrong with it.
 */
struct booking_page {
	const struct zone *zone;  /* the visitor's; the owner's when unknown */
	const char *result;       /* a valid assessment code, or "" */
	const char *headline;     /* of that result */
	struct slots free_slots;
	int64_t wanted_at;        /* the start that was asked for, 0 for none */
	bool taken;
	struct problems problems;
};

/* Reads tz and result of the form; what is wrong becomes a problem. */
void booking_page_read(struct request *req, struct booking_page *page);

/* Fills free_slots from availability and bookings. Statuses of the store. */
enum status booking_page_slots(struct request *req,
    struct booking_page *page);

/* The bookings that can stand against a slot from now to the horizon. */
enum status booking_page_busy(struct request *req, struct slots *busy);

/* Writes the page; the HTTP status is the caller's. */
void booking_page_show(struct request *req, struct response *res,
    const struct booking_page *page);

#endif
