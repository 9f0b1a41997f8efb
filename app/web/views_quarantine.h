#ifndef WEB_VIEWS_QUARANTINE_H
#define WEB_VIEWS_QUARANTINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/views_page.h"

/* templates/admin_quarantine.html: view admin_quarantine_page. See views.h. */
struct quarantined_view {
	int64_t id;
	const char *name;
	const char *company;
	const char *email;
	const char *kind;     /* "Booking", "Message" */
	const char *doubt;    /* why it waits */
	const char *created;  /* "21 November 2026, 09:15" */
	const char *call;     /* asked for, or "" */
	const char *held;     /* what becomes of its time, or "" */
	const char *result;   /* code, or "" */
	const char *left;     /* "in 12 days", "tonight" */
	const char *due;      /* "21 December 2026" */
};

/* What has just been done about a lead. */
struct quarantine_notice {
	int64_t lead_id;  /* 0: nothing was */
	const char *text;
	bool warns;       /* something is left to do */
};

struct admin_quarantine_view {
	struct page page;
	struct quarantine_notice notice;
	struct {
		const struct quarantined_view *at;
		size_t len;
	} leads;
	const char *zone;
	const char *more_href; /* older ones, or "" */
	bool later;            /* not the first page */
	int days;              /* that they are kept */
};

#endif
