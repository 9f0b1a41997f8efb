#ifndef WEB_VIEWS_H
#define WEB_VIEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/html.h"
#include "web/views_admin_availability.h"
#include "web/views_admin_lead.h"
#include "web/views_assessment.h"
#include "web/views_audit.h"
#include "web/views_booking.h"
#include "web/views_content.h"
#include "web/views_design.h"
#include "web/views_door.h"
#include "web/views_insights.h"
#include "web/views_leads.h"
#include "web/views_outbox.h"
#include "web/views_page.h"
#include "web/views_quarantine.h"
#include "web/views_search.h"
#include "web/views_today.h"

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
	const char *next_day;  /* of the next free time, or "" */
	const char *next_time; /* "10:30" */
	const char *zone;      /* of both */
	bool full;             /* no time is free */
	bool closed;           /* no call can be booked at all */
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

/* templates/message.html: view message_page; errors and short notices */
struct message_view {
	struct page page;
	const char *heading;
	const char *text;
	const char *mend;      /* what the person can do */
	const char *link_href; /* where to go on, or "" */
	const char *link_text;
	const char *reference; /* request id on a 500, or "" */
	bool lost;             /* show ways to what they may have looked for */
	struct search_form_view search;
};

/* templates/legal.html: view legal_page; privacy and imprint */
struct legal_view {
	struct page page;
	const char *heading;
	struct safe_html html;
	bool privacy; /* it is the privacy notice: how it is held to */
};

/* templates/data_kept.html: view data_kept_page */
struct data_kept_view {
	struct page page;
	const char *owner;
	int closed_days;     /* until closed leads are erased */
	int quarantine_days; /* until those nobody looked at are */
	int copy_days;       /* until copies made before an update go */
};

#endif
