#ifndef WEB_VIEWS_BOOKING_H
#define WEB_VIEWS_BOOKING_H

#include "web/views_page.h"

/*
 * The views of calls and messages; see views.h.
 */

/* templates/slot_list.html: view slot_list */
struct slot_view {
	const char *value; /* UTC, RFC 3339 */
	const char *time;  /* "10:30" */
	const char *label; /* accessible name: day, from, to, zone (row B1) */
	bool checked;
};

/* templates/slot_day.html: view slot_day */
struct day_view {
	const char *label; /* "Tuesday 24 November 2026" */
	struct {
		const struct slot_view *at;
		size_t len;
	} slots;
};

struct days_view {
	const struct day_view *at;
	size_t len;
};

struct slot_list_view {
	const char *zone;         /* all times are in this zone */
	const char *problem;      /* "" or a sentence */
	struct days_view nearest; /* to one that is taken: up to three slots */
	struct days_view days;    /* only days with free slots */
	const char *contact_href; /* for whom none of them suits */
};

/* templates/zone_options.html: view zone_options */
struct zone_view {
	const char *name;
	bool selected;
};

struct zones_view {
	struct {
		const struct zone_view *at;
		size_t len;
	} list;
};

/* templates/person_fields.html: view person_fields */
struct person_fields_view {
	struct field_view name;
	struct field_view email;
	struct field_view company;
	struct field_view message;
	const char *email_hint;
	const char *message_label;
	const char *message_hint;
	bool message_required;
	int name_max;
	int email_max;
	int company_max;
	int message_max;
};

/* templates/consent_field.html: view consent_field */
struct consent_view {
	const char *problem;
	bool checked;
	const char *text;    /* the sentence that is agreed to */
	const char *version; /* of that sentence */
	const char *owner;
	const char *what;    /* "your name, your e-mail address, the time" */
	bool with_result;
	int retention_days;  /* deleted so long after closing; 0 unsaid */
};

/* templates/fact_list.html: view fact_list */
struct fact_view {
	const char *name;
	const char *value; /* line breaks are kept */
	const char *href;  /* the value is a link, or "" */
};

struct facts_view {
	struct {
		const struct fact_view *at;
		size_t len;
	} rows;
};

/* What an assessment gave that comes along; code "" for none. */
struct bring_view {
	const char *code;
	const char *headline;
	const char *remove_href; /* this page without it */
};

/* templates/book.html: view book_page */
struct book_view {
	struct page page;
	struct problems_view problems;
	const char *trouble;      /* heading of the problems */
	const char *trouble_more; /* a sentence under it, or "" */
	const char *closed;       /* why no call can be booked now, or "" */
	const char *next_free;    /* from when on there are times, or "" */
	struct facts_view preview; /* what would be sent, when asked for */
	struct slot_list_view slots;
	struct zones_view zones;
	struct person_fields_view person;
	struct consent_view consent;
	bool remind_offered; /* mail leaves here */
	bool remind_checked;
	struct bring_view bring;
	const char *nonce;
	const char *script;       /* that knows the zone, where it may; or "" */
	int slot_minutes;
	int reply_hours;
};

/* templates/booking.html: view booking_page */
struct own_booking_view {
	struct page page;
	const char *token;
	const char *heading;
	const char *lead;         /* a sentence under it, or "" */
	const char *refused;      /* why what was asked for was not done, or "" */
	const char *when;         /* the slot in the visitor's zone, zone named */
	const char *when_owner;   /* the same in the owner's, or "" if equal */
	bool gone;                /* the slot is not theirs any more */
	bool active;              /* still to come: may be moved or cancelled */
	bool waiting;             /* for the owner to look at it */
	const char *again_href;   /* to book a new one, or "" */
	const char *begun;        /* why it cannot be changed, or "" */
	const char *result;       /* code, or "" */
	const char *result_headline;
	struct facts_view held;   /* everything we hold */
	bool unreadable;          /* what was written cannot be shown */
	const char *link;         /* absolute address of this page */
	int reply_hours;
};

/* templates/own_move.html: view own_move_page */
struct own_move_view {
	struct page page;
	const char *token;
	const char *when;         /* it is now */
	struct problems_view problems;
	bool taken;
	struct slot_list_view slots;
	struct zones_view zones;
};

/* templates/own_correct.html: view own_correct_page */
struct own_correct_view {
	struct page page;
	const char *token;
	struct problems_view problems;
	struct person_fields_view person;
};

/* templates/own_erase.html: view own_erase_page */
struct own_erase_view {
	struct page page;
	const char *token;
	const char *when;
	bool cancels;             /* the call is still to come */
};

/* templates/contact.html: view contact_page */
struct contact_view {
	struct page page;
	struct problems_view problems;
	const char *trouble;
	struct zones_view zones;
	struct field_view wish1;
	struct field_view wish2;
	bool wish1_text;          /* what came is no time: shown as it is */
	bool wish2_text;
	struct person_fields_view person;
	struct consent_view consent;
	struct bring_view bring;
	const char *nonce;
	const char *script;       /* as in book_view */
	int reply_hours;
};

#endif
