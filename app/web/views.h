#ifndef WEB_VIEWS_H
#define WEB_VIEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/html.h"
#include "web/views_assessment.h"
#include "web/views_content.h"
#include "web/views_page.h"
#include "web/views_search.h"

/*
 * What the templates are given: one struct a page, filled by its handler with
 * text that is ready to read (dates, labels and numbers already formatted).
 * All pointers are borrowed from the request's arena or from content that
 * lives as long as the process. Optional texts are "" or NULL: {{#if}} takes
 * both as false.
 */

/* templates/home.html: view home_page */
struct home_view {
	struct page page;
	struct guide_cards guides;
	int reply_hours;  /* "usually answers within N hours" */
	int slot_minutes; /* length of the call */
	const char *next_slot; /* the next free slot in words, or "" */
	const char *zone;      /* of next_slot */
};

/* templates/guides.html: view guides_page */
struct guides_view {
	struct page page;
	struct search_form_view search;
	struct guide_cards guides;
};

/* templates/guide.html: view guide_page */
struct guide_link {
	const char *id;
	const char *title;
	bool nested; /* a level 3 heading */
};

struct guide_view {
	struct page page;
	const char *title;
	const char *summary;
	const char *published;
	const char *updated;
	const char *checked;
	const char *published_iso;
	const char *updated_iso;
	const char *checked_iso;
	int reading_minutes;
	struct {
		const struct guide_link *at;
		size_t len;
	} sections;
	struct safe_html html;
	struct safe_html notes; /* the claims it rests on; may be empty */
	const char *assessment_href; /* "/assessment?hard=rules" */
	const char *previous_slug;   /* "" at the ends */
	const char *previous_title;
	const char *next_slug;
	const char *next_title;
};

/* templates/book.html: view book_page */
struct slot_view {
	const char *value; /* UTC, RFC 3339 */
	const char *time;  /* "10:30" */
	const char *label; /* accessible name: day, from, to, zone (row B1) */
	bool checked;
};

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

struct zone_view {
	const char *name;
	bool selected;
};

struct book_view {
	struct page page;
	struct problems_view problems;
	bool taken;       /* 409: someone was faster; nearest slots come first */
	struct days_view nearest; /* with taken: up to three slots */
	struct days_view days;    /* only days with free slots */
	const char *slot_problem; /* "" or a sentence */
	const char *closed;       /* why no call can be booked now, or "" */
	const char *zone;         /* all times on the page are in this zone */
	struct {
		const struct zone_view *at;
		size_t len;
	} zones;
	struct field_view name;
	struct field_view email;
	struct field_view company;
	struct field_view message;
	struct field_view consent;
	bool consent_checked;
	bool remind_checked;
	const char *result;          /* assessment code brought along, or "" */
	const char *result_headline;
	const char *remove_href;     /* this page without the result */
	const char *nonce;
	int name_max;
	int email_max;
	int company_max;
	int message_max;
	int slot_minutes;
	int reply_hours;
	int retention_days; /* consent: deleted so long after closing; 0 unsaid */
};

/* templates/booking.html: view booking_page */
struct own_booking_view {
	struct page page;
	const char *when;     /* the slot in the visitor's zone, zone named */
	const char *when_owner; /* the same in the owner's zone, or "" if equal */
	bool cancelled;
	const char *result;          /* code, or "" */
	const char *result_headline;
	const char *link;     /* absolute address of this page, to be kept */
	int reply_hours;
};

/* templates/message.html: view message_page; errors and short notices */
struct message_view {
	struct page page;
	const char *heading;
	const char *text;
	const char *mend;      /* what the person can do */
	const char *link_href; /* where to go on, or "" */
	const char *link_text;
	const char *reference; /* request id on a 500, or "" */
};

/* templates/legal.html: view legal_page; privacy and imprint */
struct legal_view {
	struct page page;
	const char *heading;
	struct safe_html html;
};

/* templates/login.html: view login_page */
struct login_view {
	struct page page;
	const char *email;   /* as typed */
	const char *problem; /* "" or a sentence */
	const char *next;    /* hidden field: a path of ours to go on to, or "" */
};

/* templates/admin_leads.html: view admin_leads_page */
struct lead_row_view {
	int64_t id;
	const char *name;
	const char *company;
	const char *email;
	const char *stage;     /* "Call booked" */
	const char *kind;      /* "Booking", "Message" */
	const char *created;   /* "21 November 2026, 09:15" */
	const char *call;      /* when the call is, or "" */
	const char *result;    /* code, or "" */
};

struct admin_leads_view {
	struct page page;
	struct {
		const struct lead_row_view *at;
		size_t len;
	} leads;
	int64_t count;         /* of all leads */
	const char *more_href; /* next page, or "" */
	const char *zone;      /* all times in this zone */
};

/* templates/admin_lead.html: view admin_lead_page */
struct admin_lead_view {
	struct page page;
	struct lead_row_view lead;
	const char *message;         /* with its line breaks */
	const char *result_headline;
	const char *zone;
};

#endif
