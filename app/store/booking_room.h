#ifndef STORE_BOOKING_ROOM_H
#define STORE_BOOKING_ROOM_H

#include "store/store_private.h"

/* What was found out before a booking. */
struct room {
	bool repeated; /* a booking of that token is there */
	bool taken;    /* something overlaps it */
	int64_t on_day;
	int64_t of_email; /* still to come */
	int64_t holds;
};

/* A booking of store_booking_ask, and what was answered. */
struct room_asked {
	const struct booking_new *booking;
	int64_t now;
	struct room room;
};

/* Forgets what was asked: it may not be so any more. */
void room_forget(struct store *store);

/* Within a transaction: looks at the database and at what is staged. OK, or
 * BUSY, FAILED. */
enum status room_look(struct store *store, const struct booking_new *booking,
    int64_t now, struct room *room);

/*
 * What to make of it. *doubt is the booking's own or, where it is one of many
 * of one address, DOUBT_EMAIL. OK; CONFLICT: taken, or the day is full; LIMITED
 * where no more slots are kept for somebody doubtful.
 */
enum status room_judge(const struct booking_new *booking,
    const struct room *room, enum doubt *doubt);

#endif
