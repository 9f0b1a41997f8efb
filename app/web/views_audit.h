#ifndef WEB_VIEWS_AUDIT_H
#define WEB_VIEWS_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "web/views_page.h"

/* templates/admin_audit.html: view admin_audit_page. See views.h. */
struct audit_row_view {
	int64_t id;
	const char *when;
	const char *when_iso;
	const char *who;     /* an address, "admin 3", "a visitor" */
	const char *what;    /* "Looked at a lead" */
	const char *subject; /* "lead 12", or "" */
	const char *href;    /* where to look at it, or "" */
	bool alarm;
};

struct admin_audit_view {
	struct page page;
	struct {
		const struct audit_row_view *at;
		size_t len;
	} events;
	const char *zone;
	const char *problem;   /* what is wrong with the log, or "" */
	const char *more_href; /* older ones, or "" */
	bool later;            /* not the first page */
};

/* templates/admin_lead_erase.html: view admin_lead_erase_page */
struct admin_lead_erase_view {
	struct page page;
	int64_t id;
	const char *name;    /* or "Lead 12" when it cannot be read */
	const char *call;    /* of a call to come, or "" */
	const char *problem; /* "" or a sentence */
	bool from_quarantine; /* and goes back there */
};

#endif
