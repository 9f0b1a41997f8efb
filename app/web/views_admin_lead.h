#ifndef WEB_VIEWS_ADMIN_LEAD_H
#define WEB_VIEWS_ADMIN_LEAD_H

#include "web/views_desk.h"
#include "web/views_page.h"

/*
 * templates/admin_lead.html: view admin_lead_page; see views.h. Times are in
 * the owner's zone.
 */

/* What the visitor was advised, as they saw it. */
struct lead_answer_view {
	const char *question;
	const char *option;
};

struct lead_reason_view {
	const char *points;  /* "+8"; "" for what no answer changes */
	const char *stack;   /* whose points, where it is not plain; or "" */
	const char *because; /* the answer, or "" */
	const char *text;
};

struct lead_reasons_view {
	const char *stack; /* whom they speak for; "" for none at all */
	const char *total;
	const struct lead_reason_view *at;
	size_t len;
};

struct lead_result_view {
	const char *code;     /* "" when they came without */
	const char *headline; /* "" when the code is none of ours */
	const char *text;
	const char *kind;     /* "One stack", "A close call", ... */
	const char *lead;     /* how sure it is, or "" */
	const char *href;     /* the page as visitors see it, or "" */
	bool old;             /* a code of an older edition, read by today's */
	struct {
		const struct lead_answer_view *at;
		size_t len;
	} answers;
	struct lead_reasons_view first;
	struct lead_reasons_view second;
	struct lead_reasons_view against;
};

/* Something that happened, in the order of time. */
struct lead_event_view {
	const char *when;
	const char *when_iso;
	const char *what; /* "Call booked → Call held" */
	const char *who;  /* an address, or "" */
	const char *text; /* of a note, or "" */
	const char *href; /* where to look at it, or "" */
	bool ahead;       /* it has not happened yet */
};

/* Another lead of the same person. */
struct lead_other_view {
	int64_t id;
	const char *label; /* "1st contact" */
	const char *what;  /* "Booking, 21 November 2026, 09:15" */
	const char *stage;
};

/* A stage it may go to. */
struct lead_stage_view {
	const char *id;
	const char *label;
	bool closes;
};

/* A call, and of one that has begun how it went as far as was said. */
struct lead_call_view {
	int64_t id;
	const char *when;
	bool held;
	bool missed;
};

/* A line of a select. */
struct lead_choice_view {
	const char *id;
	const char *label;
	bool selected;
};

struct lead_choices_view {
	const struct lead_choice_view *at;
	size_t len;
};

struct lead_read_view {
	const char *when;
	const char *who;
	const char *what;
};

struct admin_lead_view {
	struct page page;
	struct problems_view problems;
	struct desk_notice_view notice;
	int64_t id;
	const char *back; /* this page, for the forms */
	const char *name;
	const char *email;
	const char *company; /* or "" */
	const char *stage;
	const char *kind;    /* "Booking", "Message" */
	const char *created;
	const char *doubt;   /* why it waits to be looked at, or "" */
	const char *seen;    /* "2nd contact", or "" */
	const char *call;    /* when the next call is, or "" */
	const char *message; /* with its line breaks */
	const char *wish1;   /* times that would suit, or "" */
	const char *wish2;
	const char *their_zone; /* or "" */
	const char *zone;
	const char *consent;    /* what they agreed to, and when */
	const char *erased_on;  /* the day it goes by itself, or "" */
	struct lead_result_view result;
	struct {
		const struct lead_event_view *at;
		size_t len;
	} history;
	struct {
		const struct lead_other_view *at;
		size_t len;
	} others;
	struct {
		const struct lead_read_view *at;
		size_t len;
	} reads;

	/* what can be done */
	struct {
		const struct lead_stage_view *at;
		size_t len;
	} moves;
	struct {
		const struct lead_call_view *at;
		size_t len;
	} calls; /* that have begun */
	struct {
		const struct lead_call_view *at;
		size_t len;
	} ahead;
	bool mails;              /* what happens is told by e-mail */
	bool may_plan;           /* it is open */
	const char *next_date;   /* "Tuesday 24 November 2026", or "" */
	const char *next_state;  /* "3 days late", "Today", or "" */
	const char *quiet;       /* "Quiet for 12 days", or "" */
	struct follow_up_buttons_view next;
	struct field_view follow_up;
	const char *today;       /* the earliest date, "2026-11-23" */
	bool may_recommend;      /* there was a call, or may have been */
	const char *recommended; /* "Node.js with Python", or "" */
	struct field_view primary;
	struct field_view partner;
	struct lead_choices_view primaries;
	struct lead_choices_view partners;
	struct field_view note;
};

#endif
