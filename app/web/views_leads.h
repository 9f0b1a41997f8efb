#ifndef WEB_VIEWS_LEADS_H
#define WEB_VIEWS_LEADS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/views_desk.h"
#include "web/views_page.h"

/* The list of leads and its board; see views.h. */

/* One lead, as a row or a card. */
struct lead_line_view {
	int64_t id;
	const char *name;
	const char *company;
	const char *email;
	const char *stage;    /* "Call booked" */
	const char *kind;     /* "Booking", "Message" */
	const char *created;  /* "21 November 2026, 09:15" */
	const char *age;      /* "today", "3 days" */
	const char *call;     /* when the call is, or "" */
	const char *result;   /* code, or "" */
	const char *doubt;    /* why it waits to be looked at, or "" */
	const char *seen;     /* "2nd contact", or "" */
	const char *due;      /* "Overdue", "Due today", "No next step", or "" */
	const char *next;     /* "Tue 24 Nov", or "" */
	const char *next_iso;
	const char *quiet;    /* "Quiet for 12 days", or "" */
	bool late;            /* overdue */
	bool open;            /* can have a next date */
	struct {
		const struct lead_goal_view *at;
		size_t len;
	} goals;              /* of a card: where it may be moved */
};

struct lead_lines {
	const struct lead_line_view *at;
	size_t len;
};

/* A stage that a lead may be moved to; the button says "12 new won". */
struct lead_goal_view {
	int64_t id;
	const char *from;
	const char *to;
	const char *label;
};

struct lead_option_view {
	const char *value;
	const char *label;
	bool chosen;
};

struct lead_options {
	const struct lead_option_view *at;
	size_t len;
};

/* A saved filter. */
struct lead_chip_view {
	const char *href;
	const char *label;
	int64_t count;
	bool current;
};

/* templates/leads_filter.html: what is looked for */
struct leads_filter_view {
	struct desk_notice_view notice;
	struct {
		const struct lead_chip_view *at;
		size_t len;
	} chips;
	struct problems_view problems; /* what was left out, and why */
	const char *search;
	struct lead_options stages;
	struct lead_options stacks;
	struct lead_options follows;
	struct lead_options sorts;
	const char *from;
	const char *to;
	bool narrowed;      /* something but a text is looked for */
	bool board;
	const char *list_href;
	const char *board_href;
	const char *many;   /* what a form did with many, or "" */
	const char *undo;   /* its changes, "12-15", or "" */
	const char *token;
	const char *back;
};

/* templates/admin_leads.html: view admin_leads_page */
struct lead_head_view {
	const char *href;
	const char *sorted; /* for aria-sort, or "" */
};

struct admin_leads_view {
	struct page page;
	struct leads_filter_view filter;
	struct lead_lines leads;
	const char *count;     /* "123", "50 or more" */
	struct lead_head_view by_next;
	struct lead_head_view by_created;
	const char *more_href; /* next page, or "" */
	const char *more_text; /* "Older leads" */
	const char *zone;      /* all times in this zone */
	const char *today;     /* the first day that can be planned */
	bool empty;            /* there is no lead at all */
	bool later;            /* not the first page */
};

/* templates/admin_board.html: view admin_board_page */
struct board_column_view {
	const char *id;
	const char *label;
	const char *count;
	struct lead_lines cards;
	const char *more_href; /* the list of this stage, or "" */
};

struct admin_board_view {
	struct page page;
	struct leads_filter_view filter;
	struct {
		const struct board_column_view *at;
		size_t len;
	} columns;
	const char *count;
	const char *zone;
};

#endif
