#ifndef STORE_BOOKING_LIST_H
#define STORE_BOOKING_LIST_H

#include "store/store.h"

/*
 * Bookings as the owner looks at them. Office access only, DENIED otherwise.
 */

/* A booking in a list. Whose it is, the lead says. */
struct booking_entry {
	int64_t id;
	int64_t lead_id;    /* 0: it was erased */
	struct slot slot;
	enum booking_state state;
	int64_t held_until; /* of a requested one: keeps its slot until then */
	bool overlaps;      /* put over something else by hand */
	const char *zone;   /* the visitor's */
	bool remind;        /* reminders are asked for */
};

struct booking_entries {
	struct booking_entry *at;
	size_t len;
};

/* Bookings in any state that end after an instant, in order of start, in
 * arena. OK, also when there is none. */
enum status store_bookings_ahead(struct store *store, struct arena *arena,
    int64_t now, struct booking_entries *rows);

/* Those that have ended by then, the last first: limit of them, behind the
 * first skip. */
enum status store_bookings_past(struct store *store, struct arena *arena,
    int64_t now, int64_t skip, int64_t limit, struct booking_entries *rows);

/* Those in any state but cancelled that begin from an instant until before
 * another, in order of start, in arena. */
enum status store_bookings_starting(struct store *store, struct arena *arena,
    int64_t from, int64_t to, struct booking_entries *rows);

/* All of a lead, in order of start, in arena. */
enum status store_bookings_of_lead(struct store *store, struct arena *arena,
    int64_t lead_id, struct booking_entries *rows);

/* One of them. OK or NOT_FOUND. */
enum status store_booking_of_lead(struct store *store, struct arena *arena,
    int64_t lead_id, int64_t id, struct booking_entry *call);

#endif
