#ifndef COURIER_CALENDAR_FOUND_H
#define COURIER_CALENDAR_FOUND_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "calendar/ics_read.h"
#include "courier/multistatus.h"
#include "domain/availability.h"

struct arena;
struct store;

/*
 * What a look into the owner's calendar found: busy times, and the events
 * that are calls of ours.
 */
struct calendar_own {
	const char *uid; /* of the booking */
	const char *href;
	const char *etag;
};

struct calendar_found {
	struct slots busy; /* in order, apart from each other */
	struct {
		struct calendar_own *at;
		size_t len;
	} own;
	int64_t unreadable;      /* events that were passed over */
	const char *first_fault; /* what is wrong with the first, or "" */
};

/* Sorts the items of a query out; all that comes of it is in arena. OK, BUSY
 * or FAILED of the store, which knows our own. */
enum status calendar_found_read(struct arena *arena, struct store *store,
    const struct dav_items *items, const struct ics_range *range,
    struct calendar_found *found);

/* The event of a booking's uid, or NULL. */
const struct calendar_own *calendar_found_own(
    const struct calendar_found *found, const char *uid);

#endif
