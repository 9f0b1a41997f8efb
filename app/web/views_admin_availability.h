#ifndef WEB_VIEWS_ADMIN_AVAILABILITY_H
#define WEB_VIEWS_ADMIN_AVAILABILITY_H

#include "web/views_booking.h"

/*
 * The desk's views of when the owner can be called, and of calls that are
 * booked; see views.h. Times are in the owner's zone unless another is named.
 */

/* A call in a list: templates/admin_booking_row.html */
struct booking_entry_view {
	int64_t lead_id;   /* 0: it was erased */
	const char *name;
	const char *when;  /* "Tuesday 24 November 2026, 10:30 to 11:00" */
	const char *state; /* "Confirmed" */
	const char *note;  /* what is special about it, or "" */
	const char *token; /* to confirm it with; "" where it is not asked */
};

struct booking_entries_view {
	const struct booking_entry_view *at;
	size_t len;
};

/* Days in a row with the same hours. */
struct override_view {
	const char *days;  /* "24 December 2026 to 27 December 2026" */
	const char *hours; /* "09:00-12:00, 13:00-17:00", or "" if blocked */
	const char *zone;  /* of the hours */
	const char *from;  /* "2026-12-24", as a form sends it */
	const char *to;
};

/* A stretch of blocked time. */
struct block_view {
	int64_t id;
	const char *when;
};

/* A day's hours, or a number, that the owner may set. */
struct rule_field_view {
	const char *id;
	const char *label;
	struct field_view field;
	const char *file; /* what site.yaml says */
};

struct rule_fields_view {
	const struct rule_field_view *at;
	size_t len;
};

struct call_rules_view {
	bool own; /* the desk's hold, not those of site.yaml */
	struct rule_fields_view days;
	struct rule_fields_view numbers;
};

/* Whether calls can be booked at all, as site.yaml says. */
struct capacity_view {
	bool open;
	const char *next_free; /* "11 January 2027", or "" */
	const char *reason;    /* or "" */
};

/* templates/admin_availability.html: view admin_availability_page */
struct admin_availability_view {
	struct page page;
	struct problems_view problems;
	const char *obstacle; /* why no time is offered, or "" */
	const char *zone;     /* the owner's */
	struct booking_entries_view conflicts;

	/* the free times ahead */
	struct {
		const struct text_view *at;
		size_t len;
	} next;
	struct zones_view zones; /* to see them in */

	struct capacity_view capacity;
	struct call_rules_view rules;

	/* days with other hours, and the form for more */
	struct {
		const struct override_view *at;
		size_t len;
	} overrides;
	struct field_view from;
	struct field_view to;
	struct field_view rule;
	bool blocked_checked;
	bool hours_checked;
	struct field_view hours;
	struct field_view hours_zone;
	struct zones_view hours_zones;

	/* blocked time, and the form for more */
	struct {
		const struct block_view *at;
		size_t len;
	} blocks;
	struct field_view starts;
	struct field_view ends;

	/* the calendar file */
	const char *file_read;   /* when, or "" for none */
	const char *file_covers; /* until when it was followed */
	bool file_ends_early;    /* before the last day on offer */
	int64_t file_count;      /* busy times ahead */

	/* the calendar on a server */
	bool has_server;
	const char *server_read;       /* when it last was, or "" */
	const char *server_problem;    /* why it was not since, or "" */
	const char *server_unreadable; /* "2 events there", or "" */
	int64_t server_count;          /* busy times ahead */
};

/* templates/admin_bookings.html: view admin_bookings_page */
struct admin_bookings_view {
	struct page page;
	struct problems_view problems;
	struct {
		const struct text_view *at;
		size_t len;
	} overlaps;             /* what a call to be booked is in the way of */
	const char *confirmed;  /* hidden field: names just these */
	const char *zone;       /* the owner's */
	struct booking_entries_view ahead;
	struct booking_entries_view past;
	const char *more_href;  /* older ones, or "" */
	const char *nonce;
	struct field_view starts;
	struct field_view minutes;
	struct zones_view zones; /* of the person */
	struct person_fields_view person;
};

#endif
