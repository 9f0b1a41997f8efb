#ifndef WEB_VIEWS_TODAY_H
#define WEB_VIEWS_TODAY_H

#include "web/views_desk.h"
#include "web/views_page.h"

/*
 * templates/today.html: view today_page; see views.h. Times are in the owner's
 * zone.
 */

/* A call today. */
struct today_call_view {
	int64_t lead_id;        /* 0: it was erased */
	const char *name;
	const char *company;    /* or "" */
	const char *when;       /* "10:30 to 11:00" */
	const char *when_iso;
	const char *state;      /* "Confirmed" */
	const char *their_time; /* "04:30 in America/New_York", or "" */
	const char *result;     /* what the assessment advised, or "" */
	bool over;
};

struct today_calls_view {
	const struct today_call_view *at;
	size_t len;
	int64_t count; /* of those that are not over */
};

/* A lead to get back to. */
struct today_lead_view {
	int64_t lead_id;
	const char *name;
	const char *company; /* or "" */
	const char *stage;
	const char *when;    /* "3 days late, since Friday 20 November 2026" */
	const char *quiet;   /* "Quiet for 12 days", or "" */
	struct follow_up_buttons_view next;
};

struct today_leads_view {
	const struct today_lead_view *at;
	size_t len;
	int64_t count; /* of all there are */
	bool more;     /* than are shown */
};

/* A message nobody answered yet. */
struct today_message_view {
	int64_t lead_id;
	const char *name;
	const char *company; /* or "" */
	const char *came;    /* "21 November 2026, 09:15" */
	const char *waits;   /* "Waits for 31 hours: 7 hours late" */
	bool late;
	struct follow_up_buttons_view next;
};

struct today_view {
	struct page page;
	struct desk_notice_view notice;
	const char *day;  /* "Monday 23 November 2026" */
	const char *zone;
	bool nothing;     /* is to be done today */
	bool busy;        /* something is, or a call is ahead */
	int64_t leads;    /* of all there are */
	struct today_calls_view calls;
	const char *next_call; /* "Tuesday 24 November 2026, 10:30", or "" */
	struct today_leads_view overdue;
	struct today_leads_view due;
	struct today_leads_view no_step;
	struct {
		const struct today_message_view *at;
		size_t len;
		int64_t count;
	} messages;
	int promise;       /* hours the site promises */
	const char *kept;  /* how that was kept lately, a sentence, or "" */
	int64_t quarantine;
	const char *unsent; /* mails that did not go out, a sentence, or "" */
};

#endif
