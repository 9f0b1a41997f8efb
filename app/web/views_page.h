#ifndef WEB_VIEWS_PAGE_H
#define WEB_VIEWS_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/html.h"

/*
 * What views of all kinds are made of; see views.h.
 */

/* What every page has. */
struct page {
	const char *title;       /* of this page, without the site's name */
	const char *description; /* for search engines; "" when not indexed */
	const char *url;         /* absolute, "" for what is nobody's to find */
	const char *canonical;   /* the same, "" when not indexed */
	const char *picture;     /* for sites that show links: absolute */
	const char *picture_alt; /* what it shows, in words */
	int picture_width;       /* in pixels */
	int picture_height;
	bool noindex;
	bool article;            /* what it shows is a guide */
	struct safe_html structured; /* the same for machines, or empty */
	const char *site_name;
	const char *tagline;
	const char *owner;       /* the consultant's name */
	bool nav_guides;         /* which entry of the navigation we are in */
	bool nav_assessment;
	bool nav_book;
	bool nav_search;
	bool nav_today;          /* the same on the desk */
	bool nav_leads;
	bool nav_bookings;
	bool nav_availability;
	bool nav_settings;
	bool nav_outbox;
	bool nav_audit;
	bool nav_insights;
	bool nav_quarantine;
	const char *nav_more;    /* the name of that entry where it stands
	                          * behind "More" on a narrow window, or "" */
	bool demo;               /* show the demonstration banner */
	const char *demo_resets; /* "04:00 (Europe/Berlin)" or "" */
	bool admin;              /* an admin page: other navigation */
	const char *admin_email; /* who is signed in, "" otherwise */
	const char *token;       /* what each form of that session carries */
	const char *script;      /* where it has something to do, or "" */
	int idle_seconds;        /* how long the desk may be left alone */
	const char *stored;      /* footer: what this request stored (row P7) */
	const char *css;         /* path of the style sheet with its hash */
};

/* One line of an error summary. */
struct problem_view {
	const char *href;    /* "#name" */
	const char *message;
};

struct problems_view {
	const struct problem_view *at;
	size_t len;
};

/* A field of a form. */
struct field_view {
	const char *value;   /* as typed, shown again */
	const char *problem; /* "" or a sentence */
};

/* A line of a list. */
struct text_view {
	const char *text;
};

/* A guide in a list. */
struct guide_card {
	const char *slug;
	const char *title;
	const char *summary;
	int reading_minutes;
	const char *updated;       /* "21 November 2026" */
	const char *updated_iso;
};

struct guide_cards {
	const struct guide_card *at;
	size_t len;
};

#endif
